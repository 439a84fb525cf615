import { EXIT, type ExitCode } from '../exit-codes.js';
import { paintedState } from '../progress/narrator.js';
import { reasonWords } from '../status/why-words.js';
import type { Invocation } from './command.js';
import { oneRunId } from './run-ids.js';

/** `nightshift why <id>`: the reasons in words, and what to do about each. */
export async function why({ output, positionals, session }: Invocation): Promise<ExitCode> {
  const client = await (await session()).client();
  const answer = await client.why(oneRunId('why', positionals));
  const now = await client.store.schedules.now();
  const reasons = answer.reasons.map((reason) => ({ ...reason, ...reasonWords(reason, { now, runId: answer.runId }) }));
  if (output.json) {
    output.document('why', { ...answer, reasons });
    return EXIT.success;
  }
  output.result(`${answer.job} is ${paintedState(answer.state, output.paintResult)}`);
  for (const { says, todo } of reasons) output.result([`  ${says}`, ...todo.map((line) => `    ${line}`)]);
  return EXIT.success;
}
