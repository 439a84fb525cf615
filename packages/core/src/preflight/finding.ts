/** What a build cannot read of what a store holds. */
export type PreflightProblem =
  /** Unfinished runs of a job that is not in the registry. */
  | 'unknown-job'
  /** Unfinished runs that wait for a run of a job that is not in the registry. */
  | 'unknown-dependency'
  /** Inputs that a newer version of the job was given. */
  | 'newer-input'
  /** Inputs of an older version that `upcast` throws on. */
  | 'upcast-failed'
  /** Inputs that the schema refuses, brought up where they are older. */
  | 'input-refused'
  /** Checkpoints that a newer version of the job saved. */
  | 'newer-checkpoint'
  /** Checkpoints of an older version, of a job that does not say how it reads them. */
  | 'older-checkpoint'
  /** Checkpoints of an older version that `upcastCheckpoint` throws on. */
  | 'checkpoint-upcast-failed'
  /** Schedules of a job that is not in the registry. */
  | 'schedule-unknown-job'
  /** Schedules whose cron expression or time zone cannot be read. */
  | 'schedule-rule-invalid'
  /** Schedules whose input the job's schema refuses. */
  | 'schedule-input-refused';

/** One problem of one job, with everything that has it. */
export interface PreflightFinding {
  readonly problem: PreflightProblem;
  readonly job: string;
  /** What exactly, where there is more to say: paths and reasons, versions; never the value of a secret. */
  readonly detail: string | null;
  /** How many runs or schedules have it. */
  readonly count: number;
  /** Ids of the first runs, or names of the first schedules, that have it; at most ten. */
  readonly first: readonly string[];
  /** What to do about it, in a sentence. */
  readonly todo: string;
}

/** What `jobs.preflight` answers. */
export interface PreflightReport {
  /** By problem, job and detail; empty when this build reads everything. */
  readonly findings: readonly PreflightFinding[];
  readonly runsRead: number;
  readonly schedulesRead: number;
}

/** How many ids a finding names. */
export const FIRST_SHOWN = 10;

export const WHAT_TO_DO: Readonly<Record<PreflightProblem, string>> = {
  'unknown-job':
    'Keep the job in this build until its runs are final, keep a worker of the older build, or cancel the runs.',
  'unknown-dependency': 'They start once the runs they wait for are final: see the unknown jobs.',
  'newer-input': 'They wait for a worker of the newer build: deploy that one, or cancel the runs.',
  'upcast-failed': 'Mend `upcast`: with this build the runs fail at once.',
  'input-refused':
    'Raise `version` and give the job an `upcast`, or let the schema take what it took: with this build the runs fail at once.',
  'newer-checkpoint': 'They wait for a worker of the newer build: deploy that one, or cancel the runs.',
  'older-checkpoint':
    'Give the job an `upcastCheckpoint`; where the shape of its checkpoint is the same, one that returns what it is given.',
  'checkpoint-upcast-failed': 'Mend `upcastCheckpoint`: with this build the runs fail at once.',
  'schedule-unknown-job':
    'Remove the schedule with `jobs.schedules.remove`, or keep the job: no worker of this build makes its runs.',
  'schedule-rule-invalid': 'Save the schedule again with an expression and a time zone that this build knows.',
  'schedule-input-refused': 'Save the schedule again with an input that the schema takes: its runs fail at once.',
};
