import {
  NightshiftError,
  type Move,
  type MoveMark,
  type ReceiveAnswer,
  type SealAnswer,
  type TransferStore,
} from '@nightshift/core';
import type { SqlSession } from '../sql-session.js';
import { toDocument } from './documents.js';
import { exportPage } from './export-pages.js';
import { IMPORTS } from './import-items.js';

const LANE = { lane: 'caller' } as const;

export function transferStore(session: SqlSession): TransferStore {
  const mark = async (): Promise<MoveMark | null> => (await session.ask<MoveMark>('moveMark', [], LANE))[0] ?? null;
  return {
    mark,

    async seal({ id, peer }: Move): Promise<SealAnswer> {
      const answer = await session.askOne<SealAnswer>('moveSeal', [session.now(), id, peer], LANE);
      if (answer.sealed || answer.why !== 'moved') return answer;
      return { sealed: false, why: 'moved', mark: await known(mark) };
    },

    async unseal(moveId) {
      return (await session.ask('moveUnseal', [moveId], LANE)).length > 0;
    },

    async receive({ id, peer }: Move): Promise<ReceiveAnswer> {
      const answer = await session.askOne<ReceiveAnswer>('moveReceive', [session.now(), id, peer], LANE);
      if (answer.ready) return { ready: true, mark: await known(mark) };
      return answer.why === 'moved' ? { ready: false, why: 'moved', mark: await known(mark) } : answer;
    },

    export: (kind, page) => exportPage(session, kind, page),

    async import(moveId, kind, page) {
      const before = await known(mark);
      const cursors = { ...before.cursors, [kind]: page.next };
      const { statement, toItem } = IMPORTS[kind];
      await session.together(async (ask) => {
        if (page.records.length > 0) await ask(statement, [JSON.stringify(page.records.map(toItem))]);
        const noted = await ask('moveCursor', [moveId, toDocument(cursors)]);
        if (noted.length === 0) throw notTheTarget(moveId);
      });
    },

    async finish(moveId) {
      await session.ask('moveFinish', [moveId, session.channel], LANE);
    },
  };
}

async function known(mark: () => Promise<MoveMark | null>): Promise<MoveMark> {
  const found = await mark();
  if (found !== null) return found;
  throw new NightshiftError('INVALID_OPTION', 'The store is not part of a move any more: somebody ended it meanwhile.');
}

function notTheTarget(moveId: string): NightshiftError {
  return new NightshiftError('INVALID_OPTION', `This store is not the target of the move ${moveId}.`);
}
