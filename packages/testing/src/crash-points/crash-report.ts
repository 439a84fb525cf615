import { crashText, type CrashPoint } from './crash-point.js';

export interface CrashFailure {
  readonly crashes: readonly CrashPoint[];
  readonly lives: readonly (readonly string[])[];
  readonly error: Error;
}

/** Gathers the crashes after which the invariant does not hold, and tells them in words. */
export class CrashReport {
  readonly failures: CrashFailure[] = [];

  constructor(private readonly job: string) {}

  /** @throws Error at once when not even a run without a crash keeps the invariant. */
  add(failure: CrashFailure): void {
    this.failures.push(failure);
    if (failure.crashes.length > 0) return;
    throw new Error(
      `The invariant of job "${this.job}" does not hold, even without a crash: ${failure.error.message}`,
      {
        cause: failure.error,
      },
    );
  }

  throwIfBroken(): void {
    const [first] = this.failures;
    if (first === undefined) return;
    const count = this.failures.length === 1 ? 'a crash' : `${this.failures.length} crashes`;
    const message = [`The invariant of job "${this.job}" breaks after ${count}:`, ...this.failures.map(describe)].join(
      '\n\n',
    );
    throw new Error(message, { cause: first.error });
  }
}

function describe({ crashes, lives, error }: CrashFailure): string {
  const where = crashText(crashes);
  const traces = lives.map((calls, index) => {
    const end = index < crashes.length ? ` -- killed ${crashes[index]?.side ?? ''} the last` : '';
    return `  process ${index + 1}: ${calls.join(', ') || 'no calls'}${end}`;
  });
  return [`${where}: ${error.message}`, ...traces, `  alone: exploreCrashes({ …, only: '${where}' })`].join('\n');
}
