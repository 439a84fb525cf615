import { inspect } from 'node:util';
import { contestants } from './contestants.js';
import type { Contestant, Session } from './contestant.js';
import type { Message, Order, Results, Task, TaskKind } from './order.js';
import { drain } from './tasks/drain.js';
import { enqueue, fill } from './tasks/enqueue.js';
import { call, listen } from './tasks/latency.js';

// A process that measures one contestant at one task, and ends. It is told what by the process that forked it.

process.once('message', (order: Order) => void answer(order));

async function answer(order: Order): Promise<void> {
  try {
    const contestant: Contestant = await contestants[order.contestant].load();
    const session = await contestant.open(order.place);
    const result = await perform(session, order.task);
    await session.close();
    tell({ kind: 'done', about: contestant.about, result });
  } catch (error) {
    tell({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : inspect(error) });
  }
}

function perform(session: Session, task: Task): Promise<Results[TaskKind]> {
  switch (task.kind) {
    case 'enqueue':
      return enqueue(session, task);
    case 'fill':
      return fill(session, task.runs);
    case 'drain':
      return drain(session, task);
    case 'listen':
      return listen(session, task, () => tell({ kind: 'ready' }));
    case 'call':
      return call(session, task);
  }
}

/** The last message ends the process, whatever the contestant has left open. */
function tell(message: Message): void {
  process.send?.(message, undefined, undefined, () => {
    if (message.kind !== 'ready') process.exit(message.kind === 'done' ? 0 : 1);
  });
}
