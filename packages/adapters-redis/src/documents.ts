/** A document as JSON text, which has no line feeds of its own. */
export function toDocument(value: unknown): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}

/** The empty text for what is not there. */
export function toDocumentOrNone(value: unknown): string {
  return value === null || value === undefined ? '' : toDocument(value);
}

/** The caller names the type that was put in. */
export function fromDocument<T>(text: string): T {
  return JSON.parse(text) as T;
}

export function fromDocumentOrNull<T>(text: string | null | undefined): T | null {
  return text === null || text === undefined || text === '' ? null : fromDocument<T>(text);
}
