import { postgresEngine } from '../../engines/postgres.js';
import { serverCalls } from '../server-calls.js';
import { storeOn, TITLES, type SharedKind } from '../grounds.js';
import type { StorePlace } from '../order.js';
import { withProcesses } from '../processes.js';
import type { IdleResult } from '../tasks/idle.js';
import type { Sample, Setting, Trial } from '../trial.js';

/** How long a worker is idle. */
export interface IdleSizes {
  readonly kind: SharedKind | 'pglite' | 'memory';
  readonly settleMs: number;
  readonly ms: number;
}

const MINUTE_MS = 60_000;

/** What a worker that finds nothing to do takes of the store and of the processor, for a minute. */
export function idleTrial(sizes: IdleSizes): Trial {
  const { kind, ms } = sizes;
  const note = `measured for ${ms / 1_000} s`;
  const isShared = kind === 'postgres' || kind === 'redis';
  return {
    engine: TITLES[kind],
    rounds: 1,
    quiet: true,
    rows: [
      { title: 'idle worker: store calls a minute', unit: 'calls', figure: 'calls', target: { atMost: 15 }, note },
      ...(isShared
        ? [
            {
              title: `idle worker: ${kind === 'postgres' ? 'transactions' : 'commands'} a minute, as the server counts`,
              unit: 'calls',
              figure: 'server calls',
              target: { atMost: 15 },
            },
          ]
        : []),
      { title: 'idle worker: share of a core', unit: '%', figure: 'core', target: { atMost: 0.5 } },
    ],
    missing: (grounds) => (isShared ? grounds[kind].missing() : Promise.resolve(null)),
    begin: (setting) => Promise.resolve({ measure: () => measure(setting, sizes), end: () => Promise.resolve() }),
  };
}

async function measure({ launch, grounds }: Setting, sizes: IdleSizes): Promise<Sample> {
  const { kind, settleMs, ms } = sizes;
  const task = { kind: 'idle', settleMs, ms } as const;
  const idleOn = (store: StorePlace, begin: () => Promise<void>, end: () => Promise<void>): Promise<IdleResult> =>
    withProcesses(launch, async (start) => {
      const worker = start<'idle'>({ store, task });
      await worker.ready;
      await begin();
      await worker.until(({ started }) => started === 1);
      await end();
      worker.tell({ kind: 'stop' });
      return worker.answer;
    });
  const nothing = (): Promise<void> => Promise.resolve();
  if (kind === 'memory') return sampleOf(await idleOn({ kind }, nothing, nothing), null);
  if (kind === 'pglite') return sampleOf(await idleOn({ kind, dataDir: null }, nothing, nothing), null);
  // A server of its own: what others do there is not counted.
  const engine = kind === 'postgres' ? postgresEngine() : grounds[kind];
  const ground = await engine.ground();
  const counter = await serverCalls(kind, ground);
  try {
    let atServer = { calls: 0, sessions: 0 };
    const result = await idleOn(
      storeOn(kind, ground),
      () => counter.take().then(() => undefined),
      () => counter.take().then((taken) => void (atServer = taken)),
    );
    return sampleOf(result, atServer);
  } finally {
    await counter.close();
    await ground.close();
    if (kind === 'postgres') await engine.close();
  }
}

function sampleOf(
  { ms, cpuMs, calls }: IdleResult,
  atServer: { readonly calls: number; readonly sessions: number } | null,
): Sample {
  const perMinute = (count: number): number => (count * MINUTE_MS) / ms;
  const each = Object.entries(calls).map(([verb, count]) => [`calls: ${verb}`, perMinute(count)] as const);
  const all = Object.values(calls).reduce((sum, count) => sum + count, 0);
  return {
    figures: {
      calls: perMinute(all),
      ...(atServer !== null && {
        'server calls': perMinute(atServer.calls),
        'server calls: new connections': perMinute(atServer.sessions),
      }),
      core: (cpuMs / ms) * 100,
      ...Object.fromEntries(each),
    },
    faults: [],
  };
}
