/** The command line was not understood or lacks something: exit code 2, and nothing was done. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';

  constructor(
    message: string,
    /** What to do about it, one line each. */
    readonly hints: readonly string[] = [],
  ) {
    super(message);
  }
}
