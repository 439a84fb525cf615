import { coalesce } from '../coalesce.js';
import { NightshiftError } from '../errors.js';
import { enqueueWithHooks } from '../hooks/enqueue-hooks.js';
import type { EnqueueRequest, Hook } from '../hooks/hook.js';
import { together } from '../hooks/together.js';
import type { AnyJob } from '../job/job.js';
import { bringUp } from '../job/read-input.js';
import { applySchema } from '../job/schema.js';
import type { Json } from '../json.js';
import { toJson } from '../limits.js';
import { checkDepth } from '../nesting.js';
import type { Plan, PlannedRun } from '../plan.js';
import { maskFor } from '../redaction/secrets-of.js';
import type { Registry } from '../registry.js';
import { toRunError } from '../run-error.js';
import type { EnqueueAnswer, Store, TxOption } from '../store/contract.js';
import type { NewRun } from '../store/new-run.js';
import type { RunError } from '../store/run-record.js';
import type { RunRecord } from '../store/run-record.js';
import { isUnreachable } from '../worker/persist.js';
import type { FleetLimits } from './fleet-limits.js';
import type { PreparedInput } from '../spawn/spawner.js';
import { newRun } from './new-run.js';
import type { EnqueueOptions } from './options.js';

const LARGEST_BATCH = 1_000;

/** A run that somebody wants, before it is checked. */
export interface Wanted {
  readonly job: AnyJob;
  readonly input: unknown;
  /** Default: a new one. */
  readonly id?: string;
  /** The payload version of the input. Default: the job's. */
  readonly version?: number;
  /** The run that it repeats: it is of the same occurrence. */
  readonly retryOf?: Pick<RunRecord, 'id' | 'scheduledFor'>;
}

/** A flow as it was enqueued. */
export interface EnqueuedFlow {
  readonly flowId: string;
  /** Run ids by job name. */
  readonly runs: Readonly<Record<string, string>>;
}

interface EnqueuerOptions<Tx> {
  readonly store: Store<Tx>;
  readonly registry: Registry;
  readonly fleetLimits: FleetLimits;
  readonly inputBytes: number;
  readonly hooks: readonly Hook[];
  readonly newId: () => string;
  /** Opens the store; done once, whoever asks. */
  readonly open: () => Promise<void>;
  /** Told of what the store has taken. */
  readonly onEnqueued: (runs: readonly NewRun[], answers: readonly EnqueueAnswer[]) => void;
}

/** The way into the store: checks inputs, makes ids, and gathers single enqueues into batches. */
export class Enqueuer<Tx> {
  readonly #options: EnqueuerOptions<Tx>;
  readonly #isHooked: boolean;
  readonly #soon: (run: NewRun) => Promise<EnqueueAnswer>;

  constructor(options: EnqueuerOptions<Tx>) {
    this.#options = options;
    this.#isHooked = options.hooks.some((hook) => hook.enqueue !== undefined);
    this.#soon = coalesce((runs) => options.store.enqueue(runs), { largest: LARGEST_BATCH, isUnreachable });
  }

