import { type RunRecord } from '@nightshift/core';
import type { Client } from '../app/session.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { paintedState } from '../progress/narrator.js';
import { percent } from '../progress/run-line.js';
import { aligned } from '../terminal/layout.js';
import type { Output } from '../terminal/output.js';
import { lasting } from '../terminal/wording.js';
import type { Ending } from './carry-out.js';
import { reportFailure } from './failure-report.js';
import { runDocument } from './run-document.js';
import type { Target } from './target.js';

interface Conclusion {
  readonly client: Client;
  readonly output: Output;
  readonly target: Target;
  readonly inline: boolean;
}

/** Prints the result, says what went wrong and what to do next, and answers with the exit code. */
export async function conclude(ending: Ending, about: Conclusion): Promise<ExitCode> {
  const { client, output } = about;
  printResult(ending.runs, about);
  const isOver = ending.runs.every((run) => run.finishedAt !== null);
  if (ending.left !== null && !isOver) {
    sayWhatIsLeft(ending.runs, about);
    return ending.left;
  }
  for (const run of ending.runs) if (run.state === 'failed') await reportFailure(run, client, output);
  return ending.left ?? exitCodeOfRuns(ending.runs);
}

function exitCodeOfRuns(runs: readonly RunRecord[]): ExitCode {
  if (runs.some((run) => run.state === 'failed')) return EXIT.failed;
  return runs.some((run) => run.state === 'cancelled') ? EXIT.cancelled : EXIT.success;
}

function printResult(runs: readonly RunRecord[], { client, output, target }: Conclusion): void {
  const documents = runs.map((run) => runDocument(run, client.registry));
  if (output.json) {
    if ('flowId' in target) output.document('flow', { flowId: target.flowId, runs: documents });
    else output.document('run', { run: documents[0] });
    return;
  }
  if ('flowId' in target)
    output.result(
      aligned(
        runs.map((run) => flowRow(run, output)),
        '',
      ),
    );
  else if (runs[0]?.state === 'success' && runs[0].output !== null)
    output.result(JSON.stringify(runs[0].output, null, 2));
}

function flowRow(run: RunRecord, output: Output): string[] {
  const ms = run.startedAt === null ? undefined : (run.finishedAt ?? run.startedAt).getTime() - run.startedAt.getTime();
  const time = ms === undefined || run.finishedAt === null ? '' : lasting(ms);
  return [run.job, paintedState(run.state, output.paintResult), time, run.id];
}

function sayWhatIsLeft(runs: readonly RunRecord[], { client, output, inline }: Conclusion): void {
  const open = runs.filter((run) => run.finishedAt === null);
  if (!inline) {
    output.warn(`Still ${open.some((run) => run.state === 'running') ? 'running' : 'waiting'}. Stop it with:`);
    output.warn(`  nightshift cancel ${open.map((run) => run.id).join(' ')}`);
    return;
  }
  const at = open.map((run) => percent(run.progress)).find((done) => done !== undefined);
  output.warn(
    client.store.name === 'memory'
      ? 'Stopped. What was left of the work is gone with the memory of this process.'
      : `Stopped${at === undefined ? '' : ` at ${at} %`}. The same command goes on from here.`,
  );
}
