/** When a job runs by itself. */
export interface ScheduleOptions {
  /** Five fields (minute first), six with seconds, or an alias such as `@daily`. */
  readonly cron: string;
  /** IANA time zone that the fields are read in. Default `UTC`. */
  readonly timeZone?: string;
  /** Input of the runs it makes. Default: none. */
  readonly input?: unknown;
  /** False: stands in the catalogue and stays off until the host turns it on in `createJobs`. Default true. */
  readonly enabled?: boolean;
}
