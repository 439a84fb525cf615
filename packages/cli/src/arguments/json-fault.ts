/** What is wrong with a JSON text, without the piece of it that the parser quotes: it may be a secret. */
export function jsonFault(error: unknown): string {
  return error instanceof Error
    ? error.message.replace(/, (?:\.\.\.)?".*"(?:\.\.\.)? is not valid JSON$/s, '')
    : String(error);
}
