import { judgeFaults, type FaultVerdict } from '@nightshift/testing';
import type { FaultClient } from './clients/fault-client.js';
import { linesOf } from './lines.js';
import { PIECES } from './pieces.js';

export interface Verdict extends FaultVerdict {
  /** Runs of which an attempt ended because its lease expired: another process took them over. */
  readonly takenOver: number;
}

/** Reads what a fleet left behind, and judges it. */
export async function judge(
  client: FaultClient,
  enqueued: readonly string[],
  { settledFile, timesCount }: { readonly settledFile: string; readonly timesCount: boolean },
): Promise<Verdict> {
  const { runs, work } = await client.evidence();
  const verdict = judgeFaults({ enqueued, pieces: PIECES, runs, work, settled: linesOf(settledFile), timesCount });
  const wasTakenOver = (run: (typeof runs)[number]): boolean =>
    run.attempts.some(({ outcome }) => outcome === 'lease-expired');
  return { ...verdict, takenOver: runs.filter(wasTakenOver).length };
}
