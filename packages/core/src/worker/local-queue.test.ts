import { describe, expect, it } from 'vitest';
import type { Timers } from '../timers.js';
import type { Attempt } from './attempt.js';
import { LocalQueue } from './local-queue.js';

interface Fake {
  /** Its handler ends. */
  end(): void;
  readonly isBegun: boolean;
}

/** An attempt that does what it is told; of the real one the queue calls these two. */
function attempt(): Attempt & Fake {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const fake = {
    isBegun: false,
    end: () => end(),
    execute() {
      fake.isBegun = true;
      return ended;
    },
    conclude: () => undefined,
  };
  return fake as unknown as Attempt & Fake;
}

function queueOf(slots: number) {
  const fired: (() => void)[] = [];
  const timers: Timers = {
    after: (_ms, callback) => {
      fired.push(callback);
      return { cancel: () => void fired.splice(fired.indexOf(callback), 1) };
    },
    sleep: () => Promise.resolve(),
  };
  const handedBack: Attempt[] = [];
  const queue: LocalQueue = new LocalQueue({
    timers,
    mayBegin: (executing) => executing < slots,
    onSlotFree: () => queue.begin(),
    writeDown: () => undefined,
    handBack: (one) => void handedBack.push(one),
  });
  return { queue, handedBack, fired };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('LocalQueue', () => {
  it('begins what there are slots for, and the next one when a handler has ended', async () => {
    const { queue } = queueOf(2);
    const all = [attempt(), attempt(), attempt()] as const;
    queue.add(all);
    expect(all.map(({ isBegun }) => isBegun)).toEqual([true, true, false]);
    all[1].end();
    await turn();
    // Its end is not written down yet, and needs no slot.
    expect(all[2].isBegun).toBe(true);
    expect(queue).toMatchObject({ waiting: 0, executing: 2, writing: 1 });
  });

  it('is idle when the last end is written down', async () => {
    const { queue } = queueOf(1);
    await queue.idle();
    const one = attempt();
    queue.add([one]);
    let isIdle = false;
    const idle = queue.idle().then(() => (isIdle = true));
    one.end();
    await turn();
    expect(isIdle).toBe(false);
    queue.over();
    await idle;
  });

  it('hands back what has waited for too long, for whoever has room', async () => {
    const { queue, handedBack, fired } = queueOf(1);
    const [long, waiting] = [attempt(), attempt()];
    queue.add([long, waiting]);
    expect(fired).toHaveLength(1);
    fired[0]?.();
    expect(handedBack).toEqual([waiting]);
    waiting.end();
    await turn();
    queue.over();
    expect(queue).toMatchObject({ waiting: 0, executing: 1, writing: 0 });
  });

  it('has no alarm while nothing waits', async () => {
    const { queue, fired } = queueOf(1);
    const [first, second] = [attempt(), attempt()];
    queue.add([first]);
    expect(fired).toEqual([]);
    queue.add([second]);
    expect(fired).toHaveLength(1);
    first.end();
    await turn();
    expect(fired).toEqual([]);
  });
});
