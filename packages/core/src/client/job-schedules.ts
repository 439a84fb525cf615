import { NightshiftError } from '../errors.js';
import type { AnyJob } from '../job/job.js';
import type { InputOf } from '../job/job-types.js';
import type { ScheduleOptions, SchedulePolicies } from '../job/schedule-options.js';
import { nameFault } from '../name-fault.js';
import type { Registry } from '../registry.js';
import { Occurrences } from '../schedules/occurrences.js';
import { toRule } from '../schedules/schedule-rule.js';
import { duplicateSchedule } from '../store/duplicate-schedule.js';
import type { ScheduleRecord, ScheduleStore } from '../store/schedules.js';
import type { MayBeEmpty } from './options.js';

const LONGEST_NAME = 200;
const MOST_NAME_BYTES = 800;
const MOST_OCCURRENCES = 1_000;

/** A schedule as it is saved at run time. */
export type SavedSchedule<J extends AnyJob> = J extends AnyJob
  ? SchedulePolicies & {
      /** Unique among schedules, at most 200 characters; not the name of a job, which is kept for the schedule of its definition. */
      readonly name: string;
      readonly job: J | J['name'];
      readonly cron: string;
      readonly timeZone?: string;
    } & (MayBeEmpty<InputOf<J>> extends true ? { readonly input?: InputOf<J> } : { readonly input: InputOf<J> })
  : never;

interface ScheduleAccess {
  readonly registry: Registry;
  readonly store: ScheduleStore;
  /** Opens the store; done once, whoever asks. */
  open(): Promise<void>;
}

/**
 * The schedules of an application: those its jobs define, and those that are saved at run time, such as one per customer.
 * Reached as `jobs.schedules`.
 *
 * @example
 * await jobs.schedules.save({
 *   name: 'mail-ada',
 *   job: 'send-mail',
 *   cron: '0 7 * * mon-fri',
 *   timeZone: 'Europe/Berlin',
 *   input: { to: 'ada@example.com' },
 * });
 */
export class JobSchedules<J extends AnyJob> {
  readonly #access: ScheduleAccess;

  /** @internal Use `jobs.schedules`. */
  constructor(access: ScheduleAccess) {
    this.#access = access;
  }

  /**
   * Saves a schedule, or changes the one of this name. It starts with the next occurrence from now; one whose expression and
   * time zone stay the same goes on where it is.
   *
   * @throws NightshiftError `INVALID_OPTION` for what cannot be, `DUPLICATE_SCHEDULE` for the name of a job or of its schedule.
   * @throws InvalidInputError when the job's schema refuses the input.
   */
  async save(schedule: SavedSchedule<J>): Promise<ScheduleRecord> {
    const { name, job: reference, ...options } = schedule;
    const { registry } = this.#access;
    const job = registry.get(typeof reference === 'string' ? reference : reference.name);
    checkName(name, registry);
    // The compiler does not see through the union over the jobs that the rest of each member is the same.
    const rule = await toRule(job, options as ScheduleOptions, { name, origin: 'stored' });
    const store = await this.#store();
    const nextAt = new Occurrences(rule).next(await store.now());
    await store.save([{ ...rule, nextAt }]);
    return this.#get(name);
  }

  /**
   * Removes a schedule; its runs stay. A schedule whose job this registry does not know can be removed whoever made it.
   *
   * @throws NightshiftError `SCHEDULE_NOT_FOUND`, or `INVALID_OPTION` for the schedule of a job's definition: the next worker
   * would bring it back.
   */
  async remove(name: string): Promise<void> {
    const { job, origin } = await this.#get(name);
    if (origin === 'code' && this.#access.registry.find(job) !== undefined) {
      throw new NightshiftError(
        'INVALID_OPTION',
        `The schedule "${name}" belongs to the definition of its job. Turn it off with createJobs({ schedules: { '${name}': false } }), or pause it.`,
      );
    }
    await (await this.#store()).remove([name]);
  }

  /** Every schedule, by name. */
  async list(): Promise<ScheduleRecord[]> {
    return (await this.#store()).list();
  }

  /**
   * The next occurrences, the soonest first, as they will be when the schedule is not changed or paused meanwhile.
   *
   * @param count - from 1 to 1000.
   * @throws NightshiftError `SCHEDULE_NOT_FOUND`.
   */
  async next(name: string, count = 1): Promise<Date[]> {
    if (!Number.isInteger(count) || count < 1 || count > MOST_OCCURRENCES) {
      const expected = `a whole number from 1 to ${MOST_OCCURRENCES}`;
      throw new NightshiftError('INVALID_OPTION', `next: expected count to be ${expected}; received ${String(count)}.`);
    }
    const schedule = await this.#get(name);
    const occurrences = new Occurrences(schedule);
    const dates = [schedule.nextAt];
    while (dates.length < count) dates.push(occurrences.next(dates.at(-1) ?? schedule.nextAt));
    return dates;
  }

  /**
   * Makes no more runs of a schedule until it is resumed, also over deployments. Runs that exist go on.
   *
   * @param reason.by - who paused it, in words. Default `api`.
   * @throws NightshiftError `SCHEDULE_NOT_FOUND`.
   */
  async pause(name: string, reason: { readonly by?: string } = {}): Promise<void> {
    if (!(await (await this.#store()).pause(name, reason.by ?? 'api'))) throw notFound(name);
  }

  /**
   * Lets a paused schedule go on with the next occurrence from now; those of the pause are not missed, they were not wanted.
   *
   * @throws NightshiftError `SCHEDULE_NOT_FOUND`.
   */
  async resume(name: string): Promise<void> {
    const store = await this.#store();
    const nextAt = new Occurrences(await this.#get(name)).next(await store.now());
    if (!(await store.resume(name, nextAt))) throw notFound(name);
  }

  async #get(name: string): Promise<ScheduleRecord> {
    const schedule = (await this.list()).find((one) => one.name === name);
    if (schedule === undefined) throw notFound(name);
    return schedule;
  }

  async #store(): Promise<ScheduleStore> {
    await this.#access.open();
    return this.#access.store;
  }
}

function checkName(name: string, registry: Registry): void {
  const fault = nameFault(name, { characters: LONGEST_NAME, bytes: MOST_NAME_BYTES });
  if (fault !== null) {
    throw new NightshiftError(
      'INVALID_OPTION',
      `Expected a schedule's name to be a text of 1 to ${LONGEST_NAME} characters without NUL or half a surrogate pair; received one that ${fault}.`,
    );
  }
  if (registry.find(name) !== undefined) throw duplicateSchedule(name, 'stored');
}

function notFound(name: string): NightshiftError {
  return new NightshiftError('SCHEDULE_NOT_FOUND', `There is no schedule ${JSON.stringify(name)}.`);
}
