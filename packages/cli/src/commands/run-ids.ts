import { UsageError } from '../usage-error.js';

/** The ids that a command was given; at least one. */
export function runIds(command: string, positionals: readonly string[]): readonly string[] {
  if (positionals.length > 0) return positionals;
  throw new UsageError(`nightshift ${command} needs the id of a run.`, [
    'Recent runs and their ids: nightshift status.',
  ]);
}

/** The one id that a command was given. */
export function oneRunId(command: string, positionals: readonly string[]): string {
  const [id, second] = runIds(command, positionals);
  if (second !== undefined)
    throw new UsageError(`nightshift ${command} takes one run; received ${positionals.length}.`);
  return id ?? '';
}
