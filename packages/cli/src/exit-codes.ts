/** What the command's exit code says; scripts rely on it. */
export const EXIT = {
  success: 0,
  /** A run failed, or `status --check` found a problem. */
  failed: 1,
  /** Unknown job or option, invalid or missing value. */
  usage: 2,
  /** Somebody else cancelled the run. */
  cancelled: 3,
  storeUnavailable: 4,
  notPermitted: 5,
  timeout: 124,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const BY_CODE: Readonly<Record<string, ExitCode>> = {
  DUPLICATE_JOB: EXIT.usage,
  INVALID_DEFINITION: EXIT.usage,
  INVALID_INPUT: EXIT.usage,
  INVALID_OPTION: EXIT.usage,
  PLAN_CYCLE: EXIT.usage,
  RESERVED_NAME: EXIT.usage,
  RUN_NOT_FOUND: EXIT.usage,
  UNKNOWN_JOB: EXIT.usage,
  USAGE: EXIT.usage,
  STORE_IN_USE: EXIT.storeUnavailable,
  STORE_MOVED: EXIT.storeUnavailable,
  STORE_UNREACHABLE: EXIT.storeUnavailable,
  EACCES: EXIT.notPermitted,
  EPERM: EXIT.notPermitted,
  QUESTION_LEFT: EXIT.interrupted,
};

/** The exit code that an error stands for. */
export function exitCodeOf(error: unknown): ExitCode {
  return BY_CODE[codeOf(error) ?? ''] ?? EXIT.failed;
}

// By its code and not by its class: the application may have another copy of the core than this command.
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
