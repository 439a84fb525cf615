import { NightshiftError } from '../errors.js';
import type { Json } from '../json.js';
import { toJson } from '../limits.js';
import { runWithHooks } from '../hooks/run-hooks.js';
import type { JobContext } from '../job/job-context.js';
import type { AnyJob } from '../job/job.js';
import { Outcome, RetryAfter, Snooze } from '../job/outcome.js';
import { readInput } from '../job/read-input.js';
import { CLEAR, type Mask } from '../redaction/mask.js';
import { learnSecrets, maskFor } from '../redaction/secrets-of.js';
import { childFailed } from '../spawn/child-failed.js';
import { toRunError } from '../run-error.js';
import type { ClaimedRun, Lease, LeaseAnswer } from '../store/contract.js';
import type { RunError } from '../store/run-record.js';
import { AttemptContext } from './attempt-context.js';
import { AttemptEvents } from './attempt-events.js';
import { AttemptTools } from './attempt-tools.js';
import { persist } from './persist.js';
import { givenUp, leaseLost, timedOut, type RunAborted } from './run-aborted.js';
import { StopRequest } from './stop-request.js';
import { decide, type AttemptEnd, type Verdict } from './verdict.js';
import type { WorkerEnvironment } from './worker-environment.js';

// Long enough not to keep the older build busy while a deployment goes on.
const NEWER_BUILD_WAIT_MS = 15_000;

/** One try at a run: prepare, run the handler, decide, write down, tell. */
export class Attempt {
  readonly #stop: StopRequest;
  readonly #events: AttemptEvents;
  readonly #tools: AttemptTools;
  /** Empty until the input is looked at, which may fail as an attempt does. */
  readonly #mask: Mask;
  readonly lease: Lease;
  #isStuck = false;
  #comesBackLater = false;
  #handler: Promise<unknown> | undefined;
  #verdict: Verdict = { verb: 'nothing' };

  constructor(
    readonly run: ClaimedRun,
    private readonly job: AnyJob,
    private readonly environment: WorkerEnvironment,
  ) {
    this.lease = { runId: run.id, token: run.token };
    this.#stop = new StopRequest(environment.timers);
    this.#events = new AttemptEvents(run, environment);
    this.#mask = maskFor(job);
    this.#tools = new AttemptTools(this, { job, environment, events: this.#events, mask: this.#mask });
  }

  /** Milliseconds after which the handler is given up, whatever it does; null when nothing limits it. */
  get longestMs(): number | null {
    const { timeoutMs, graceMs } = this.job;
    return timeoutMs === null ? null : timeoutMs + graceMs;
  }

  /** It was released for another attempt at a later moment. */
  get comesBackLater(): boolean {
    return this.#comesBackLater;
  }

  /** It was given up, though its handler may still run. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** The handler's code is over, also when nobody waited for it any more. */
  get handlerEnded(): Promise<void> {
    const ended = (): void => undefined;
    return this.#handler === undefined ? Promise.resolve() : this.#handler.then(ended, ended);
  }

