import type { JobEventEmitter } from '../events.js';
import type { Registry } from '../registry.js';
import type { EnqueueAnswer } from '../store/contract.js';
import type { AttemptRecord, FinalState } from '../store/run-record.js';
import { Counter, Histogram, type MetricFamily, type Spread, type Tally } from './metric-family.js';

/** Seconds, from what a cache answers to what takes a night. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200];

// No job can have this name, so it is nobody else's label.
const UNKNOWN = '_unknown';

/** Counts what this process does. Labels are names of the registry and words of the engine, so there is a bound to them. */
export class RunMetrics {
  readonly #registry: Registry;
  readonly #jobs = new Map<string, JobTallies>();
  readonly #enqueued = new Counter(
    'nightshift_runs_enqueued_total',
    'Runs that this process enqueued, by what became of it.',
  );
  readonly #started = new Counter('nightshift_attempts_started_total', 'Attempts that began in this process.');
  readonly #ended = new Counter(
    'nightshift_attempts_ended_total',
    'Attempts that this process wrote the end of, by outcome.',
  );
  readonly #settled = new Counter('nightshift_runs_settled_total', 'Runs that this process made final, by state.');
  readonly #seconds = new Histogram(
    'nightshift_attempt_duration_seconds',
    'How long attempts took that ended in this process.',
    SECONDS,
  );
  readonly #stuck = new Counter(
    'nightshift_attempts_stuck_total',
    'Handlers that ignored their abort and were given up.',
  );
  readonly #lost = new Counter('nightshift_leases_lost_total', 'Attempts whose run another worker had taken over.');
  readonly #errors = new Counter(
    'nightshift_worker_errors_total',
    'Failures that no caller waits for; they are tried again.',
  );

  constructor(events: JobEventEmitter, registry: Registry) {
    this.#registry = registry;
    events.on('run:enqueued', ({ job, outcome }) => {
      const tallies = this.#of(job);
      (tallies.enqueued[outcome] ??= this.#enqueued.of({ job: tallies.job, outcome })).value += 1;
    });
    events.on('run:started', ({ job }) => {
      const tallies = this.#of(job);
      (tallies.started ??= this.#started.of({ job: tallies.job })).value += 1;
    });
    events.on('run:released', (event) => this.#end(event, event.outcome));
    events.on('run:settled', (event) => {
      const tallies = this.#of(event.job);
      (tallies.settled[event.state] ??= this.#settled.of({ job: tallies.job, state: event.state })).value += 1;
      this.#end(event, event.state);
    });
    events.on('run:stuck', ({ job }) => this.#stuck.add({ job: this.#known(job) }));
    events.on('run:lost', ({ job }) => this.#lost.add({ job: this.#known(job) }));
    events.on('worker:error', () => this.#errors.add());
  }

  families(): MetricFamily[] {
    const all = [this.#enqueued, this.#started, this.#ended, this.#settled, this.#seconds, this.#stuck, this.#lost];
    return [...all, this.#errors].map((metric) => metric.family());
  }

  #end(event: { readonly job: string; readonly durationMs: number }, outcome: AttemptRecord['outcome']): void {
    const tallies = this.#of(event.job);
    const { job } = tallies;
    (tallies.ended[outcome] ??= this.#ended.of({ job, outcome })).value += 1;
    // An attempt whose worker died took nobody knows how long.
    if (event.durationMs <= 0) return;
    this.#seconds.observe((tallies.seconds ??= this.#seconds.of({ job })), event.durationMs / 1_000);
  }

  #of(job: string): JobTallies {
    const name = this.#known(job);
    let tallies = this.#jobs.get(name);
    if (tallies === undefined) this.#jobs.set(name, (tallies = { job: name, enqueued: {}, settled: {}, ended: {} }));
    return tallies;
  }

  #known(job: string): string {
    return this.#registry.find(job) === undefined ? UNKNOWN : job;
  }
}

/** The tallies of one job at hand: every run adds to several. */
interface JobTallies {
  readonly job: string;
  readonly enqueued: Partial<Record<EnqueueAnswer['outcome'], Tally>>;
  readonly settled: Partial<Record<FinalState, Tally>>;
  readonly ended: Partial<Record<AttemptRecord['outcome'], Tally>>;
  started?: Tally;
  seconds?: Spread;
}
