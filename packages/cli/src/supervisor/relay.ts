import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

const LONGEST_LINE = 64 * 1024;

/**
 * Copies lines, each with a prefix, until the source ends: whole ones at a time, so that those of several sources do not mix. A
 * line that is longer than 64 KB is broken. When the reader of the target has gone, what comes is dropped.
 */
export async function relay(source: Readable, prefix: string, target: Writable): Promise<void> {
  const lines = new Lines();
  for await (const chunk of source) await write(target, lines.take(chunk as Buffer), prefix);
  await write(target, lines.rest(), prefix);
}

async function write(target: Writable, lines: readonly string[], prefix: string): Promise<void> {
  if (lines.length === 0 || target.destroyed) return;
  if (target.write(lines.map((line) => `${prefix}${line}\n`).join(''))) return;
  const over = new AbortController();
  const { signal } = over;
  // Whoever owns the target hears of its errors.
  await Promise.race([once(target, 'drain', { signal }), once(target, 'close', { signal })]).catch(() => undefined);
  over.abort();
}

class Lines {
  readonly #decoder = new StringDecoder('utf8');
  #open = '';

  take(chunk: Buffer): string[] {
    const lines = (this.#open + this.#decoder.write(chunk)).split('\n');
    this.#open = lines.pop() ?? '';
    while (this.#open.length > LONGEST_LINE) {
      lines.push(this.#open.slice(0, LONGEST_LINE));
      this.#open = this.#open.slice(LONGEST_LINE);
    }
    return lines;
  }

  rest(): string[] {
    const line = this.#open + this.#decoder.end();
    this.#open = '';
    return line === '' ? [] : [line];
  }
}
