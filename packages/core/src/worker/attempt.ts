import { NightshiftError } from '../errors.js';
import type { Json } from '../json.js';
import { toJson } from '../limits.js';
import { runWithHooks } from '../hooks/run-hooks.js';
import type { JobContext } from '../job/job-context.js';
import type { AnyJob } from '../job/job.js';
import { Outcome, RetryAfter, Snooze } from '../job/outcome.js';
import { readInput } from '../job/read-input.js';
import type { Mask } from '../redaction/mask.js';
import { learnSecrets, maskFor } from '../redaction/secrets-of.js';
import { childFailed } from '../spawn/child-failed.js';
import { Spawner } from '../spawn/spawner.js';
import { toRunError } from '../run-error.js';
import type { ClaimedRun, Lease } from '../store/contract.js';
import type { RunError } from '../store/run-record.js';
import { attemptContext } from './attempt-context.js';
import { AttemptEvents } from './attempt-events.js';
import { isUnreachable, persist } from './persist.js';
import { Reporter } from './reporter.js';
import { cancelled, givenUp, leaseLost, timedOut, type RunAborted } from './run-aborted.js';
import { SavedCheckpoint } from './saved-checkpoint.js';
import { itemsDone, readSavedState } from './saved-state.js';
import { StopRequest } from './stop-request.js';
import { decide, type AttemptEnd, type Verdict } from './verdict.js';
import { reportError, type WorkerEnvironment } from './worker-environment.js';

// Long enough not to keep the older build busy while a deployment goes on.
const NEWER_BUILD_WAIT_MS = 15_000;

/** One try at a run: prepare, run the handler, decide, write down, tell. */
export class Attempt {
  readonly #stop: StopRequest;
  readonly #events: AttemptEvents;
  readonly #reporter: Reporter;
  /** Empty until the input is looked at, which may fail as an attempt does. */
  readonly #mask: Mask;
  #isStuck = false;
  #comesBackLater = false;
  #handler: Promise<unknown> = Promise.resolve();

  constructor(
    readonly run: ClaimedRun,
    private readonly job: AnyJob,
    private readonly environment: WorkerEnvironment,
  ) {
    this.#stop = new StopRequest(environment.timers);
    this.#events = new AttemptEvents(run, environment);
    this.#mask = maskFor(job);
    this.#reporter = this.#makeReporter();
  }

  get lease(): Lease {
    return { runId: this.run.id, token: this.run.token };
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
    return this.#handler.then(
      () => undefined,
      () => undefined,
    );
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

  /** Never rejects: whatever happens becomes the run's outcome, or is told as an event. */
  async execute(): Promise<void> {
    this.#events.started();
    const end = await this.#work();
    this.#stop.end();
    this.#isStuck = end.kind === 'stuck';
    const { random } = this.environment;
    const verdict = decide(this.run, end, {
      retry: this.job.retry,
      random,
      mask: this.#mask,
      closesWindow: this.job.limits.rules.some((rule) => rule.rate !== undefined),
    });
    if (this.#isStuck) this.#events.stuck();
    await this.#writeDown(verdict);
  }

  async #work(): Promise<AttemptEnd> {
    try {
      learnSecrets(this.#mask, this.job, this.run.input);
      const input = await readInput(this.job, this.run);
      learnSecrets(this.#mask, this.job, input);
      const results = await this.#results();
      // Asked to stop before it began, as a run is that was cancelled while it was handed back.
      if (this.#stop.reason !== undefined) return { kind: 'aborted', reason: this.#stop.reason };
      return await this.#runOrCollect(input, results);
    } catch (error) {
      if (isFromNewerBuild(error)) return { kind: 'snoozed', delayMs: NEWER_BUILD_WAIT_MS };
      return { kind: 'failed', error };
    }
  }

  async #results(): Promise<object> {
    if (this.run.flowId === null || this.job.dependsOn.length === 0) return {};
    const parents = await this.environment.store.read.parents(this.run.id);
    const done = parents.filter((parent) => parent.state === 'success');
    return Object.fromEntries(done.map((parent) => [parent.job, parent.output]));
  }

  /** The first part of a run is `run`; once what it spawned is final, the second is `collect`. */
  async #runOrCollect(input: unknown, results: object): Promise<AttemptEnd> {
    const { run, job, environment } = this;
    const saved = new SavedCheckpoint({ run, job, attempt: this, environment });
    const spawner = this.#makeSpawner(saved);
    const parts = { run, job, input, results, attempt: this, reporter: this.#reporter, saved, spawner, environment };
    const ctx = attemptContext(parts);
    if (saved.handover === undefined) {
      const end = await this.#runHandler(ctx, () => job.run(ctx));
      return end.kind === 'done' && spawner.isUsed ? this.#handOver(saved, end.output) : end;
    }
    if (run.openChildren > 0) return { kind: 'spawned' };
    const failed = await spawner.intolerable();
    if (failed !== undefined) return { kind: 'failed', error: childFailed(failed) };
    const { collect } = job;
    return collect === null
      ? { kind: 'done', output: saved.handover.output }
      : this.#runHandler(ctx, () => collect(ctx));
  }

  #runHandler(ctx: JobContext, part: () => unknown): Promise<AttemptEnd> {
    const handler = this.#withHooks(ctx, async () => part());
    this.#handler = handler;
    return this.#withDeadline(
      handler.then(
        (value) => this.#returned(value),
        (error: unknown) => this.#threw(error),
      ),
    );
  }

