/** What one measurement did, as acknowledged, handled, and counted in the store. */
export interface Evidence {
  readonly payloadBytes: number;
  /** Version and settings of the server, as it states them. */
  readonly server: string;
  /** Runs whose enqueue was acknowledged. */
  readonly acknowledged: number;
  /** Runs that the store held before anybody worked. */
  readonly stored: number;
  /** What became of them; null where nobody worked. */
  readonly worked: {
    readonly handled: number;
    readonly repeated: number;
    readonly settled: number;
    /** Runs that the store still holds as waiting or active. */
    readonly left: number;
    readonly failed: number;
    /** Finished runs that the store still holds; null where the contestant keeps none. */
    readonly kept: number | null;
  } | null;
}

/** Why a measurement is none, such as runs that were lost; empty when all is well. */
export function faultsOf({ acknowledged, stored, worked }: Evidence): string[] {
  const faults: string[] = [];
  const expect = (what: string, received: number, expected: number): void => {
    if (received !== expected) faults.push(`${what}: expected ${show(expected)}, found ${show(received)}`);
  };
  expect('runs in the store', stored, acknowledged);
  if (worked === null) return faults;
  expect('runs handled', worked.handled, acknowledged);
  expect('runs handled again', worked.repeated, 0);
  expect('runs settled', worked.settled, acknowledged);
  expect('runs left in the store', worked.left, 0);
  expect('runs failed', worked.failed, 0);
  if (worked.kept !== null) expect('finished runs in the store', worked.kept, acknowledged);
  return faults;
}

/** In what the work of two measurements differs; empty when their figures may be compared. */
export function differences(one: Evidence, other: Evidence): string[] {
  const facts = (evidence: Evidence): Record<string, string> => ({
    'payload bytes': show(evidence.payloadBytes),
    'server settings': evidence.server,
    'acknowledged enqueues': show(evidence.acknowledged),
    'runs handled': show(evidence.worked?.handled ?? 0),
    'runs settled': show(evidence.worked?.settled ?? 0),
  });
  const second = facts(other);
  return Object.entries(facts(one)).flatMap(([what, value]) =>
    value === second[what] ? [] : [`${what} differ: ${value} and ${second[what] ?? 'none'}`],
  );
}

function show(count: number): string {
  return count.toLocaleString('en');
}
