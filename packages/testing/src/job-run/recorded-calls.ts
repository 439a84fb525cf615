import { parseInput, type AnyJob, type EnqueueAnswer, type JobContext } from '@nightshift/core';

/** A `ctx.enqueue` as the handler made it. */
export interface EnqueueCall {
  readonly job: string;
  readonly input: unknown;
  readonly options: object;
}

/** A child that the handler asked for by `ctx.spawn`. */
export type SpawnCall = EnqueueCall;

interface RecordedCalls<J extends AnyJob> {
  /** The job, whose handler's calls are noted. */
  readonly job: J;
  readonly enqueued: readonly EnqueueCall[];
  readonly spawned: readonly SpawnCall[];
}

/** A job that notes what it would enqueue, instead of doing so: the inputs are checked all the same. */
export function recordCalls<J extends AnyJob>(job: J): RecordedCalls<J> {
  const enqueued: EnqueueCall[] = [];
  const spawned: SpawnCall[] = [];
  const enqueue = async (other: AnyJob, input: unknown, options: object = {}): Promise<EnqueueAnswer> => {
    await parseInput(other, input ?? {});
    enqueued.push({ job: other.name, input: input ?? {}, options });
    return { runId: `enqueued-${enqueued.length}`, outcome: 'created' };
  };
  const spawn = async (
    other: AnyJob,
    inputs: Iterable<unknown> | AsyncIterable<unknown>,
    options: { readonly name?: string } = {},
  ): Promise<{ readonly name: string; readonly count: number }> => {
    let count = 0;
    for await (const input of inputs) {
      await parseInput(other, input ?? {});
      spawned.push({ job: other.name, input: input ?? {}, options });
      count += 1;
    }
    return { name: options.name ?? other.name, count };
  };
  return { job: withContext(job, () => ({ enqueue, spawn })), enqueued, spawned };
}

/** The job with parts of its context replaced. */
export function withContext<J extends AnyJob>(job: J, parts: (ctx: JobContext) => object): J {
  const run = (ctx: JobContext): unknown => {
    const replaced = parts(ctx);
    const get = (_: JobContext, name: string | symbol): unknown =>
      Reflect.get(Object.hasOwn(replaced, name) ? replaced : ctx, name);
    return job.run(new Proxy(ctx, { get }));
  };
  return { ...job, run };
}
