/**
 * What keeps a value from being a name that every store holds and finds again, in words that follow "received one that";
 * null when nothing does. NUL and half a surrogate pair have no place in PostgreSQL's text or in UTF-8, and a name that comes
 * back changed finds nothing.
 */
export function nameFault(name: unknown, most: { readonly characters: number; readonly bytes: number }): string | null {
  if (typeof name !== 'string') return `is ${name === null ? 'null' : `of type ${typeof name}`}`;
  if (name === '') return 'is empty';
  if (name.length > most.characters) return `has ${name.length} characters`;
  if (name.includes('\0')) return 'has a NUL character';
  // `String.prototype.isWellFormed` is in every supported Node and not yet in the compiler's library.
  if (!(name as string & { isWellFormed(): boolean }).isWellFormed()) return 'has half a surrogate pair';
  const bytes = Buffer.byteLength(name);
  return bytes > most.bytes ? `has ${bytes} bytes, more than ${most.bytes}` : null;
}
