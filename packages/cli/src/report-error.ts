import { codeOf, exitCodeOf } from './exit-codes.js';
import type { Output } from './terminal/output.js';
import { UsageError } from './usage-error.js';

interface Issue {
  readonly path: string;
  readonly message: string;
}

/** Tells an error: in words on stderr, and as a document on stdout where documents were asked for. */
export function reportError(output: Output, error: unknown, { verbose }: { readonly verbose: boolean }): void {
  const { message, hints } = inWords(error);
  const { paint } = output;
  if (output.json) {
    const issues = issuesOf(error);
    output.document('error', {
      error: { code: codeOf(error) ?? 'ERROR', message, exitCode: exitCodeOf(error), hints, ...(issues && { issues }) },
    });
  }
  output.warn(`${paint('red', 'error:')} ${message}`);
  for (const hint of hints) output.warn(`  ${hint}`);
  const isBug = codeOf(error) === undefined;
  if (error instanceof Error && error.stack !== undefined && (verbose || isBug)) output.warn(paint('dim', error.stack));
}

function inWords(error: unknown): { readonly message: string; readonly hints: readonly string[] } {
  if (error instanceof UsageError) return { message: error.message, hints: error.hints };
  const issues = issuesOf(error);
  if (issues !== undefined) {
    const job = (error as { readonly job?: unknown }).job;
    return {
      message: `Invalid options for ${String(job)}. Nothing was enqueued.`,
      hints: [...issues.map(asOption), `All of its options: nightshift help run ${String(job)}.`],
    };
  }
  if (codeOf(error) === 'UNKNOWN_JOB')
    return { message: (error as Error).message, hints: ['All jobs: nightshift list.'] };
  return { message: error instanceof Error ? error.message : String(error), hints: [] };
}

// What a schema says about `filter.city` is about the option --filter.
function asOption({ path, message }: Issue): string {
  const [name = ''] = path.split('.');
  if (name === '') return message;
  return path === name ? `--${name}: ${message}` : `--${name} (${path}): ${message}`;
}

function issuesOf(error: unknown): readonly Issue[] | undefined {
  if (codeOf(error) !== 'INVALID_INPUT') return undefined;
  return (error as { readonly issues?: readonly Issue[] }).issues;
}
