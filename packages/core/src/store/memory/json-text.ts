import type { Json } from '../../json.js';

/**
 * Values are kept as JSON text, as a database keeps them. One conversion on the way in and one on the way out isolate the
 * store from its callers, and hold them to what survives JSON (a `Date` comes back as a string) before a real database does.
 */
export function toText(value: Json | object | undefined): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}

/** Null stays null: the columns that may be empty. */
export function toTextOrNull(value: Json | object | null | undefined): string | null {
  return value === null || value === undefined ? null : toText(value);
}

/** The caller names the type that was put in. */
export function fromText<T>(text: string): T {
  return JSON.parse(text) as T;
}

export function fromTextOrNull<T>(text: string | null): T | null {
  return text === null ? null : fromText<T>(text);
}
