import { NightshiftError, type EnqueueAnswer, type NewRun } from '@nightshift/core';
import { scriptError } from '../script-error.js';
import type { RedisSession } from '../redis-session.js';
import { checkStorable, isPlain, restOf, tagsOf, toRunRow } from '../run-row.js';
import { toId } from '../names.js';

const OUTCOMES: Readonly<Record<string, EnqueueAnswer['outcome']>> = { k: 'kept', r: 'replaced', d: 'debounced' };

export async function enqueue(session: RedisSession, runs: readonly NewRun[]): Promise<EnqueueAnswer[]> {
  checkStorable(runs);
  const others = runs.filter((run) => !isPlain(run));
  const plain = others.length === 0 ? runs : runs.filter(isPlain);
  const answers = await session.run('enqueue', [...plainArgs(plain), ...others.map(toRunRow)]).catch(refuseKnown);
  if (others.length === 0) return runs.map(({ id }) => ({ runId: id, outcome: 'created' }));
  let next = 0;
  return runs.map((run) => (isPlain(run) ? { runId: run.id, outcome: 'created' } : toAnswer(run, answers[next++])));
}

/** Runs of equal tags together, as the script takes them. */
function plainArgs(runs: readonly NewRun[]): string[] {
  const groups = new Map<string, string[]>();
  for (const run of runs) {
    const tags = tagsOf(run);
    const group = groups.get(tags) ?? [];
    group.push(toId(run.id), restOf(run));
    groups.set(tags, group);
  }
  const args = [String(groups.size)];
  for (const [tags, group] of groups) {
    args.push(tags, String(group.length / 2));
    for (const text of group) args.push(text);
  }
  return args;
}

function toAnswer({ id }: NewRun, met: string | null | undefined): EnqueueAnswer {
  if (met === null || met === undefined) return { runId: id, outcome: 'created' };
  return { runId: met.slice(1), outcome: OUTCOMES[met.charAt(0)] ?? 'kept' };
}

function refuseKnown(error: unknown): never {
  const known = scriptError(error, 'KNOWN');
  if (known === null) throw error;
  throw new NightshiftError(
    'INVALID_OPTION',
    `run ${known}: a run with this id exists already; give every run an id of its own`,
  );
}
