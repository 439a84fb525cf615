import { defineJob, requires, type JobContext } from '@nightshift/core';
import type { PostgresTransaction } from '@nightshift/adapters-postgres';
import { PIECES, WORK_IN_PIECES } from '../pieces.js';
import type { WorkTable } from './work-table.js';

interface Workbench {
  readonly table: WorkTable;
  readonly pieceMs: number;
  /** True when the store notes each checkpoint by itself. */
  readonly notesItself: boolean;
}

/** For stores with transactions: a piece is noted together with the checkpoint that says it is done. */
export const tableJob = defineJob({
  ...WORK_IN_PIECES,
  services: requires<Workbench>(),
  transaction: requires<PostgresTransaction>(),
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
