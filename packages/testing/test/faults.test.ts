import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgeFaults, startTcpProxy, type FaultEvidence, type TcpProxy } from '@nightshift/testing';

describe('the proxy', () => {
  const accepted: Socket[] = [];
  const server = createServer((socket) => {
    accepted.push(socket.on('error', () => undefined));
    socket.on('data', (chunk) => void socket.write(chunk));
  });
  let proxy: TcpProxy;
  let client: Socket;

  const start = async (fromServer?: () => (chunk: Buffer) => Buffer): Promise<void> => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    proxy = await startTcpProxy({ host: '127.0.0.1', port, ...(fromServer && { fromServer }) });
    client = connect(proxy.port, '127.0.0.1');
    client.on('error', () => undefined);
    await once(client, 'connect');
  };
  const echoed = async (text: string): Promise<string> => {
    client.write(text);
    const [chunk] = (await once(client, 'data')) as [Buffer];
    return chunk.toString();
  };

  beforeEach(() => void accepted.splice(0));
  afterEach(async () => {
    client.destroy();
    await proxy.stop();
    for (const socket of accepted) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it('carries both ways, and resets every connection when it is told to drop them', async () => {
    await start();
    expect(await echoed('hello')).toBe('hello');
    expect(proxy.connections).toBe(1);
    const reset = once(client, 'error');
    const ended = new Promise((resolve) => client.once('close', resolve));
    proxy.drop();
    expect((await reset)[0]).toMatchObject({ code: 'ECONNRESET' });
    await ended;
  });

  it('holds back in silence, and goes on with what it held', async () => {
    await start();
    expect(await echoed('before')).toBe('before');
    proxy.hold();
    const heard: string[] = [];
    client.on('data', (chunk) => void heard.push(chunk.toString()));
    client.write('held');
    // Another connection is held as well: whatever time its handshake took, nothing came through on the first.
    const other = connect(proxy.port, '127.0.0.1');
    await once(other, 'connect');
    expect(heard).toEqual([]);
    const next = once(client, 'data');
    proxy.release();
    await next;
    expect(heard).toEqual(['held']);
    other.destroy();
  });

  it('passes on less of what the server sends', async () => {
    await start(() => (chunk) => Buffer.from(chunk.toString().replaceAll('secret', '')));
    expect(await echoed('a secret word')).toBe('a  word');
  });
});

describe('the judge', () => {
  const end = new Date(1_000);
  const sound: FaultEvidence = {
    enqueued: ['a', 'b'],
    pieces: ['1', '2'],
    runs: ['a', 'b'].map((id) => ({ id, state: 'success', attempt: 2, finishedAt: end })),
    work: ['a', 'b'].flatMap((runId) => ['1', '2'].map((piece) => ({ runId, piece, at: new Date(900) }))),
    settled: ['a', 'b'],
  };
  const [first, ...others] = sound.work;
  const [firstRun, ...otherRuns] = sound.runs;

  it('finds nothing wrong where all was done once', () => {
    expect(judgeFaults(sound)).toEqual({ enqueued: 2, finished: 2, attempts: 4, lost: [], ranTwice: [] });
    expect(judgeFaults({ ...sound, settled: [] }).ranTwice).toEqual([]);
  });

  it.each([
    ['is gone', { runs: otherRuns }],
    ['did not end', { runs: [...otherRuns, { ...firstRun!, state: 'running' as const, finishedAt: null }] }],
    ['failed', { runs: [...otherRuns, { ...firstRun!, state: 'failed' as const }] }],
    ['left work out', { work: others }],
  ])('counts a run as lost that %s', (_how, changes) => {
    expect(judgeFaults({ ...sound, ...changes })).toMatchObject({ finished: 1, lost: ['a'], ranTwice: [] });
  });

  it.each([
    ['a piece was done again', { work: [...sound.work, first!] }],
    ['work came after the end', { work: [...others, { ...first!, at: new Date(1_001) }] }],
    ['two settles were accepted', { settled: ['a', 'b', 'a'] }],
  ])('counts a run as run twice of which %s', (_how, changes) => {
    expect(judgeFaults({ ...sound, ...changes })).toMatchObject({ finished: 2, lost: [], ranTwice: ['a'] });
  });

  it('leaves times alone that nobody knows, or where the clock was turned', () => {
    const work = [...others, { ...first!, at: new Date(1_001) }];
    expect(judgeFaults({ ...sound, work, timesCount: false }).ranTwice).toEqual([]);
    const unknown = sound.work.map((note) => ({ ...note, at: null }));
    expect(judgeFaults({ ...sound, work: unknown })).toMatchObject({ lost: [], ranTwice: [] });
  });
});
