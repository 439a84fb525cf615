import type { Database } from '@nightshift/jobs-domain/social';

// Users per transaction: the default batch size of the job.
const BATCH_SIZE = 100;
const COLUMNS = ['userId', 'algoVersion', 'targetId', 'rank', 'score', 'tier', 'forward', 'backward', 'interest'];

/** The rows that the job wrote, ready to be copied into a table of the same shape. */
export interface CopySetup {
  readonly rows: number;
  /** Empties the table and copies all rows, a transaction per batch of users. */
  write(): Promise<void>;
}

/** Reads what the job wrote, as text, and makes a table with the same columns and indexes. */
export async function copySetup(database: Database, schema: string): Promise<CopySetup> {
  const table = `"${schema}"."BareCopy"`;
  await database.query(`create table ${table} (like "${schema}"."MatchScore" including all)`);
  const columns = COLUMNS.map((name) => `"${name}"`).join(" || E'\\t' || ");
  const lines = await database.query<{ userId: number; line: string }>(
    `select "userId", ${columns} || E'\\n' as line from "${schema}"."MatchScore" order by "userId", "rank"`,
  );
  const batches = new Map<number, string[]>();
  const users = new Map<number, number>();
  for (const { userId, line } of lines) {
    if (!users.has(userId)) users.set(userId, users.size);
    const batch = Math.floor((users.get(userId) ?? 0) / BATCH_SIZE);
    const linesOfBatch = batches.get(batch) ?? [];
    linesOfBatch.push(line);
    batches.set(batch, linesOfBatch);
  }
  return {
    rows: lines.length,
    async write() {
      await database.query(`truncate ${table}`);
      for (const batch of batches.values()) {
        await database.transaction((tx) => tx.copyIn({ schema, table: 'BareCopy', columns: COLUMNS }, batch));
      }
    },
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function spread(values: readonly number[]): { readonly min: number; readonly max: number } {
  return { min: Math.min(...values), max: Math.max(...values) };
}