  #withHooks(ctx: JobContext, part: () => Promise<unknown>): Promise<unknown> {
    const { hooks, id: worker } = this.environment;
    if (hooks.length === 0) return part();
    const describe = (error: unknown): RunError => toRunError(error, this.#mask);
    return runWithHooks(hooks, { job: this.job, run: this.run, ctx, worker, describe }, part);
  }

  async #handOver(saved: SavedCheckpoint, output: Json): Promise<AttemptEnd> {
    try {
      await persist(() => saved.saveHandover(output));
      return { kind: 'spawned' };
    } catch (error) {
      return this.#threw(error);
    }
  }

  #makeSpawner(saved: SavedCheckpoint): Spawner {
    const { store, prepare } = this.environment;
    return new Spawner({
      run: this.run,
      store,
      prepare,
      marks: () => saved.spawns,
      saveMark: (name, mark) => saved.saveSpawn(name, mark),
      refuseUnlessHeld: (answer) => saved.refuseUnlessHeld(answer),
      stopFor: (cancel) => {
        const reason = cancelled(cancel);
        this.abort(reason);
        throw reason;
      },
    });
  }

  /** Aborts at the timeout, and gives up waiting when an aborted handler outlives its grace. */
  async #withDeadline(handler: Promise<AttemptEnd>): Promise<AttemptEnd> {
    const { timeoutMs } = this.job;
    const { timers } = this.environment;
    const timeout = timeoutMs === null ? undefined : timers.after(timeoutMs, () => this.abort(timedOut(timeoutMs)));
    try {
      const stuck = this.#stop.givenUp.then((reason): AttemptEnd => ({ kind: 'stuck', reason }));
      return await Promise.race([handler, stuck]);
    } finally {
      timeout?.cancel();
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

  async #writeDown(verdict: Verdict): Promise<void> {
    if (verdict.verb === 'nothing') return this.#events.lost();
    try {
      await persist(async () => {
        await this.#closeReporter();
        const { settle, release } = this.environment;
        const answer = verdict.verb === 'settle' ? await settle(verdict.settlement) : await release(verdict.release);
        this.#comesBackLater = answer.held && verdict.verb === 'release' && verdict.release.delayMs > 0;
        if (answer.held) this.#events.ended(verdict);
        else this.#events.lost();
      });
    } catch (error) {
      reportError(this.environment, `writing down the end of run ${this.run.id}`, error);
    }
  }

  // What was logged must not keep a run from ending: only an unreachable store is waited for.
  async #closeReporter(): Promise<void> {
    try {
      await this.#reporter.close();
    } catch (error) {
      if (isUnreachable(error)) throw error;
      reportError(this.environment, `storing the log of run ${this.run.id}`, error);
    }
  }

  #makeReporter(): Reporter {
    const { environment, run } = this;
    return new Reporter({
      limits: environment.limits,
      mask: this.#mask,
      done: itemsDone(readSavedState(run.checkpoint)),
      now: () => environment.clock.now(),
      send: async (report) => {
        const answer = await environment.report({ lease: this.lease, ...report });
        if (!answer.held) this.abort(leaseLost());
        if (report.progress) this.#events.progress(report.progress);
      },
      onError: (error) => reportError(environment, `storing the progress of run ${run.id}`, error),
      onLog: (level, message, fields) => {
        environment.logger[level](message, { runId: run.id, job: run.job, ...fields });
        this.#events.log(level, message, fields);
      },
    });
  }
}

/** The run is not this build's: it stays for a worker that knows its version. */
function isFromNewerBuild(error: unknown): boolean {
  return error instanceof NightshiftError && error.code === 'NEWER_VERSION';
}
