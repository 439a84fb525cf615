// Testing a store
export { manualClock, type ManualClock } from './manual-clock.js';
export { storeConformance, type StoreConformanceOptions, type TestFunctions } from './conformance/store-conformance.js';
export type { OpenTransaction, Power, Skip, StoreTarget, Without } from './conformance/target.js';

// Testing jobs
export { seededRandom } from './seeded-random.js';
export { virtualClock, type VirtualClock } from './virtual-clock/virtual-clock.js';
export { runJob, type AttemptSettings, type JobRun, type RunJobOptions } from './job-run/run-job.js';
export type { AttemptOutcome } from './job-run/attempt-outcome.js';
export type { EnqueueCall, SpawnCall } from './job-run/recorded-calls.js';
export type { Cursors } from './job-run/recorded-store.js';
export { drain, type Drainable, type DrainedRuns, type DrainOptions } from './drain/drain.js';
export { exploreCrashes, type CrashesExplored, type CrashExploration } from './crash-points/explore-crashes.js';
export type { CrashOutcome } from './crash-points/lived-run.js';

// Testing a store under faults
export { startTcpProxy, type TcpProxy, type TcpProxyOptions } from './faults/tcp-proxy.js';
export {
  judgeFaults,
  type FaultEvidence,
  type FaultVerdict,
  type SurvivingRun,
  type WorkNote,
} from './faults/judge-faults.js';
