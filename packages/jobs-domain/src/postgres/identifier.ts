const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;

/**
 * Quotes a PostgreSQL identifier that a host chose, such as a schema name.
 *
 * @param name - letters, digits and underscores, at most 63 of them, not starting with a digit; case is kept.
 * @throws RangeError for any other name.
 * @example
 * quoteIdentifier('app'); // '"app"'
 */
export function quoteIdentifier(name: string): string {
  if (!PLAIN_NAME.test(name)) {
    throw new RangeError(
      `Invalid identifier ${JSON.stringify(name)}: expected letters, digits and underscores, at most 63, not starting with a digit. Choose such a name.`,
    );
  }
  return `"${name}"`;
}
