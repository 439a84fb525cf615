// Defining jobs
export { defineJob } from './job/define-job.js';
export { requires } from './job/job.js';
export type {
  AnyJob,
  DependencyOption,
  Job,
  JobDefinition,
  JobEdge,
  OutputOf,
  Requirement,
  ResultsOf,
  Upcast,
  UpcastCheckpoint,
} from './job/job.js';
export type { InputOf, JobOutput, JobTypes, TypedJob, TypesOf } from './job/job-types.js';
export type {
  Checkpoint,
  JobContext,
  JobState,
  LogFields,
  ProgressReporter,
  RunFacts,
  RunLogger,
} from './job/job-context.js';
export { Outcome, RetryAfter, Snooze } from './job/outcome.js';
export { exponential, fixed, linear, type Backoff, type Jitter, type RetryPolicy } from './job/retry-policy.js';
export type { MissedPolicy, OverlapPolicy, ScheduleOptions, SchedulePolicies } from './job/schedule-options.js';
export { inputJsonSchema, parseInput, type JsonSchema, type NoInput } from './job/schema.js';
export { toMilliseconds, type Duration } from './duration.js';

// Working through large inputs
export { Batch, type BatchOptions } from './batches/batch.js';
export type { AutoSize, BatchSize } from './batches/batch-size.js';
export { keyset, type BatchSource, type KeysetSource } from './batches/source.js';

// Limits
export type { ConcurrencyLimit, LimitOptions, QueueLimits, RateLimit, RunLimits } from './job/run-limits.js';

// Fanning out
export type { Child, Spawned, SpawnOptions } from './spawn/spawn-options.js';

// Running jobs
export { createJobs, type JobsOptions, type ServicesOf } from './client/create-jobs.js';
export type { ClientSettings, Retention } from './client/client-settings.js';
export type { EnqueuedFlow } from './client/enqueuer.js';
export { Jobs, type EnqueueItem, type JobReference, type Referenced } from './client/jobs.js';
export type { Operations } from './client/operations.js';
export type { EnqueueArguments, EnqueueOptions } from './client/options.js';
export { JobSchedules, type SavedSchedule } from './client/job-schedules.js';
export type { ProcessedOnce, ProcessOnceEnd } from './client/process-once/processed-once.js';
export type { ProcessOnceOptions } from './client/process-once/process-once-options.js';
export type { WaitOptions } from './client/wait.js';
export type { RunReference, WhyAnswer, WhyReason, WorkerReference } from './client/why-reason.js';
export type { DeadFilter, DeadRun } from './dead/dead-run.js';
export type { RedriveAnswer, RedriveOptions, RedriveRate, RedriveSkip, SkippedRuns } from './dead/redrive-options.js';
export type { PreflightFinding, PreflightProblem, PreflightReport } from './preflight/finding.js';
export { planLevels, type Plan, type PlannedEdge, type PlannedRun, type PlanRequest } from './plan.js';
export { Registry, RESERVED_NAMES } from './registry.js';
export type { ScheduleChoices } from './schedules/reconcile.js';
export type { Worker, WorkerPhase } from './worker/worker.js';
export type { WorkerOptions } from './worker/worker-options.js';
export type { GovernorOptions, ThrottleReason } from './worker/allowance.js';
export type { StuckHandler } from './worker/stuck-handlers.js';
export { readWorkerVariables, type Variables, type WorkerVariables } from './worker/worker-variables.js';
export {
  getAllWorkersHealth,
  initializeAllWorkers,
  shutdownAllWorkers,
  type AllWorkers,
  type AllWorkersOptions,
} from './client/all-workers.js';
export { estimateMs } from './worker/progress-rate.js';
export { RunAborted } from './worker/run-aborted.js';
export type { Limits } from './limits.js';

// Watching
export type { AreaHealth, DeadWorker, HealthOptions, HealthProblem, WorkersHealth } from './health/workers-health.js';
export { workerTakes } from './health/worker-takes.js';
export type { JobEventEmitter, JobEvents, RunHere } from './events.js';
export type { DroppedEvents, JobEvent, RunEvent, RunEventFacts, RunEventKind } from './events/job-event.js';
export type { EventSubscription, SubscribeOptions } from './events/subscribe.js';
export type { EnqueueChanges, EnqueueRequest, Hook, HookedAttempt } from './hooks/hook.js';
export { FleetCounts, type CountsRuns, type QueueCount } from './telemetry/fleet-counts.js';

// Keeping secrets
export { HIDDEN } from './redaction/mask.js';
export { redact, redactInput, redactLogs } from './redaction/redact.js';
export { secret } from './redaction/secret.js';
export { isSecretPath, type SecretJob } from './redaction/secrets-of.js';

// Errors
export * from './errors.js';
export { closest } from './suggestion.js';

// Time, chance, values
export type { Json } from './json.js';
export { systemClock, type Clock, type Random } from './clock.js';
export type { Timer, Timers } from './timers.js';

// Moving a store
export { abandonMove, moveStore } from './move/move.js';
export type { MoveEnd, MoveOptions, MoveReport, MoveStep } from './move/move-report.js';
export type { Difference } from './move/digest.js';

// The seam: what a store implements
export { checkDelayMs, checkDurationMs, checkLimit, checkNewRuns, checkSpawned } from './store/check-arguments.js';
export type * from './store/contract.js';
export type * from './store/lease-renewal.js';
export type * from './store/limits.js';
export type * from './store/new-run.js';
export type * from './store/notifications.js';
export type * from './store/reader.js';
export * from './store/run-record.js';
export { RUN_TRANSITIONS, type RunTransition } from './store/run-transitions.js';
export type * from './store/schedules.js';
export { duplicateSchedule } from './store/duplicate-schedule.js';
export type * from './store/workers.js';
export * from './store/transfer.js';
export * from './store/portable.js';
export { storeMoved } from './store/store-moved.js';
export { memoryStore, type MemoryStoreOptions } from './store/memory/memory-store.js';
