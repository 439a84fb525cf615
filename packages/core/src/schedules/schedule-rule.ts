import { toMilliseconds } from '../duration.js';
import { NightshiftError } from '../errors.js';
import type { AnyJob } from '../job/job.js';
import type { ScheduleOptions } from '../job/schedule-options.js';
import { parseInput } from '../job/schema.js';
import { DEFAULT_LIMITS, toJson } from '../limits.js';
import { checkDepth } from '../nesting.js';
import type { ScheduleRule } from '../store/schedules.js';
import { Occurrences, type CronRule } from './occurrences.js';

const MISSED = ['skip', 'once', 'all'];
const OVERLAPS = ['queue', 'skip', 'replace'];
const LARGEST_CAP = 1_000;

type CheckedOptions = Pick<ScheduleRule, 'cron' | 'timeZone' | 'missed' | 'missedCap' | 'graceMs' | 'overlap'>;

/**
 * Checks a schedule where it is made, and fills in what was left out.
 *
 * @param owner - whose schedule it is, for the error: `Job "x"`, `Schedule "x"`.
 * @throws NightshiftError `INVALID_OPTION` with what was expected and received.
 */
export function checkSchedule(owner: string, options: ScheduleOptions): CheckedOptions {
  const { cron, timeZone = 'UTC', missed = 'once', missedCap = 100, overlap = 'queue' } = options;
  checkPolicy(owner, 'missed', { value: missed, known: MISSED });
  checkPolicy(owner, 'overlap', { value: overlap, known: OVERLAPS });
  if (!Number.isInteger(missedCap) || missedCap < 1 || missedCap > LARGEST_CAP) {
    const expected = `a whole number from 1 to ${LARGEST_CAP}`;
    refuse(owner, 'a missedCap that cannot be', { expected, received: missedCap });
  }
  checkRule(owner, { cron, timeZone });
  const graceMs = toMilliseconds(options.grace ?? '1m', `grace of the schedule of ${owner}`);
  return { cron, timeZone, missed, missedCap, graceMs, overlap };
}

/**
 * The rule that a schedule of a job is stored as.
 *
 * @throws NightshiftError `INVALID_OPTION`. @throws InvalidInputError when the job's schema refuses the input.
 */
export async function toRule(
  job: AnyJob,
  options: ScheduleOptions,
  { name, origin }: Pick<ScheduleRule, 'name' | 'origin'>,
): Promise<ScheduleRule> {
  const checked = checkSchedule(`"${name}"`, options);
  const input = options.input ?? {};
  checkDepth(input, `The input of schedule "${name}"`, 'INVALID_INPUT');
  await parseInput(job, input);
  const bound = { bytes: DEFAULT_LIMITS.inputBytes, code: 'INVALID_INPUT' } as const;
  const stored = { input: toJson(input, `The input of schedule "${name}"`, bound), version: job.version };
  return { name, job: job.name, ...checked, ...stored, origin };
}

function checkRule(owner: string, rule: CronRule): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: rule.timeZone });
  } catch (error) {
    const expected = "an IANA name such as 'Europe/Berlin'";
    refuse(owner, 'an unknown time zone', { expected, received: rule.timeZone, cause: error });
  }
  try {
    // The calendar repeats itself: what occurs after 1970 occurs again.
    new Occurrences({ cron: rule.cron, timeZone: 'UTC' }).next(new Date(0));
  } catch (error) {
    const expected = "five or six fields such as '0 2 * * *'";
    refuse(owner, 'a schedule that is not cron', { expected, received: rule.cron, cause: error });
  }
}

function checkPolicy(owner: string, option: string, { value, known }: PolicyChoice): void {
  if (known.includes(value)) return;
  const expected = known.map((one) => `'${one}'`).join(' or ');
  refuse(owner, `an unknown policy as \`${option}\``, { expected, received: value });
}

interface PolicyChoice {
  readonly value: string;
  readonly known: readonly string[];
}

function refuse(owner: string, complaint: string, { expected, received, cause }: Complaint): never {
  const why = cause instanceof Error ? ` (${cause.message})` : '';
  const message = `${owner} has ${complaint}: expected ${expected}, received ${JSON.stringify(received)}${why}.`;
  throw new NightshiftError('INVALID_OPTION', message, { cause });
}

interface Complaint {
  readonly expected: string;
  readonly received: unknown;
  readonly cause?: unknown;
}
