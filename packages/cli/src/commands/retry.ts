import type { ExitCode } from '../exit-codes.js';
import { leaveIt } from '../run/leave.js';
import { follow, followOptions } from '../run/follow.js';
import type { Invocation } from './command.js';
import { oneRunId } from './run-ids.js';

/** `nightshift retry <id>`: the same job with the same input, as a new run. */
export async function retry(invocation: Invocation): Promise<ExitCode> {
  const { host, output, positionals } = invocation;
  const id = oneRunId('retry', positionals);
  const session = await invocation.session();
  const options = followOptions(session.settings);
  const client = await session.preparedClient();
  const { runId } = await client.retry(id);
  output.say(`Repeating run ${id} as ${runId}.`);
  const target = { runId };
  if (session.settings.on('detach')) return leaveIt({ target, outcome: 'created' }, client, output);
  return follow(target, client, { host, output, options });
}
