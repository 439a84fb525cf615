import {
  NightshiftError,
  type Move,
  type MoveMark,
  type ReceiveAnswer,
  type SealAnswer,
  type TransferKind,
  type TransferPage,
  type TransferStore,
} from '@nightshift/core';
import { toDocument } from '../documents.js';
import { toMoveMark } from '../move-mark.js';
import { scriptError } from '../script-error.js';
import type { RedisSession } from '../redis-session.js';
import { exportPage } from './export-pages.js';
import { IMPORTS } from './import-rows.js';

export function transferStore(session: RedisSession): TransferStore {
  const mark = async (): Promise<MoveMark | null> => toMoveMark(await session.run('moveMark', []));
  return {
    mark,

    async seal({ id, peer }: Move): Promise<SealAnswer> {
      const [answer, runs, untilMs] = await session.run('moveSeal', [toDocument(id), toDocument(peer)]);
      if (answer === 'sealed') return { sealed: true };
      if (answer === 'workers') return { sealed: false, why: 'workers' };
      if (answer === 'running') {
        return { sealed: false, why: 'running', runs: Number(runs), untilMs: Number(untilMs) };
      }
      return { sealed: false, why: 'moved', mark: await known(mark) };
    },

    async unseal(moveId) {
      return (await session.run('moveUnseal', [toDocument(moveId)])) === 1;
    },

    async receive({ id, peer }: Move): Promise<ReceiveAnswer> {
      const answer = await session.run('moveReceive', [toDocument(id), toDocument(peer)]);
      if (answer === 'ready') return { ready: true, mark: await known(mark) };
      return answer === 'moved'
        ? { ready: false, why: 'moved', mark: await known(mark) }
        : { ready: false, why: answer };
    },

    export: (kind, page) => exportPage(session, kind, page),

    import: (moveId, kind, page) => importPage(session, moveId, [kind, page]),

    async finish(moveId) {
      await session.run('moveFinish', [toDocument(moveId)]);
    },
  };
}

async function importPage(
  session: RedisSession,
  moveId: string,
  [kind, page]: readonly [TransferKind, TransferPage],
): Promise<void> {
  const { script, toArgs } = IMPORTS[kind];
  const about = [toDocument(moveId), kind, toDocument(page.next)];
  try {
    await session.run(script, [...about, ...page.records.flatMap(toArgs)]);
  } catch (error) {
    if (scriptError(error, 'NOTTARGET') === null) throw error;
    throw new NightshiftError('INVALID_OPTION', `This store is not the target of the move ${moveId}.`, {
      cause: error,
    });
  }
}

async function known(mark: () => Promise<MoveMark | null>): Promise<MoveMark> {
  const found = await mark();
  if (found !== null) return found;
  throw new NightshiftError('INVALID_OPTION', 'The store is not part of a move any more: somebody ended it meanwhile.');
}
