import type { PreflightFinding } from '@nightshift/core';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { counted } from '../terminal/wording.js';
import type { Output } from '../terminal/output.js';
import { UsageError } from '../usage-error.js';
import type { Invocation } from './command.js';

const WHAT: Readonly<Record<PreflightFinding['problem'], readonly [noun: string, says: string]>> = {
  'unknown-job': ['run', 'of a job that this build does not have'],
  'unknown-dependency': ['run', 'waiting for a job that this build does not have'],
  'newer-input': ['run', 'with an input of a newer build'],
  'upcast-failed': ['run', 'whose input cannot be brought up'],
  'input-refused': ['run', 'whose input the schema refuses'],
  'newer-checkpoint': ['run', 'with a checkpoint of a newer build'],
  'older-checkpoint': ['run', 'with a checkpoint of an older build'],
  'checkpoint-upcast-failed': ['run', 'whose checkpoint cannot be brought up'],
  'schedule-unknown-job': ['schedule', 'of a job that this build does not have'],
  'schedule-rule-invalid': ['schedule', 'whose rule cannot be read'],
  'schedule-input-refused': ['schedule', 'whose input the schema refuses'],
};

/** `nightshift preflight`: what this build cannot read of what the store holds. Changes none of it. */
export async function preflight({ output, positionals, session }: Invocation): Promise<ExitCode> {
  const [extra] = positionals;
  if (extra !== undefined) throw new UsageError(`nightshift preflight takes no ${JSON.stringify(extra)}.`);
  const client = await (await session()).client();
  const report = await client.preflight();
  const { findings, runsRead, schedulesRead } = report;
  if (output.json) output.document('preflight', { ready: findings.length === 0, ...report });
  else {
    output.result(findings.flatMap((finding) => findingLines(finding, output)));
    const read = `${counted(runsRead, 'unfinished run')} and ${counted(schedulesRead, 'schedule')}`;
    output.result(
      findings.length === 0 ? `ready: this build reads ${read}` : `${counted(findings.length, 'finding')} in ${read}`,
    );
  }
  return findings.length === 0 ? EXIT.success : EXIT.failed;
}

function findingLines(
  { problem, job, detail, count, first, todo }: PreflightFinding,
  { paintResult }: Output,
): string[] {
  const [noun, says] = WHAT[problem];
  const more = count > first.length ? ` and ${counted(count - first.length, 'more')}` : '';
  return [
    `${paintResult('red', job)}: ${counted(count, noun)} ${says}`,
    ...(detail === null ? [] : [`  ${detail}`]),
    `  ${first.join(' ')}${more.replace(/s$/, '')}`,
    `  ${todo}`,
  ];
}
