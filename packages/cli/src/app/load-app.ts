import { pathToFileURL } from 'node:url';
import { UsageError } from '../usage-error.js';
import type { App } from './define-app.js';

/** Imports a config file and takes the application out of it. */
export async function loadApp(file: string): Promise<App> {
  const module = await importConfig(file);
  const app = module['app'] ?? module['default'];
  if (isApp(app)) return app;
  throw new UsageError(`${file} exports no application.`, [
    'Expected `export const app = defineApp({ jobs, open })` with defineApp from @nightshift/cli.',
  ]);
}

type Module = Readonly<Record<string, unknown>>;

async function importConfig(file: string): Promise<Module> {
  if (!file.endsWith('.ts') || readsTypeScript()) return (await import(pathToFileURL(file).href)) as Module;
  // Node's own type stripping does not find `./jobs.ts` behind an import of `./jobs.js`; jiti does, on every Node.
  const { createJiti } = await import('jiti');
  return createJiti(import.meta.url).import<Module>(file);
}

/** Whether this process was started with a loader for TypeScript: it then runs this very file from its source, or tsx is there. */
function readsTypeScript(): boolean {
  return import.meta.url.endsWith('.ts') || process.execArgv.some((argument) => /\btsx\b/.test(argument));
}

function isApp(value: unknown): value is App {
  if (typeof value !== 'object' || value === null) return false;
  const { jobs, open } = value as Partial<App>;
  return (Array.isArray(jobs) || typeof jobs === 'function') && typeof open === 'function';
}
