import type { DedupMode, Json, RunRecord, RunTrigger } from '@nightshift/core';
import { fromDocument, fromDocumentOrNull } from './documents.js';
import { fromName, fromNameOrNull } from './names.js';

/** What the document of a run says. */
export interface Birth {
  /** When the run was made, in milliseconds. */
  readonly born: number;
  readonly head: Head;
  readonly input: Json;
}

type Head = Pick<RunRecord, 'job' | 'queue' | 'group' | 'trigger' | keyof Asked | keyof Facts>;
type Asked = Pick<RunRecord, 'version' | 'maxAttempts' | 'headers'>;
type Facts = Pick<RunRecord, 'dedup' | 'retryOf' | 'scheduledFor'>;

/**
 * Reads documents that stand behind one another, of five lines each: when the run was made, its tags, how it was asked for, rare
 * facts, and its input. Neighbours are often alike but for the first line and the last: the others are read once.
 */
export class BirthReader {
  readonly #text: string;
  #at = 0;
  #headText = '';
  #head: Head | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  next(): Birth {
    const text = this.#text;
    const headFrom = text.indexOf('\n', this.#at) + 1;
    const born = Number(text.slice(this.#at, headFrom - 1));
    const head = this.#headAt(headFrom);
    const inputFrom = headFrom + this.#headText.length;
    const lineEnd = text.indexOf('\n', inputFrom);
    const inputTo = lineEnd === -1 ? text.length : lineEnd;
    this.#at = inputTo + 1;
    return { born, head, input: fromDocument<Json>(text.slice(inputFrom, inputTo)) };
  }

  #headAt(from: number): Head {
    const last = this.#head;
    if (last !== undefined && isImmutable(last) && this.#text.startsWith(this.#headText, from)) return last;
    const to = this.#endOfLine(this.#endOfLine(this.#endOfLine(from)));
    // A copy: a slice keeps the whole text in memory as long as a run keeps one of its names.
    this.#headText = Buffer.from(this.#text.slice(from, to)).toString();
    this.#head = toHead(this.#headText);
    return this.#head;
  }

  #endOfLine(from: number): number {
    return this.#text.indexOf('\n', from) + 1;
  }
}

/** Two runs may have it, whatever is done with one of them. */
function isImmutable({ headers, scheduledFor }: Head): boolean {
  return headers === null && scheduledFor === null;
}

function toHead(text: string): Head {
  const [tags = '', ask = '', facts = ''] = text.split('\n');
  const [job = '', queue = '', group = '', trigger = ''] = tags.split('|');
  return {
    job: fromName(job),
    queue: fromName(queue),
    group: fromNameOrNull(group),
    trigger: trigger as RunTrigger,
    ...toAsked(ask),
    ...toFacts(facts),
  };
}

function toAsked(ask: string): Asked {
  const first = ask.indexOf(' ');
  const second = ask.indexOf(' ', first + 1);
  return {
    version: Number(ask.slice(0, first)),
    maxAttempts: Number(ask.slice(first + 1, second)),
    headers: fromDocumentOrNull<Readonly<Record<string, string>>>(ask.slice(second + 1)),
  };
}

function toFacts(text: string): Facts {
  if (text === '') return { dedup: 'keep', retryOf: null, scheduledFor: null };
  const { dedup, retryOf, scheduledFor } = fromDocument<FactsDocument>(text);
  return { dedup, retryOf, scheduledFor: scheduledFor === null ? null : new Date(scheduledFor) };
}

interface FactsDocument {
  readonly dedup: DedupMode;
  readonly retryOf: string | null;
  readonly scheduledFor: number | null;
}
