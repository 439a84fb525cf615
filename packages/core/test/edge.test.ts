import { build } from 'esbuild';
import { createContext, runInContext } from 'node:vm';
import { expect, it } from 'vitest';

/** A program in one script as for a runtime without Node: a module of Node in it fails the build. */
async function bundled(program: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    conditions: ['@nightshift/source'],
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

/** What every runtime has that serves the web. */
const web = {
  AbortController,
  AbortSignal,
  clearTimeout,
  console,
  crypto,
  performance,
  queueMicrotask,
  setTimeout,
  structuredClone,
  TextDecoder,
  TextEncoder,
  URL,
};

const program = `
import { createJobs, defineJob, memoryStore } from '@nightshift/core';
const noop = defineJob({ name: 'noop', description: 'd', run: () => null });
const jobs = createJobs({ jobs: [noop], store: memoryStore() });
globalThis.answer = (async () => {
  const { runId } = await jobs.enqueue(noop, {}, { headers: { trace: '1' }, key: 'k' });
  await jobs.enqueueFlow(jobs.plan({ jobs: [noop] }));
  await jobs.cancel(runId);
  const { queued } = await jobs.counts();
  await jobs.close();
  return queued;
})();
`;

it("needs no module of Node to enqueue: the web's globals, Buffer and setImmediate are enough", async () => {
  const script = await bundled(program);
  const scope = { ...web, Buffer, setImmediate, answer: Promise.resolve(0) };
  runInContext(script, createContext(scope));
  expect(await scope.answer).toBe(1);
});

it('would not build with a module of Node in it', async () => {
  await expect(bundled("import { startThread } from '@nightshift/core/threads'; startThread;")).rejects.toThrow(
    /node:/,
  );
});
