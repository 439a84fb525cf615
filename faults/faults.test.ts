import { expect, it } from 'vitest';
import { capture } from '../scripts/child-process.js';
import { withoutNotifications } from './notification-filter.js';
import { faultsOf, table } from './report.js';
import { readSettings } from './settings.js';

const run = (...args: string[]) => {
  const entry = new URL('./run.ts', import.meta.url).pathname;
  return capture([process.execPath, '--conditions=@nightshift/source', '--import', 'tsx', entry, ...args]);
};

it('catches a store whose fence is down', { timeout: 180_000 }, async () => {
  // Whether a frozen process wakes in the middle of a run is up to the machine: a few tries, of which one has to.
  for (const seed of ['3', '4', '5']) {
    const few = ['--runs', '400', '--piece-ms', '300', '--seed', seed, '--scenario', 'frozen'];
    const { code, output } = await run(...few, '--break', 'fence');
    if (seed !== '5' && code === 0) continue;
    expect(output).toMatch(/frozen: FAILED\n.* ran twice: /);
    expect(code).toBe(1);
    return;
  }
});

it('fails a scenario that lost something, did something twice, or met no fault', () => {
  const scenario = { name: 'killed', store: 'postgres' } as const;
  const survived = { enqueued: 2, finished: 2, attempts: 3, lost: [], ranTwice: [], faults: 1, complaints: [] };
  const wrong = (changes: object) => faultsOf({ scenario, result: { ...survived, ...changes }, seconds: 1 });
  expect(wrong({})).toEqual([]);
  expect(wrong({ lost: ['a'] })).toEqual(['1 lost: a']);
  expect(wrong({ ranTwice: ['a'] })).toEqual(['1 ran twice: a']);
  expect(wrong({ faults: 0 })).toEqual(['no fault struck before all was done: give it more runs']);
  expect(wrong({ complaints: ['worker ended'] })).toEqual(['worker ended']);
  expect(table([{ scenario, result: survived, seconds: 1 }])).toMatch(/killed +postgres +2 +2 +3 +1 +0 +0 +1\.0\nall /);
});

it('leaves notifications out of what a server says, however the bytes arrive', () => {
  const message = (kind: string, text: string): Buffer => {
    const header = Buffer.alloc(5);
    header.write(kind);
    header.writeUInt32BE(text.length + 4, 1);
    return Buffer.concat([header, Buffer.from(text)]);
  };
  const said = Buffer.concat([message('D', 'row'), message('A', 'word'), message('Z', 'I')]);
  const heard = (isDeaf: boolean, size: number): Buffer => {
    const filter = withoutNotifications(() => isDeaf);
    const chunks = Array.from({ length: Math.ceil(said.length / size) }, (_none, at) =>
      said.subarray(at * size, (at + 1) * size),
    );
    return Buffer.concat(chunks.map(filter));
  };
  for (const size of [1, 3, said.length]) {
    expect(heard(false, size)).toEqual(said);
    expect(heard(true, size)).toEqual(Buffer.concat([message('D', 'row'), message('Z', 'I')]));
  }
});

it('reads its options, and refuses what it does not know', () => {
  expect(readSettings(['--quick', '--seed', '7', '--scenario', 'killed'])).toMatchObject({
    runs: 500,
    seed: 7,
    scenarios: ['killed'],
    breaks: null,
  });
  expect(() => readSettings(['--runs', 'many'])).toThrow('--runs: expected a whole number');
  expect(() => readSettings(['--break', 'everything'])).toThrow('--break: expected "fence"');
});