  async one(wanted: Wanted, options: EnqueueOptions<Tx>): Promise<EnqueueAnswer> {
    if (!this.#isHooked) return this.#add(await this.#newRun(wanted, options), options);
    return enqueueWithHooks(this.#options.hooks, requestOf(wanted, options), async (request) =>
      this.#add(await this.#newRun({ ...wanted, input: request.input }, request.options), options),
    );
  }

  /** All of them, or none when one is refused. */
  async many(
    items: readonly { readonly wanted: Wanted; readonly options: EnqueueOptions<Tx> }[],
    options: TxOption<Tx>,
  ): Promise<EnqueueAnswer[]> {
    if (!this.#isHooked) {
      const runs = await Promise.all(items.map(({ wanted, options: own }) => this.#newRun(wanted, own)));
      return this.#store(runs, options);
    }
    return together<(typeof items)[number], NewRun, EnqueueAnswer>(
      items,
      ({ wanted, options: own }, arrive) =>
        enqueueWithHooks(this.#options.hooks, requestOf(wanted, own), async (request) =>
          arrive(await this.#newRun({ ...wanted, input: request.input }, request.options)),
        ),
      (runs) => this.#store(runs, options),
    );
  }

  async flow(plan: Plan, options: Omit<EnqueueOptions<Tx>, 'key'>): Promise<EnqueuedFlow> {
    const { newId, registry } = this.#options;
    const flowId = newId();
    const ids = new Map(plan.runs.map((run) => [run.job, newId()]));
    const planned = async (run: PlannedRun, request: EnqueueRequest): Promise<NewRun> => {
      const parents = run.parents.map((edge) => ({ runId: idIn(ids, edge.job), onFailure: edge.onFailure }));
      const checked = await this.#checkInput(request.job, request.input);
      const trigger = request.options.trigger ?? 'flow';
      return newRun(request.job, { id: idIn(ids, run.job), ...checked, trigger, flowId, parents }, request.options);
    };
    await together<PlannedRun, NewRun, EnqueueAnswer>(
      plan.runs,
      (run, arrive) => {
        const request = requestOf({ job: registry.get(run.job), input: run.input }, options, flowId);
        return enqueueWithHooks(this.#options.hooks, request, async (changed) => arrive(await planned(run, changed)));
      },
      (runs) => this.#store(runs, options),
    );
    return { flowId, runs: Object.fromEntries(ids) };
  }

  async #store(runs: readonly NewRun[], options: TxOption<Tx>): Promise<EnqueueAnswer[]> {
    await this.#options.open();
    const answers = await this.#options.store.enqueue(runs, options);
    this.#options.onEnqueued(runs, answers);
    return answers;
  }

  async #add(run: NewRun, options: EnqueueOptions<Tx>): Promise<EnqueueAnswer> {
    if (options.tx !== undefined) return (await this.#store([run], options))[0] as EnqueueAnswer;
    await this.#options.open();
    const answer = await this.#soon(run);
    this.#options.onEnqueued([run], [answer]);
    return answer;
  }

  /** An input as a store takes it, for a job of the registry. */
  async prepare(job: { readonly name: string }, input: unknown): Promise<PreparedInput> {
    const known = this.#options.registry.get(job.name);
    return { job: known, ...(await this.#checkInput(known, input)) };
  }

  async #newRun({ id, job, input, version, retryOf }: Wanted, options: EnqueueOptions<unknown>): Promise<NewRun> {
    const current = version === undefined || version >= job.version ? input : bringUp(job, { input, version });
    const checked = await this.#checkInput(job, current);
    const { input: stored, limitKey } = checked;
    const facts = { id: id ?? this.#options.newId(), input: stored, limitKey, trigger: options.trigger ?? 'api' };
    if (retryOf === undefined) return newRun(job, facts, options);
    return newRun(job, { ...facts, retryOf: retryOf.id, scheduledFor: retryOf.scheduledFor }, options);
  }

  /** Checks against the schema, and keeps the input as it was given: the handler's build applies its own schema. */
  async #checkInput(job: AnyJob, input: unknown): Promise<{ input: Json; limitKey: string | null }> {
    const given = input ?? {};
    // Before the schema, whose own walk may run out of stack.
    checkDepth(given, `The input of job "${job.name}"`, 'INVALID_INPUT');
    const parsed: unknown = await applySchema(job, given);
    const bound = { bytes: this.#options.inputBytes, code: 'INVALID_INPUT' } as const;
    return {
      input: toJson(given, `The input of job "${job.name}"`, bound),
      limitKey: this.#options.fleetLimits.keyFor(job, parsed),
    };
  }
}

function requestOf(
  { job, input }: Wanted,
  { tx: _tx, ...options }: EnqueueOptions<unknown>,
  flowId: string | null = null,
): EnqueueRequest {
  const describe = (error: unknown): RunError => toRunError(error, maskFor(job, input));
  return { job, input, options, flowId, describe };
}

function idIn(ids: ReadonlyMap<string, string>, job: string): string {
  const id = ids.get(job);
  if (id !== undefined) return id;
  throw new NightshiftError('INVALID_OPTION', `The plan has an edge to "${job}", which is not in it.`);
}
