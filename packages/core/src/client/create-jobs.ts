import type { AnyJob } from '../job/job.js';
import type { TypesOf } from '../job/job-types.js';
import type { ClientSettings } from './client-settings.js';
import type { Store } from '../store/contract.js';
import { Jobs } from './jobs.js';

/** What {@link createJobs} takes. */
export type JobsOptions<List extends readonly AnyJob[], Tx> = {
  /** The jobs of this application. */
  readonly jobs: List & AcceptsTransactions<List[number], Tx>;
  /** Where runs live: `memoryStore()`, `pgliteStore()`, `postgresStore()` or another. */
  readonly store: Store<Tx>;
} & ClientSettings &
  ServicesOption<ServicesOf<List[number]>>;

/** The services that all the jobs together need. */
export type ServicesOf<J extends AnyJob> = UnionToIntersection<J extends AnyJob ? TypesOf<J>['services'] : never>;

type ServicesOption<Services> =
  Record<never, never> extends Services ? { readonly services?: Services } : { readonly services: Services };

type UnionToIntersection<Union> = (Union extends unknown ? (value: Union) => void : never) extends (
  value: infer Intersection,
) => void
  ? Intersection
  : never;

/** Refuses jobs whose checkpoints join a kind of transaction that the store does not have. `unknown` is a list of any jobs. */
type AcceptsTransactions<J extends AnyJob, Tx> = unknown extends TypesOf<J>['tx']
  ? unknown
  : [TypesOf<J>['tx']] extends [Tx]
    ? unknown
    : {
        readonly error: 'A job joins transactions of a kind that this store does not have';
        readonly wants: TypesOf<J>['tx'];
      };

/**
 * Brings jobs and a store together: the client that enqueues, plans, reads and makes workers.
 * Nothing is opened until the first call that needs the store.
 *
 * @throws NightshiftError `DUPLICATE_JOB`, `RESERVED_NAME`, or `UNKNOWN_JOB` for a dependency that is not in the list.
 * @example
 * const jobs = createJobs({ jobs: [greet], store: memoryStore() });
 * await jobs.enqueue(greet, { name: 'Ada' });
 * const worker = jobs.worker();
 * await worker.start();
 */
export function createJobs<const List extends readonly AnyJob[], Tx>(
  options: JobsOptions<List, Tx>,
): Jobs<List[number], Tx> {
  // Which services are needed is known to the caller's types alone.
  const { services } = options as { readonly services?: object };
  return new Jobs<List[number], Tx>({ ...options, services });
}
