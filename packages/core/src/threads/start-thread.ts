import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a worker thread from a module of the calling package, from source or from the built package alike.
 *
 * Node runs no TypeScript in a thread by itself, so an entry that ends in `.ts` (this repository, never an installed
 * package) gets the loader and the export condition that the repository's own scripts run with.
 *
 * @param entry - URL of the entry module; see {@link threadEntry}.
 * @param options - passed to `new Worker` as they are.
 * @example
 * const thread = startThread(threadEntry(import.meta.url, './pglite-thread'), { workerData: { dataDir } });
 */
export function startThread(entry: URL, options: WorkerOptions = {}): Worker {
  if (!entry.pathname.endsWith('.ts')) return new Worker(entry, options);
  return new Worker(entry, {
    ...options,
    execArgv: ['--conditions=@nightshift/source', '--import', sourceLoader(entry)],
  });
}

// The loader registers itself in the main thread alone, so a thread is told to register it.
function sourceLoader(entry: URL): string {
  const manifest = pathToFileURL(createRequire(entry).resolve('tsx/package.json'));
  const api = new URL('./dist/esm/api/index.mjs', manifest).href;
  return `data:text/javascript,${encodeURIComponent(`import { register } from '${api}'; register();`)}`;
}

/**
 * The URL of a thread entry beside the calling module: `<name>.ts` in this repository, `<name>.js` once built.
 *
 * @param moduleUrl - the caller's `import.meta.url`.
 * @param name - relative path without an extension, the same in the source folder and in the built one.
 */
export function threadEntry(moduleUrl: string, name: string): URL {
  return new URL(`${name}${moduleUrl.endsWith('.ts') ? '.ts' : '.js'}`, moduleUrl);
}
