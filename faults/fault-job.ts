import { defineJob, fixed, requires, type JobContext } from '@nightshift/core';
import type { PostgresTransaction } from '@nightshift/adapters-postgres';
import type { WorkTable } from './work-table.js';

/** What each run does, in this order; a piece is noted together with the checkpoint that says it is done. */
export const PIECES: readonly string[] = ['1', '2'];

/** Where the job notes what it did. */
export interface Workbench {
  readonly table: WorkTable;
  readonly pieceMs: number;
  /** True when the store notes each checkpoint by itself. */
  readonly notesItself: boolean;
}

/** The job that every scenario runs: pieces of work with a checkpoint after each. */
export const faultJob = defineJob({
  name: 'work-in-pieces',
  description: 'Does pieces of work, each once however often it is interrupted.',
  services: requires<Workbench>(),
  transaction: requires<PostgresTransaction>(),
  // An interruption is never the run's last.
  retry: { attempts: 10_000, backoff: fixed(20) },
  async run(ctx) {
    for (let done = Number(ctx.checkpoint.value ?? 0); done < PIECES.length; done += 1) await doPiece(ctx, done);
    return PIECES.length;
  },
});

async function doPiece(ctx: JobContext<unknown, Workbench, object, PostgresTransaction>, done: number): Promise<void> {
  const { table, pieceMs, notesItself } = ctx.services;
  if (pieceMs > 0) await ctx.pause(pieceMs);
  if (notesItself) await ctx.checkpoint.save(done + 1);
  else await table.note(ctx.run.id, String(done + 1), (tx) => ctx.checkpoint.save(done + 1, { tx }));
}
