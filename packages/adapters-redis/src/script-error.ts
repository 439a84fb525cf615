/** What the scripts answer with instead: a word of theirs, and what comes after it. */
export function scriptError(error: unknown, word: 'KNOWN' | 'SEALED' | 'NOSCRIPT' | 'NOTTARGET'): string | null {
  if (!(error instanceof Error)) return null;
  const at = error.message.indexOf(word);
  return at < 0 || at > 4 ? null : error.message.slice(at + word.length).trim();
}
