import type { Json } from '../json.js';
import { sha256 } from '../node-builtins.js';
import { recordKey } from '../store/portable.js';
import type { TransferKind, TransferRecord, TransferStore } from '../store/transfer.js';

const BUCKETS = 256;
const HASH_BYTES = 32;
const MOST_COMPARED = 10_000;
const PAGE = 1_000;

/** What one kind of a store's records comes to: the same for the same records, in whatever order a store gives them. */
export interface Digest {
  readonly count: number;
  /** By state, for runs. */
  readonly states: Readonly<Record<string, number>>;
  /** Of each bucket of keys, so that two digests that differ say roughly where. */
  readonly buckets: readonly string[];
}

/** How two stores differ in one kind. */
export interface Difference {
  readonly kind: TransferKind;
  readonly missing: readonly string[];
  readonly changed: readonly string[];
  readonly added: readonly string[];
}

export async function digestOf(store: TransferStore, kind: TransferKind): Promise<Digest> {
  const buckets = Array.from({ length: BUCKETS }, () => Buffer.alloc(HASH_BYTES));
  const states: Record<string, number> = {};
  let count = 0;
  for await (const record of recordsOf(store, kind)) {
    count += 1;
    const state = kind === 'runs' ? (record['state'] as string) : null;
    if (state !== null) states[state] = (states[state] ?? 0) + 1;
    const hash = hashOf(record);
    const bucket = buckets[bucketOf(record)] as Buffer;
    // Keys are unique, so no two records of a kind are alike and cancel each other out.
    for (let at = 0; at < HASH_BYTES; at += 1) bucket[at] = (bucket[at] ?? 0) ^ (hash[at] ?? 0);
  }
  return { count, states, buckets: buckets.map((bucket) => bucket.toString('hex')) };
}

/** The records that differ, of those buckets whose digests do; at most ten of each sort are named. */
export async function differencesOf(
  kind: TransferKind,
  [source, target]: readonly [TransferStore, TransferStore],
  [before, after]: readonly [Digest, Digest],
): Promise<Difference | null> {
  const odd = new Set(before.buckets.flatMap((bucket, index) => (bucket === after.buckets[index] ? [] : [index])));
  if (odd.size === 0 && before.count === after.count) return null;
  const [own, others] = [await hashesIn(source, kind, odd), await hashesIn(target, kind, odd)];
  const ten = (keys: Iterable<string>): string[] => [...keys].slice(0, 10);
  return {
    kind,
    missing: ten([...own.keys()].filter((key) => !others.has(key))),
    changed: ten([...own].filter(([key, hash]) => others.has(key) && others.get(key) !== hash).map(([key]) => key)),
    added: ten([...others.keys()].filter((key) => !own.has(key))),
  };
}

export async function* recordsOf(store: TransferStore, kind: TransferKind): AsyncGenerator<TransferRecord> {
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<TransferStore['export']>> = await store.export(kind, { after, limit: PAGE });
    yield* page.records;
    after = page.next;
  } while (after !== null);
}

async function hashesIn(
  store: TransferStore,
  kind: TransferKind,
  buckets: ReadonlySet<number>,
): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for await (const record of recordsOf(store, kind)) {
    if (!buckets.has(bucketOf(record))) continue;
    hashes.set(recordKey(record), hashOf(record).toString('hex'));
    if (hashes.size === MOST_COMPARED) break;
  }
  return hashes;
}

function bucketOf(record: TransferRecord): number {
  return sha256(recordKey(record))[0] ?? 0;
}

function hashOf(record: TransferRecord): Buffer {
  return sha256(canonical(record));
}

/** JSON with the keys of every object in order. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
