import type { Session } from '../contestant.js';
import type { Portion, Results } from '../order.js';
import { payload, payloads } from '../payload.js';

const IN_FLIGHT = 100;
const BULK = 1_000;

/** Enqueues one by one, then with 100 in flight. */
export async function enqueue(
  session: Session,
  { oneByOne, inFlight }: { readonly oneByOne: Portion; readonly inFlight: Portion },
): Promise<Results['enqueue']> {
  let next = 0;
  const sequence = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await session.enqueue(payload(next++));
  };
  const lanes = async (count: number): Promise<void> => {
    const end = next + count;
    const lane = async (): Promise<void> => {
      while (next < end) await session.enqueue(payload(next++));
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  };
  await sequence(oneByOne.warmUp);
  const oneByOneRate = await perSecond(oneByOne.measured, sequence);
  await lanes(inFlight.warmUp);
  const inFlightRate = await perSecond(inFlight.measured, lanes);
  return { oneByOne: oneByOneRate, inFlight: inFlightRate, acknowledged: next, counts: await session.counts() };
}

/** Enqueues in bulks of 1,000, each awaited before the next. */
export async function fill(session: Session, runs: Portion): Promise<Results['fill']> {
  let next = 0;
  const bulks = async (count: number): Promise<void> => {
    for (const end = next + count; next < end;) {
      const bulk = payloads(next, Math.min(BULK, end - next));
      await session.enqueueMany(bulk);
      next += bulk.length;
    }
  };
  await bulks(runs.warmUp);
  const rate = await perSecond(runs.measured, bulks);
  return { perSecond: rate, acknowledged: next, counts: await session.counts() };
}

async function perSecond(count: number, work: (count: number) => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work(count);
  return (count / (performance.now() - startedAt)) * 1_000;
}
