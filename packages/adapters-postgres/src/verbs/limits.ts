import type { LimitRule, LimitStore, Pause, PauseTarget, RateWindow } from '@nightshift/core';
import { checkName, isStorable, readable } from '../hostile-text.js';
import { arrayLiteral, fromSqlTime } from '../sql-literals.js';
import type { SqlSession } from '../sql-session.js';

interface PauseRow {
  readonly kind: 'queue' | 'job';
  readonly name: string;
  readonly by: string;
  readonly message: string | null;
  readonly at: string;
}

interface Opening {
  readonly ordinal: number;
  readonly opensInMs: number;
}

export function limitStore(session: SqlSession): LimitStore {
  return {
    async pause(target, { by, message }) {
      const { kind, name } = toSlot(target);
      checkName(`pause of ${kind}`, name);
      const words = [readable(by), message === undefined ? null : readable(message)];
      await session.ask('pause', [session.now(), kind, name, ...words], { lane: 'caller' });
    },

    async resume(target) {
      const { kind, name } = toSlot(target);
      if (!isStorable(name)) return false;
      return (await session.ask('resume', [kind, name, session.channel], { lane: 'caller' })).length > 0;
    },

    async paused() {
      return (await session.ask<PauseRow>('paused', [], { lane: 'caller' })).map(toPause);
    },

    async opensInMs(windows) {
      const openings = await session.ask<Opening>('opensIn', [session.now(), JSON.stringify(toOpenings(windows))], {
        lane: 'caller',
      });
      const byOrdinal = new Map(openings.map(({ ordinal, opensInMs }) => [ordinal, opensInMs]));
      return windows.map((_, ordinal) => {
        const opensInMs = byOrdinal.get(ordinal) ?? 0;
        return opensInMs > 0 ? opensInMs : null;
      });
    },

    async nextOpeningMs(jobs, rules) {
      const named = arrayLiteral(jobs.filter(isStorable));
      return session.askOne<number | null>('nextOpening', [session.now(), named, toRules(rules)], { lane: 'engine' });
    },
  };
}

/** Rules as the statements look them up: by scope and name. No run is counted under a name that cannot be stored. */
export function toRules(rules: readonly LimitRule[]): string {
  const storable = rules.filter(({ name }) => isStorable(name));
  return JSON.stringify(Object.fromEntries(storable.map((rule) => [`${rule.scope} ${rule.name}`, rule] as const)));
}

function toOpenings(windows: readonly RateWindow[]): object[] {
  return windows.flatMap(({ rule, key = '' }, ordinal) =>
    isStorable(rule.name) && isStorable(key)
      ? [{ ordinal, scope: rule.scope, name: rule.name, key: rule.scope === 'key' ? key : '', rule }]
      : [],
  );
}

function toSlot(target: PauseTarget): { readonly kind: 'queue' | 'job'; readonly name: string } {
  return 'queue' in target ? { kind: 'queue', name: target.queue } : { kind: 'job', name: target.job };
}

function toPause({ kind, name, by, message, at }: PauseRow): Pause {
  const target = kind === 'queue' ? { queue: name } : { job: name };
  return { ...target, by, ...(message !== null && { message }), at: fromSqlTime(at) };
}
