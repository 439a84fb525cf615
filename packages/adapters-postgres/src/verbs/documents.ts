import type { Json } from '@nightshift/core';

/** A value as the JSON text that is stored; what JSON has no word for, such as `undefined`, is null. */
export function toDocument(value: Json | object | undefined): string {
  return JSON.stringify(value) ?? 'null';
}

/** Null stays a null column. */
export function toDocumentOrNull(value: Json | object | null | undefined): string | null {
  return value === null || value === undefined ? null : toDocument(value);
}

/** The same text for the same value, whatever the order of its keys: for comparing in a statement. */
export function toCanonicalDocument(value: Json): string {
  return toDocument(sorted(value));
}

function sorted(value: Json | undefined): Json | undefined {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => sorted(item) ?? null);
  const entries = Object.entries(value as { readonly [key: string]: Json | undefined });
  // A key such as __proto__ stays data.
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)] as const),
  );
}
