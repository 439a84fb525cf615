import type { Duration } from '@nightshift/core';
import type { Session } from '../app/session.js';
import { readOpts } from '../arguments/opts-source.js';
import type { Settings } from '../arguments/settings.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { confirmed } from '../run/confirm.js';
import { enqueueOnce, type Timing } from '../run/enqueue.js';
import { checkInputs, jobInputs, missingError, missingOptions, type Inputs } from '../run/job-inputs.js';
import { follow, followOptions } from '../run/follow.js';
import { leaveIt } from '../run/leave.js';
import { printPlan } from '../run/print-plan.js';
import { readRunArguments, type RunArguments } from '../run/run-arguments.js';
import { planRuns, type RunPlan } from '../run/run-plan.js';
import { isBulk, type Selection } from '../run/selection.js';
import { sayStart } from '../run/starting.js';
import { canAsk } from '../terminal/can-ask.js';
import { UsageError } from '../usage-error.js';
import type { Invocation } from './command.js';
import { list } from './list.js';

/** `nightshift run`: reads what was asked for, plans it, asks, enqueues it once, and follows it. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { host, output, args } = invocation;
  const session = await invocation.session();
  const { settings, registry } = session;
  const asks = canAsk(host, settings);
  const named = readRunArguments(args, settings.text('group'), registry);
  if (named.selection === undefined && !asks) return list({ ...invocation, positionals: [] });
  checkFlags(settings);
  const timing = readTiming(settings);
  const options = followOptions(settings);
  const { selection, inputs } = await chosen(named, { invocation, session, asks });
  if (isBulk(selection) && !asks && !settings.on('yes') && !settings.on('plan')) throw unconfirmed();

  const client = await session.client();
  if (settings.on('detach') && client.store.name === 'memory') throw forgotten();
  const plan = await planRuns(client, selection, { inputs, dependencies: settings.on('deps') });
  if (settings.on('plan')) return printPlan(plan, registry, output);
  sayDependencies(plan, invocation);
  if (isBulk(selection) && !settings.on('yes') && !(await confirmed(plan, registry, invocation)))
    return EXIT.interrupted;

  await session.preparedClient();
  const enqueued = await enqueueOnce(client, plan.plan, timing);
  if (settings.on('detach')) return leaveIt(enqueued, client, output);
  await sayStart(enqueued, client, output);
  return follow(enqueued.target, client, { host, output, options });
}

interface Choosing {
  readonly invocation: Invocation;
  readonly session: Session;
  readonly asks: boolean;
}

/** The jobs and their inputs: as typed, and what is missing asked for where there is somebody to ask. */
async function chosen(
  { selection, jobs, given }: RunArguments,
  { invocation: { host, output }, session, asks }: Choosing,
): Promise<{ selection: Selection; inputs: Inputs }> {
  if (selection === undefined) {
    const { askForRun } = await import('../run/ask.js');
    return askForRun(session.registry, host, output);
  }
  const source = session.settings.text('opts');
  const opts = source === undefined ? {} : await readOpts(source, { cwd: host.cwd(), stdin: host.stdin });
  let inputs = jobInputs(jobs, { given, opts });
  const missing = missingOptions(jobs, inputs);
  if (missing.length > 0) {
    if (!asks) throw missingError(missing);
    const { askForMissing } = await import('../run/ask.js');
    inputs = await askForMissing(missing, inputs, host);
  }
  await checkInputs(jobs, inputs);
  return { selection, inputs };
}

function sayDependencies({ pulledIn, leftOut }: RunPlan, { output }: Invocation): void {
  for (const name of pulledIn) output.say(`${name} first: it has never run here.`);
  for (const name of leftOut) output.say(`${name} has never succeeded here, and is left out all the same.`);
}

function checkFlags(settings: Settings): void {
  if (settings.on('detach') && settings.on('inline')) {
    throw new UsageError('--detach leaves the work to a worker, --inline does it here: give one of them.');
  }
  if (settings.isTyped('queue')) {
    throw new UsageError('--queue is for nightshift worker: a run waits in the queue that its job names.');
  }
}

function readTiming(settings: Settings): Timing {
  const at = settings.text('at');
  const priority = settings.wholeNumber('priority');
  return { ...(priority !== undefined && { priority }), ...(at !== undefined && readAt(at)) };
}

function readAt(text: string): Pick<Timing, 'delay' | 'runAt'> {
  if (/^\d+(\.\d+)?(ms|s|m|h|d)$/.test(text)) return { delay: text as Duration };
  const runAt = new Date(text);
  if (Number.isFinite(runAt.getTime()) && /^\d{4}-/.test(text)) return { runAt };
  throw new UsageError(
    `Expected --at to be a moment such as 2026-05-01T02:00:00Z, or a time from now such as 10m; received ${JSON.stringify(text)}.`,
  );
}

function unconfirmed(): UsageError {
  return new UsageError('This runs more than one job, and there is nobody to ask. Nothing was enqueued.', [
    'Add --yes to go ahead, or --plan to see what would run.',
  ]);
}

function forgotten(): UsageError {
  return new UsageError('--detach leaves nothing: the memory store is gone with this process. Nothing was enqueued.');
}
