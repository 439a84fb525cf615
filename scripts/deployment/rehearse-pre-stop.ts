import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { capture, type Ended } from '../child-process.js';
import { root } from '../workspace.js';

/** What was seen. */
export interface Rehearsal {
  readonly hook: Ended;
  /** What the worker said of itself when the hook was over. */
  readonly health: { readonly running: number; readonly phase: string };
  /** How the worker ended when it was told to, and what it printed. */
  readonly worker: Ended;
}

/**
 * Runs a preStop hook as Kubernetes does, against a real worker with a run under way, then sends it SIGTERM.
 *
 * @param hook - the hook's command; the first process of the container is the worker here, and its port one that is free.
 */
export async function rehearsePreStop(hook: readonly string[]): Promise<Rehearsal> {
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-pre-stop-'));
  try {
    const config = join(folder, 'nightshift.config.mjs');
    await writeFile(config, configText());
    const loader = ['--conditions=@nightshift/source', '--import', import.meta.resolve('tsx')];
    const args = [
      ...loader,
      join(root, 'packages/cli/src/main.ts'),
      'worker',
      '--config',
      config,
      '--health-port',
      '0',
    ];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const printed = (pattern: RegExp): Promise<string> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(output);
          if (found !== null) resolve(found[1] ?? '');
        };
        child.stderr.on('data', look);
        child.once('exit', () => reject(new Error(`The worker ended early:\n${output}`)));
      });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    const [url] = await Promise.all([printed(/(http:\/\/[\d.:]+)\/health\/live/), printed(/slow \S+ (started)/)]);
    const here = hook.map((part) =>
      part.replace('kill(1,', `kill(${child.pid ?? 0},`).replace('http://127.0.0.1:9090', url),
    );
    const [program = '', ...rest] = here;
    const ended = await capture([program === 'node' ? process.execPath : program, ...rest], { timeout: 60_000 });
    const health = (await (await fetch(`${url}/health`)).json()) as Rehearsal['health'];
    const exit = once(child, 'exit') as Promise<[number | null]>;
    child.kill('SIGTERM');
    const [code] = await exit;
    return { hook: ended, health, worker: { code, output } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An application whose store is its own, with one run that takes a while. */
function configText(): string {
  const module = (path: string): string => JSON.stringify(pathToFileURL(join(root, path)).href);
  return `
    import { setTimeout as wait } from 'node:timers/promises';
    import { createJobs, defineJob, memoryStore } from ${module('packages/core/src/index.ts')};
    const slow = defineJob({ name: 'slow', description: 'Takes a while.', run: () => wait(2_000, 'done') });
    const jobs = createJobs({ jobs: [slow], store: memoryStore() });
    export const app = { jobs: [slow], open: () => ({ jobs, prepare: () => jobs.enqueue(slow) }) };
  `;
}
