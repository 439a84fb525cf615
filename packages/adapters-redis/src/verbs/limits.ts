import type { LimitRule, LimitStore, Pause, PauseTarget } from '@nightshift/core';
import { fromDocument, toDocument } from '../documents.js';
import { fromName, toName, toRow } from '../names.js';
import type { RedisSession } from '../redis-session.js';

export function limitStore(session: RedisSession): LimitStore {
  return {
    async pause(target, { by, message }) {
      await session.run('pause', [toSlot(target), toDocument({ by, message }).slice(0, -1)]);
    },

    async resume(target) {
      return (await session.run('resume', [toSlot(target)])) === 1;
    },

    async paused() {
      const pairs = await session.run('paused', []);
      const pauses: Pause[] = [];
      for (let at = 0; at < pairs.length; at += 2) pauses.push(toPause(pairs[at] ?? '', pairs[at + 1] ?? ''));
      return pauses.sort((a, b) => a.at.getTime() - b.at.getTime());
    },

    async opensInMs(windows) {
      const rows = windows.map(({ rule, key = '' }) => `${toRuleRow(rule)}\n${toName(key)}`);
      return (await session.run('opensIn', rows)).map((ms) => (ms === '0' ? null : Number(ms)));
    },

    async nextOpeningMs(jobs, rules) {
      const next = await session.run('nextOpening', [toRow(jobs), ...rules.map(toRuleRow)]);
      return next === null ? null : Number(next);
    },
  };
}

/** A rule as the scripts read it: see `lib/rooms.lua`. */
export function toRuleRow({ scope, name, concurrency, rate, ordered }: LimitRule): string {
  return [
    scope,
    toName(name),
    concurrency ?? '',
    rate?.limit ?? '',
    rate?.windowMs ?? '',
    rate?.burst ?? '',
    ordered === true ? '1' : '0',
  ].join('\n');
}

function toSlot(target: PauseTarget): string {
  return 'queue' in target ? `queue|${toName(target.queue)}` : `job|${toName(target.job)}`;
}

function toPause(slot: string, text: string): Pause {
  const [kind, name = ''] = slot.split('|');
  const { by, message, at } = fromDocument<{ readonly by: string; readonly message?: string; readonly at: number }>(
    text,
  );
  const target = kind === 'queue' ? { queue: fromName(name) } : { job: fromName(name) };
  return { ...target, by, ...(message !== undefined && { message }), at: new Date(at) };
}
