import type { StandardSchemaV1 } from '@standard-schema/spec';
import { toMilliseconds } from '../duration.js';
import { NightshiftError } from '../errors.js';
import { checkPath } from '../redaction/secret-shape.js';
import { checkSchedule } from '../schedules/schedule-rule.js';
import type { DependencyOption, Job, JobDefinition, JobEdge, OutputOf, ResultsOf } from './job.js';
import { exponential, type RetryPolicy } from './retry-policy.js';
import { readLimits } from './run-limits.js';
import { noInput, type NoInput } from './schema.js';

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const LONGEST_NAME = 100;

/** Stands for the output of a `collect` that a definition does not have. */
interface NoCollect {
  readonly noCollect: never;
}

type NoInputSchema = StandardSchemaV1<NoInput | undefined, NoInput>;

/**
 * Defines a job: a value, without a connection or a side effect. Hand it to `createJobs` to run it.
 *
 * Types flow from here: the input from its schema, the output from what `run` returns, the services from `requires`,
 * the results of dependencies from `dependsOn`.
 *
 * @throws NightshiftError `INVALID_DEFINITION` for a bad name, `INVALID_OPTION` for a bad duration or schedule.
 * @example
 * import { defineJob } from '@nightshift/core';
 * import { z } from 'zod';
 *
 * export const greet = defineJob({
 *   name: 'greet',
 *   description: 'Greets somebody.',
 *   input: z.object({ name: z.string() }),
 *   async run(ctx) {
 *     ctx.log.info(`Hello, ${ctx.input.name}`);
 *     return { greeted: ctx.input.name };
 *   },
 * });
 */
export function defineJob<
  const Name extends string,
  Returned,
  Collected = NoCollect,
  Schema extends StandardSchemaV1 = NoInputSchema,
  Services extends object = object,
  Tx = never,
  const Needs extends readonly DependencyOption[] = readonly [],
>(
  definition: JobDefinition<Name, Schema, Returned, Collected, Services, Tx, Needs>,
): Job<
  Name,
  {
    input: StandardSchemaV1.InferInput<Schema>;
    parsed: StandardSchemaV1.InferOutput<Schema>;
    output: OutputOf<Collected extends NoCollect ? Returned : Collected>;
    services: Services;
    results: ResultsOf<Needs>;
    tx: Tx;
  }
> {
  assertName('name', definition.name);
  if (definition.group !== undefined) assertName('group', definition.group);
  if (definition.queue !== undefined) assertName('queue', definition.queue);
  if (definition.schedule !== undefined) checkSchedule(`Job "${definition.name}"`, definition.schedule);
  return Object.freeze({
    name: definition.name,
    description: definition.description,
    group: definition.group ?? null,
    queue: definition.queue ?? 'default',
    input: definition.input ?? noInput,
    dependsOn: (definition.dependsOn ?? []).map((need) => toEdge(need, 'cancel')),
    after: (definition.after ?? []).map((job) => toEdge(job, 'continue')),
    retry: completeRetry(definition.name, definition.retry),
    timeoutMs: definition.timeout === undefined ? null : toMilliseconds(definition.timeout, 'timeout'),
    graceMs: toMilliseconds(definition.grace ?? '10s', 'grace'),
    priority: checkPriority(definition.priority ?? 0),
    limits: readLimits(definition.name, definition),
    version: checkVersion(definition.name, definition.version ?? 1),
    upcast: definition.upcast ?? null,
    upcastCheckpoint: definition.upcastCheckpoint ?? null,
    schedule: definition.schedule ?? null,
    secrets: checkSecrets(definition.secrets ?? []),
    collect:
      definition.collect === undefined
        ? null
        : (ctx: Parameters<typeof definition.run>[0]) => definition.collect?.(ctx),
    run: (ctx: Parameters<typeof definition.run>[0]) => definition.run(ctx),
  });
}

function checkSecrets(paths: readonly string[]): readonly string[] {
  for (const path of paths) checkPath(path);
  return [...paths];
}

function toEdge(need: DependencyOption, onFailure: JobEdge['onFailure']): JobEdge {
  return 'job' in need ? need : { job: need, onFailure };
}

function assertName(field: string, name: string): void {
  if (name.length <= LONGEST_NAME && NAME.test(name)) return;
  const shown = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}… (${name.length} characters)` : name;
  throw new NightshiftError(
    'INVALID_DEFINITION',
    `Expected a job's ${field} to be lower-case words joined by hyphens, at most ${LONGEST_NAME} characters, such as "match-scores"; received ${JSON.stringify(shown)}.`,
  );
}

function completeRetry(job: string, retry: RetryPolicy = {}): Required<RetryPolicy> {
  const attempts = retry.attempts ?? 5;
  if (!Number.isInteger(attempts) || attempts < 1 || attempts > 10_000) {
    throw new NightshiftError(
      'INVALID_DEFINITION',
      `Expected retry.attempts of job "${job}" to be a whole number from 1 to 10000; received ${attempts}.`,
    );
  }
  return { attempts, backoff: retry.backoff ?? exponential(), retryIf: retry.retryIf ?? (() => true) };
}

function checkVersion(job: string, version: number): number {
  if (Number.isInteger(version) && version >= 1 && version < 2 ** 31) return version;
  throw new NightshiftError(
    'INVALID_DEFINITION',
    `Expected version of job "${job}" to be a whole number from 1; received ${version}.`,
  );
}

/** @internal Shared with the client, which takes a priority per run. */
export function checkPriority(priority: number): number {
  if (Number.isInteger(priority) && priority >= -100 && priority <= 100) return priority;
  throw new NightshiftError(
    'INVALID_OPTION',
    `Expected priority to be a whole number from -100 to 100; received ${priority}.`,
  );
}
