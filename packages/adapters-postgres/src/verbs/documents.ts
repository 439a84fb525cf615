import type { Json } from '@nightshift/core';

/** A value as the JSON text that is stored; what JSON has no word for, such as `undefined`, is null. */
export function toDocument(value: Json | object | undefined): string {
  return JSON.stringify(value) ?? 'null';
}

/** Null stays a null column. */
export function toDocumentOrNull(value: Json | object | null | undefined): string | null {
  return value === null || value === undefined ? null : toDocument(value);
}
