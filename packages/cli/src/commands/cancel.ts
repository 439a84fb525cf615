import type { CancelAnswer } from '@nightshift/core';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Invocation } from './command.js';
import { runIds } from './run-ids.js';

const WORDS: Readonly<Record<CancelAnswer, string>> = {
  cancelled: 'cancelled',
  requested: 'asked to stop; it is cancelled when its handler stops',
  finished: 'is finished; there is nothing to cancel',
  unknown: 'there is no such run',
};

const CODES: Readonly<Record<CancelAnswer, ExitCode>> = {
  cancelled: EXIT.success,
  requested: EXIT.success,
  finished: EXIT.failed,
  unknown: EXIT.usage,
};

/** `nightshift cancel <id…>`: wherever the runs are. */
export async function cancel({ output, settings, positionals, session }: Invocation): Promise<ExitCode> {
  const ids = runIds('cancel', positionals);
  const client = await (await session()).client();
  const message = settings.text('reason');
  const answers: { runId: string; answer: CancelAnswer }[] = [];
  for (const runId of ids) {
    const answer = await client.cancel(runId, { by: 'cli', ...(message !== undefined && { message }) });
    answers.push({ runId, answer });
    if (!output.json) output.result(`${runId}: ${WORDS[answer]}`);
  }
  if (output.json) output.document('cancel', { runs: answers });
  if (client.store.exclusive && answers.some(({ answer }) => answer === 'requested')) {
    output.say('No other process has this store open: the run ends when a worker next starts.');
  }
  return answers
    .map(({ answer }) => CODES[answer])
    .reduce((worst, code) => (code > worst ? code : worst), EXIT.success);
}
