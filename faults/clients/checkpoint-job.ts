import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { defineJob, requires, type Json } from '@nightshift/core';
import { linesOf } from '../lines.js';
import { PIECES, WORK_IN_PIECES } from '../pieces.js';

interface Workbench {
  readonly pieceMs: number;
  /** Where every process notes the pieces whose checkpoint was accepted. */
  readonly notedFile: string;
}

/**
 * For stores without transactions: the checkpoint is all that is taken or refused as one, so the work is in it. It says for each piece
 * which life of the handler did it. A life that was told so writes it down as well, so that a checkpoint of somebody who has
 * lost the run shows, whether it was let through or overwrote another.
 */
export const checkpointJob = defineJob({
  ...WORK_IN_PIECES,
  services: requires<Workbench>(),
  async run(ctx) {
    const { pieceMs, notedFile } = ctx.services;
    const life = randomUUID();
    let lives = livesIn(ctx.checkpoint.value);
    while (lives.length < PIECES.length) {
      if (pieceMs > 0) await ctx.pause(pieceMs);
      await ctx.checkpoint.save((lives = [...lives, life]));
      appendFileSync(notedFile, `${ctx.run.id} ${String(PIECES[lives.length - 1])} ${life}\n`);
    }
    return lives;
  },
});

/** A piece of a run that some life of the handler did. */
interface Done {
  readonly runId: string;
  readonly piece: string;
}

/** Every piece once for each life that did it: by what runs returned, and by what processes noted. */
export function piecesDone(
  runs: readonly { readonly id: string; readonly output: Json | null }[],
  file: string,
): Done[] {
  const returned = runs.flatMap(({ id, output }) =>
    livesIn(output).map((life, index) => `${id} ${String(PIECES[index])} ${life}`),
  );
  return [...new Set([...returned, ...linesOf(file)])].map((line) => {
    const [runId = '', piece = ''] = line.split(' ');
    return { runId, piece };
  });
}

function livesIn(value: Json | null): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