  /** For what the handler does that no lease guards. @throws NightshiftError when the attempt was given up or lost. */
  refuseIfGivenUp(): void {
    if (this.#isStuck) throw givenUp(this.run);
    if (this.#isLost()) throw this.#stop.reason ?? leaseLost();
  }

  /** Asks the handler to stop; the first reason counts, and the shortest grace. After the grace it is given up as stuck. */
  abort(reason: RunAborted, graceMs = this.job.graceMs): void {
    this.#stop.make(reason, graceMs);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /**
   * Runs the handler. The first part of a run is `run`; once what it spawned is final, the second is `collect`. Never rejects:
   * whatever happens is an end.
   */
  async execute(): Promise<AttemptEnd> {
    this.#events.started();
    const { run, job } = this;
    const tools = this.#tools;
    try {
      if (this.#mask !== CLEAR) learnSecrets(this.#mask, job, run.input);
      const input = await readInput(job, run);
      if (this.#mask !== CLEAR) learnSecrets(this.#mask, job, input);
      const results = this.#hasParents ? await this.#results() : {};
      // Asked to stop before it began, as a run is that was cancelled while it was handed back.
      if (this.#stop.reason !== undefined) return { kind: 'aborted', reason: this.#stop.reason };
      const ctx = new AttemptContext(tools, { input, results });
      const { handover } = tools;
      if (handover !== undefined) return await this.#collect(ctx, handover.output);
      const end = await this.#runHandler(ctx, () => job.run(ctx));
      return end.kind === 'done' && tools.hasSpawned ? await this.#handOver(end.output) : end;
    } catch (error) {
      if (isFromNewerBuild(error)) return { kind: 'snoozed', delayMs: NEWER_BUILD_WAIT_MS };
      return { kind: 'failed', error };
    }
  }

  /** Decides what becomes of the run, once `execute` has told how its handler ended. */
  conclude(end: AttemptEnd): void {
    this.#stop.end();
    this.#isStuck = end.kind === 'stuck';
    const { random } = this.environment;
    this.#verdict = decide(this.run, end, {
      retry: this.job.retry,
      random,
      mask: this.#mask,
      closesWindow: this.job.limits.rules.some((rule) => rule.rate !== undefined),
    });
    if (this.#isStuck) this.#events.stuck();
  }

  /** What becomes of the run; nothing, until it is concluded. */
  get verdict(): Verdict {
    return this.#verdict;
  }

  /** Stores what is left of the log; undefined when nothing was logged. Rejects when the store cannot be reached for long. */
  closeLog(): Promise<void> | undefined {
    // What is not this attempt's run any more has no log.
    return this.#verdict.verb === 'nothing' ? undefined : this.#tools.closeLog();
  }

  /** Tells how the store answered to the verdict. */
  written(answer: LeaseAnswer): void {
    const verdict = this.#verdict;
    if (!answer.held || verdict.verb === 'nothing') return this.#events.lost();
    this.#comesBackLater = verdict.verb === 'release' && verdict.release.delayMs > 0;
    this.#events.ended(verdict);
  }

  get #hasParents(): boolean {
    return this.run.flowId !== null && this.job.dependsOn.length > 0;
  }

  async #results(): Promise<object> {
    const parents = await this.environment.store.read.parents(this.run.id);
    const done = parents.filter((parent) => parent.state === 'success');
    return Object.fromEntries(done.map((parent) => [parent.job, parent.output]));
  }

  async #collect(ctx: JobContext, output: Json): Promise<AttemptEnd> {
    if (this.run.openChildren > 0) return { kind: 'spawned' };
    const failed = await this.#tools.spawner.intolerable();
    if (failed !== undefined) return { kind: 'failed', error: childFailed(failed) };
    const { collect } = this.job;
    return collect === null ? { kind: 'done', output } : this.#runHandler(ctx, () => collect(ctx));
  }

  /** Aborts the handler at the timeout, and gives up waiting when an aborted one outlives its grace. */
  #runHandler(ctx: JobContext, part: () => unknown): Promise<AttemptEnd> {
    const { timeoutMs } = this.job;
    const handler = this.#withHooks(ctx, part);
    this.#handler = handler;
    return new Promise((resolve) => {
      const timeout =
        timeoutMs === null
          ? undefined
          : this.environment.timers.after(timeoutMs, () => this.abort(timedOut(timeoutMs)));
      const end = (how: AttemptEnd): void => {
        timeout?.cancel();
        resolve(how);
      };
      this.#stop.whenGivenUp((reason) => end({ kind: 'stuck', reason }));
      handler.then(
        (value) => end(this.#returned(value)),
        (error: unknown) => end(this.#threw(error)),
      );
    });
  }

  #withHooks(ctx: JobContext, part: () => unknown): Promise<unknown> {
    const { hooks, id: worker } = this.environment;
    if (hooks.length === 0) return promiseOf(part);
    const describe = (error: unknown): RunError => toRunError(error, this.#mask);
    return runWithHooks(hooks, { job: this.job, run: this.run, ctx, worker, describe }, () => promiseOf(part));
  }

  async #handOver(output: Json): Promise<AttemptEnd> {
    try {
      await persist(() => this.#tools.saved.saveHandover(output));
      return { kind: 'spawned' };
    } catch (error) {
      return this.#threw(error);
    }
  }

  #returned(value: unknown): AttemptEnd {
    if (value instanceof Outcome) return this.#outcome(value);
    if (this.#isLost()) return { kind: 'aborted', reason: leaseLost() };
    const bound = { bytes: this.environment.limits.outputBytes, code: 'INVALID_OUTPUT' } as const;
    try {
      const output = toJson(value, `The output of job "${this.job.name}"`, bound);
      return { kind: 'done', output: this.#mask.json(output) };
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  #threw(error: unknown): AttemptEnd {
    if (error instanceof Outcome) return this.#outcome(error);
    const { reason } = this.#stop;
    return reason === undefined ? { kind: 'failed', error } : { kind: 'aborted', reason };
  }

  #outcome(outcome: Outcome): AttemptEnd {
    if (outcome instanceof Snooze) return { kind: 'snoozed', delayMs: outcome.delayMs };
    if (outcome instanceof RetryAfter) {
      const reason = outcome.reason === undefined ? undefined : this.#mask.text(outcome.reason);
      return { kind: 'retry-after', delayMs: outcome.delayMs, reason };
    }
    return { kind: 'failed', error: new TypeError('Unknown outcome: return ctx.snooze(…) or ctx.retryAfter(…)') };
  }

  #isLost(): boolean {
    return this.#stop.reason?.code === 'LEASE_LOST';
  }
}

/** What a handler answers, or throws before it has one, as a promise; without another one around its own. */
function promiseOf(part: () => unknown): Promise<unknown> {
  try {
    return Promise.resolve(part());
  } catch (error) {
    return rejection(error);
  }
}

async function rejection(error: unknown): Promise<never> {
  throw error;
}

/** The run is not this build's: it stays for a worker that knows its version. */
function isFromNewerBuild(error: unknown): boolean {
  return error instanceof NightshiftError && error.code === 'NEWER_VERSION';
}
