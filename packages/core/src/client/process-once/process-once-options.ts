import { toMilliseconds, type Duration } from '../../duration.js';
import { NightshiftError } from '../../errors.js';
import { wholeNumber, workerSettings, type WorkerSettings } from '../../worker/worker-options.js';

const SHORTEST_BUDGET_MS = 100;
const LONGEST_BUDGET_MS = 86_400_000;
const SHORTEST_LEASE_MS = 30_000;
/** As long as a function of the platform may take to be gone after its budget. */
const LEASE_SLACK_MS = 5_000;

/** How long and on what `jobs.processOnce` works. */
export interface ProcessOnceOptions {
  /** Milliseconds within which it answers, from 100 to a day. Give a little less than the platform allows the whole call. */
  readonly budgetMs: number;
  /** Runs at the same time. Default 20. */
  readonly concurrency?: number;
  /** Only runs of these queues. Default: all queues. */
  readonly queues?: readonly string[];
  /** Attempts that it begins, at most. Default: as many as the budget allows. */
  readonly limit?: number;
  /** How long before the aborts it stops to claim, so that what runs may finish. Default: a quarter of the budget, at most 25 s. */
  readonly drain?: Duration;
  /** How long aborted handlers may take, at most. Default: a tenth of the budget, at most 5 s. */
  readonly grace?: Duration;
  /** How long runs are lost for when the platform kills the function. Default: the budget and 5 s, at least 30 s. */
  readonly lease?: Duration;
}

/** The options, checked, and how the budget is divided. */
export interface ProcessOnceSettings {
  readonly budgetMs: number;
  readonly limit: number;
  /** When it stops to claim. */
  readonly claimMs: number;
  readonly worker: WorkerSettings;
}

/** @throws NightshiftError `INVALID_OPTION`. */
export function processOnceSettings(options: ProcessOnceOptions): ProcessOnceSettings {
  const { concurrency, queues } = options;
  const budgetMs = checkBudget(options.budgetMs);
  const limit = options.limit === undefined ? Infinity : wholeNumber('limit', options.limit, 1);
  const drain = toMilliseconds(options.drain ?? Math.min(25_000, budgetMs / 4), 'drain');
  const grace = toMilliseconds(options.grace ?? Math.min(5_000, budgetMs / 10), 'grace');
  const lease = options.lease ?? Math.max(SHORTEST_LEASE_MS, budgetMs + LEASE_SLACK_MS);
  // The last part is for writing down how everything ended.
  const claimMs = budgetMs - drain - grace - Math.min(1_000, budgetMs / 20);
  if (claimMs <= 0) {
    throw new NightshiftError(
      'INVALID_OPTION',
      `Expected drain (${drain} ms) and grace (${grace} ms) to leave time to work of budgetMs (${budgetMs} ms): ` +
        'shorten them, or give a larger budget.',
    );
  }
  // The function has its host to itself, and to look less often than every second would waste what it has.
  const own = { drain, grace, lease, governor: false, poll: 1_000 } as const;
  const given = { ...(concurrency !== undefined && { concurrency }), ...(queues && { queues }) };
  return { budgetMs, limit, claimMs, worker: workerSettings({ ...own, ...given }, { limit }) };
}

function checkBudget(budgetMs: unknown): number {
  if (typeof budgetMs === 'number' && budgetMs >= SHORTEST_BUDGET_MS && budgetMs <= LONGEST_BUDGET_MS) return budgetMs;
  throw new NightshiftError(
    'INVALID_OPTION',
    `Expected budgetMs to be a number of milliseconds from ${SHORTEST_BUDGET_MS} to ${LONGEST_BUDGET_MS}; ` +
      `received ${typeof budgetMs === 'number' ? budgetMs : JSON.stringify(budgetMs)}. Give what is left of the time that the platform allows the call.`,
  );
}
