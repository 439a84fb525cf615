import { expect, it } from 'vitest';
import type { Request, Work } from './protocol.js';
import { WorkQueue } from './work-queue.js';

type Kind = 'begin' | 'commit' | 'rollback' | 'close' | 'query';

function request(
  id: number,
  lane: Request['lane'],
  { tx = null, kind = 'query' }: { tx?: number | null; kind?: Kind } = {},
): Request {
  const work: Work = kind === 'query' ? { kind, text: '', params: [] } : { kind };
  return { ...work, id, lane, tx };
}

function taken(...requests: Request[]): number[] {
  const queue = new WorkQueue();
  for (const one of requests) queue.push(one);
  const order: number[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) order.push(next.id);
  return order;
}

it('renewals come before everything that waits', () => {
  expect(taken(request(1, 'host'), request(2, 'engine'), request(3, 'renewal'), request(4, 'renewal'))).toEqual([
    3, 4, 2, 1,
  ]);
});

it('the engine and the host take turns, so that neither keeps the other waiting', () => {
  const requests = [
    request(1, 'host'),
    request(2, 'host'),
    request(3, 'host'),
    request(4, 'engine'),
    request(5, 'engine'),
  ];
  expect(taken(...requests)).toEqual([4, 1, 5, 2, 3]);
});

it('an open transaction is alone, even against renewals, and those are first after it', () => {
  const order = taken(
    request(1, 'host', { tx: 7, kind: 'begin' }),
    request(2, 'renewal'),
    request(3, 'engine'),
    request(4, 'host', { tx: 7 }),
    request(5, 'host', { tx: 7, kind: 'commit' }),
  );
  // The renewal was there first: the transaction begins after it.
  expect(order).toEqual([2, 3, 1, 4, 5]);

  const queue = new WorkQueue();
  queue.push(request(1, 'host', { tx: 7, kind: 'begin' }));
  expect(queue.take()?.id).toBe(1);
  for (const one of [request(2, 'engine'), request(3, 'renewal')]) queue.push(one);
  expect(queue.take()).toBeUndefined();
  queue.push(request(4, 'host', { tx: 7, kind: 'rollback' }));
  expect([queue.take()?.id, queue.take()?.id, queue.take()?.id]).toEqual([4, 3, 2]);
});

it('upkeep waits until nobody else does, and is asked for once at a time', () => {
  const queue = new WorkQueue();
  queue.upkeep();
  queue.upkeep();
  queue.push(request(1, 'host'));
  queue.push(request(2, 'engine'));
  expect([queue.take()?.id, queue.take()?.id]).toEqual([2, 1]);
  expect(queue.take()?.kind).toBe('upkeep');
  expect(queue.take()).toBeUndefined();
});

it('upkeep that finds no idle moment has its turn in the end, and waits again after it', () => {
  const queue = new WorkQueue();
  const passed = (): number => {
    queue.upkeep();
    for (let others = 0; ; others++) {
      queue.push(request(1, others % 2 === 0 ? 'host' : 'engine'));
      if (queue.take()?.kind === 'upkeep') return others;
    }
  };
  expect([passed(), passed()]).toEqual([1_000, 1_000]);
});

it('closing comes after all that waits but upkeep, and nothing comes after it', () => {
  const queue = new WorkQueue();
  queue.upkeep();
  queue.push(request(1, 'host', { kind: 'close' }));
  queue.push(request(2, 'host'));
  queue.push(request(3, 'engine'));
  expect([queue.take()?.id, queue.take()?.id, queue.take()?.id]).toEqual([3, 2, 1]);
  queue.push(request(4, 'renewal'));
  queue.upkeep();
  expect(queue.take()).toBeUndefined();
});

it('closing ends a transaction that asks for nothing more', () => {
  const order = taken(
    request(1, 'host', { tx: 7, kind: 'begin' }),
    request(2, 'host', { kind: 'close' }),
    request(3, 'engine'),
    request(4, 'host', { tx: 7 }),
  );
  expect(order).toEqual([3, 1, 4, 2]);
});
