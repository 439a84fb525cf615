import pg from 'pg';
import type { Portion } from '../../order.js';
import { payloads } from '../../payload.js';

const BULK = 1_000;

/** Does with three bare statements what the library does for a run, in the batch sizes that a worker really had. */
export interface BareTask {
  readonly kind: 'bare';
  readonly url: string;
  /** Where `run` and `run_history` are. */
  readonly schema: string;
  readonly runs: Portion;
  readonly claims: readonly number[];
  readonly settles: readonly number[];
}

export interface BareResult {
  readonly insertPerSecond: number;
  readonly drainPerSecond: number;
}

export async function bare(task: BareTask): Promise<BareResult> {
  const [claimer, settler] = [new pg.Client(task.url), new pg.Client(task.url)];
  await Promise.all([claimer.connect(), settler.connect()]);
  // What the library's own statements have, so that no plan waits for statistics.
  for (const client of [claimer, settler]) {
    await client.query(`set search_path = "${task.schema}"`);
    await client.query('set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off');
  }
  const insertPerSecond = await insertAll(claimer, task.runs);
  const drainPerSecond = await drain({ claimer, settler }, task);
  await Promise.all([claimer.end(), settler.end()]);
  return { insertPerSecond, drainPerSecond };
}

const INSERT = `
insert into run (id, job, queue, state, input, priority, max_attempts, run_at, trigger, created_at)
select id, 'no-op', 'default', 'queued', input::json, 0, 1, statement_timestamp(), 'api', statement_timestamp()
  from unnest($1::uuid[], $2::text[]) as new (id, input)`;

const CLAIM = `
update run
   set state = 'running', worker = $2, token = token + 1, attempt = attempt + 1, started_at = statement_timestamp(),
       lease_expires_at = statement_timestamp() + interval '30 seconds'
 where id = any (array(
         select id from run where state = 'queued' and limit_key is null
          order by priority desc, run_at, id limit $1 for update skip locked
       ))
returning id, input::text`;

const SETTLE = `
with ended as (delete from run where id = any ($1::uuid[]) returning *)
insert into run_history (
  id, job, queue, state, input, priority, attempt, max_attempts, attempts, run_at, trigger, token, created_at, started_at, finished_at
)
select id, job, queue, 'success', input, priority, attempt, max_attempts, attempts, run_at, trigger, token, created_at, started_at,
       statement_timestamp()
  from ended`;

async function insertAll(client: pg.Client, runs: Portion): Promise<number> {
  const total = runs.warmUp + runs.measured;
  const watch = new StopWatch(runs);
  for (let first = 0; first < total; first += BULK) {
    const inputs = payloads(first, Math.min(BULK, total - first)).map((payload) => JSON.stringify(payload));
    const ids = inputs.map((_, index) => idOf(first + index));
    await client.query({ name: 'insert', text: INSERT, values: [ids, inputs] });
    watch.done(inputs.length);
  }
  return watch.perSecond;
}

// Rising, as the library's are.
function idOf(index: number): string {
  return `00000000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;
}

/** Claims on one connection and settles on the other, each batch as soon as its runs are there. */
async function drain(
  { claimer, settler }: { readonly claimer: pg.Client; readonly settler: pg.Client },
  { runs, claims, settles }: BareTask,
): Promise<number> {
  const total = runs.warmUp + runs.measured;
  const watch = new StopWatch(runs);
  const claimed: string[] = [];
  let settling = Promise.resolve();
  let begun = 0;
  const settle = (ids: string[]): void => {
    settling = settling.then(async () => {
      const { rowCount } = await settler.query({ name: 'settle', text: SETTLE, values: [ids] });
      if (rowCount !== ids.length) throw new Error(`settled ${String(rowCount)} of ${ids.length}`);
      watch.done(ids.length);
    });
  };
  const sizes = sizesOf(settles, total);
  for (const size of sizesOf(claims, total)) {
    const { rows } = await claimer.query<{ id: string }>({ name: 'claim', text: CLAIM, values: [size, 'bare'] });
    if (rows.length !== size) throw new Error(`claimed ${rows.length} of ${size}`);
    claimed.push(...rows.map(({ id }) => id));
    while (claimed.length >= (sizes[begun] ?? Number.POSITIVE_INFINITY)) settle(claimed.splice(0, sizes[begun++]));
  }
  await settling;
  return watch.perSecond;
}

/** The given sizes, over and over, until they make up so many runs. */
function sizesOf(sizes: readonly number[], runs: number): number[] {
  if (!sizes.some((size) => size > 0)) throw new RangeError('Expected a batch of one run or more; received none.');
  const all: number[] = [];
  let left = runs;
  for (let i = 0; left > 0; i++) {
    const size = Math.min(left, sizes[i % sizes.length] ?? 0);
    if (size > 0) all.push(size);
    left -= size;
  }
  return all;
}

/** Takes the time from the end of the warm-up to the end. */
class StopWatch {
  #done = 0;
  #warm: { readonly done: number; readonly at: number };
  #at: number;

  constructor(private readonly runs: Portion) {
    this.#at = performance.now();
    this.#warm = { done: 0, at: this.#at };
  }

  done(runs: number): void {
    const wasCold = this.#done < this.runs.warmUp;
    this.#done += runs;
    this.#at = performance.now();
    if (wasCold && this.#done >= this.runs.warmUp) this.#warm = { done: this.#done, at: this.#at };
  }

  get perSecond(): number {
    return ((this.#done - this.#warm.done) / (this.#at - this.#warm.at)) * 1_000;
  }
}
