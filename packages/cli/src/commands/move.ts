import { abandonMove, moveStore, type MoveEnd, type MoveReport, type MoveStep } from '@nightshift/core';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { openStore, withoutPassword } from '../move/open-store.js';
import type { Output } from '../terminal/output.js';
import { count, counted, lasting } from '../terminal/wording.js';
import { UsageError } from '../usage-error.js';
import type { Invocation } from './command.js';

const LINE_EVERY = 10_000;

/** `nightshift move`: everything that one store holds, to another one; or gives a half-done move up. */
export async function move(invocation: Invocation): Promise<ExitCode> {
  const { output, settings, positionals } = invocation;
  const [extra] = positionals;
  if (extra !== undefined)
    throw new UsageError(`nightshift move takes no ${JSON.stringify(extra)}; see --from and --to.`);
  const [from, to] = [settings.text('from'), settings.text('to')];
  if (settings.on('abandon')) return withStore(invocation, ['from', from], (end) => abandon(end, output));
  if (from !== undefined && from === to) throw new UsageError('--from and --to name the same store.');
  urlOf('to', to);
  return withStore(invocation, ['from', from], (source) =>
    withStore(invocation, ['to', to], (target) => carry(source, target, invocation)),
  );
}

async function carry(from: MoveEnd, to: MoveEnd, { settings, output }: Invocation): Promise<ExitCode> {
  const dryRun = settings.on('dryRun');
  const report = await moveStore({ from, to, dryRun, onProgress: (step) => tellStep(step, output) });
  tellReport(report, { from, to, dryRun }, output);
  return report.differences.length > 0 ? EXIT.failed : EXIT.success;
}

async function abandon(from: MoveEnd, output: Output): Promise<ExitCode> {
  await abandonMove(from);
  if (output.json) output.document('move', { abandoned: true, from: from.name });
  else output.result(`${from.name} is at work again; what its target got stays there, closed: drop that one`);
  return EXIT.success;
}

/** Opens the store that a flag names, and closes it, whatever happens. */
async function withStore(
  { ownStores }: Invocation,
  [flag, given]: readonly [flag: string, url: string | undefined],
  act: (end: MoveEnd) => Promise<ExitCode>,
): Promise<ExitCode> {
  const url = urlOf(flag, given);
  const store = await openStore(flag, url, await ownStores());
  try {
    await store.open();
    return await act({ store, name: withoutPassword(url) });
  } finally {
    await store.close();
  }
}

function urlOf(flag: string, url: string | undefined): string {
  if (url !== undefined && url !== '') return url;
  throw new UsageError(`nightshift move needs --${flag} <address>.`, [
    'Such as: nightshift move --from pglite:.nightshift --to postgres://user@host/database',
  ]);
}

function tellStep(step: MoveStep, output: Output): void {
  switch (step.step) {
    case 'waiting':
      return output.say(
        `Waiting up to ${lasting(step.ms)} for the leases of ${counted(step.runs, 'run')} whose worker is gone.`,
      );
    case 'sealed':
      return output.say('The source is sealed: nothing is enqueued or worked on there any more.');
    case 'copied':
      if (step.records % LINE_EVERY === 0 && step.records > 0)
        output.say(`${step.kind}: ${count(step.records)} copied`);
      return;
    case 'verified':
      return output.say(`${step.kind}: ${count(step.records)} compared`);
  }
}

function tellReport(
  report: MoveReport,
  { from, to, dryRun }: { readonly from: MoveEnd; readonly to: MoveEnd; readonly dryRun: boolean },
  output: Output,
): void {
  if (output.json) return output.document('move', { from: from.name, to: to.name, dryRun, ...report });
  for (const [kind, records] of Object.entries(report.records)) output.result(`${kind}: ${count(records)}`);
  const states = Object.entries(report.runs).map(([state, runs]) => `${state} ${count(runs)}`);
  if (states.length > 0) output.result(`runs by state: ${states.join(', ')}`);
  for (const { kind, missing, changed, added } of report.differences) {
    output.result(`${kind} differ: ${words('missing', missing)}${words('changed', changed)}${words('added', added)}`);
  }
  output.result(lastLine(report, { from, to, dryRun }));
}

function words(what: string, keys: readonly string[]): string {
  return keys.length === 0 ? '' : `${what} ${keys.join(' ')}; `;
}

function lastLine(
  { moved, differences }: MoveReport,
  { from, to, dryRun }: { readonly from: MoveEnd; readonly to: MoveEnd; readonly dryRun: boolean },
): string {
  if (dryRun) return `would be moved from ${from.name} to ${to.name}; nothing was changed`;
  if (moved) return `moved from ${from.name} to ${to.name}, and compared: both hold the same`;
  return `NOT moved: ${counted(differences.length, 'kind')} of records differ. Both stores stay closed; nightshift move --abandon --from ${from.name} opens the source again`;
}
