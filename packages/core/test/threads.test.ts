import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { startThread, threadEntry } from '@nightshift/core/threads';

describe('threads', () => {
  it('runs a TypeScript entry of the source tree', async () => {
    const thread = startThread(threadEntry(import.meta.url, './fixtures/echo-thread'), { workerData: 7 });
    const [message] = (await once(thread, 'message')) as [unknown];
    expect(message).toEqual({ greeting: 'hello', data: 7 });
    await thread.terminate();
  });

  it('names the built file when the caller is built', () => {
    expect(threadEntry('file:///app/dist/index.js', './pglite-thread').href).toBe('file:///app/dist/pglite-thread.js');
  });
});
