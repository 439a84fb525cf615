import { openStore } from './open-store.js';
import type { Message, Order, Results, TaskKind } from './order.js';
import type { Talk, Word } from './talk.js';
import { bare } from './tasks/bare.js';
import { fill } from './tasks/fill.js';
import { host } from './tasks/host.js';
import { idle } from './tasks/idle.js';
import { work } from './tasks/work.js';

// A process that does one task with the library, or without it, and ends. It is told what by the process that forked it.

process.once('message', (order: Order) => void answer(order));

async function answer({ store, task }: Order): Promise<void> {
  try {
    const result = await perform();
    tell({ kind: 'done', result });
  } catch (error) {
    tell({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }

  async function perform(): Promise<Results[TaskKind]> {
    const talk = listen();
    switch (task.kind) {
      case 'fill':
        return fill(await openStore(store), task, talk);
      case 'work':
        return work(await openStore(store), task, talk);
      case 'idle':
        return idle(await openStore(store), task, talk);
      case 'host':
        return host(await openStore(store), task);
      case 'bare':
        return bare(task);
    }
  }
}

function listen(): Talk {
  const listeners: { readonly kind: Word['kind']; readonly hear: (word: Word) => void }[] = [];
  const last = new Map<Word['kind'], Word>();
  process.on('message', (word: Word) => {
    last.set(word.kind, word);
    for (const { kind, hear } of listeners) if (kind === word.kind) hear(word);
  });
  return {
    ready: () => tell({ kind: 'ready' }),
    progress: (started, settled) => tell({ kind: 'progress', started, settled }),
    // What was said before anybody listened, such as a stop while a store opens, is heard as well.
    on(kind, listener) {
      const hear = listener as (word: Word) => void;
      listeners.push({ kind, hear });
      const word = last.get(kind);
      if (word !== undefined) hear(word);
    },
  };
}

/** The last message ends the process, whatever is left open. */
function tell(message: Message): void {
  process.send?.(message, undefined, undefined, () => {
    if (message.kind === 'done' || message.kind === 'failed') process.exit(message.kind === 'done' ? 0 : 1);
  });
}
