import type { Json } from '../json.js';

/** What stands in the place of a secret. */
export const HIDDEN = '********';

/** Takes the values of secrets out of what is stored, shown or told. */
export interface Mask {
  /** False when there is nothing to take out, so that a caller can leave a value as it is. */
  readonly active: boolean;
  text(text: string): string;
  json(value: Json): Json;
}

/** For jobs without secrets: everything stays as it is, at no cost. */
export const CLEAR: Mask = { active: false, text: (text) => text, json: (value) => value };

// A shorter value would be found in half of all words; it is hidden where its path is known.
const SHORTEST = 4;
const MOST_VALUES = 1_000;

/**
 * A mask that learns its values. It finds each as it is, and as JSON, URLs, forms and base64 write it. Beyond a thousand
 * values it hides every text whole: looking for more would cost more than the text is worth.
 */
export class ValueMask implements Mask {
  readonly active = true;
  readonly #values = new Set<string>();
  #written: readonly string[] = [];
  /** The same, as they stand in a JSON document. */
  #inDocuments: readonly string[] = [];

  /** Everything that the value holds is secret. */
  learn(secret: unknown): void {
    const before = this.#values.size;
    for (const text of textsIn(secret)) {
      if (this.#values.size > MOST_VALUES) break;
      if (text.length >= SHORTEST) this.#values.add(text);
    }
    if (this.#values.size === before) return;
    const written = new Set([...this.#values].flatMap(waysToWrite));
    // The longest first: a value may hold another one.
    this.#written = [...written].sort((a, b) => b.length - a.length);
    this.#inDocuments = this.#written.map(escaped);
  }

  text(text: string): string {
    if (this.#hidesAll) return text === '' ? '' : HIDDEN;
    let masked = text;
    for (const value of this.#written) if (masked.includes(value)) masked = masked.split(value).join(HIDDEN);
    return masked;
  }

  json(value: Json): Json {
    if (this.#hidesAll) return value === null ? null : HIDDEN;
    if (typeof value !== 'object' || value === null) return this.#masked(value);
    // Most documents hold no secret, and one look at the text is quicker than one at each part.
    const text = JSON.stringify(value);
    return this.#inDocuments.some((written) => text.includes(written)) ? this.#masked(value) : value;
  }

  #masked(value: Json): Json {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.#values.has(String(value)) ? HIDDEN : value;
    if (Array.isArray(value)) return value.map((item: Json) => this.#masked(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [this.text(name), item === undefined ? null : this.#masked(item)]),
    );
  }

  get #hidesAll(): boolean {
    return this.#values.size > MOST_VALUES;
  }
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'number' || typeof value === 'bigint') yield String(value);
  else if (value instanceof Date) yield value.toJSON();
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) yield* textsIn(item);
}

function waysToWrite(value: string): string[] {
  const inJson = escaped(value);
  const bytes = Buffer.from(value);
  // Lone surrogates have no place in a URL, where they become U+FFFD as they do in bytes.
  const inUrl = bytes.toString();
  const inForm = new URLSearchParams([['', inUrl]]).toString().slice(1);
  // Without its padding the text is found with it and without.
  const base64 = bytes.toString('base64').replace(/=+$/, '');
  return [
    value,
    inJson,
    escaped(inJson),
    encodeURIComponent(inUrl),
    encodeURI(inUrl),
    inForm,
    base64,
    bytes.toString('base64url'),
  ];
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
