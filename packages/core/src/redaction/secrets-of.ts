import type { StandardSchemaV1 } from '@standard-schema/spec';
import { inputJsonSchema, type JsonSchema } from '../job/json-schema.js';
import { CLEAR, HIDDEN, ValueMask, type Mask } from './mask.js';
import { secretShape, shapesBelow, unfold, type SecretShape } from './secret-shape.js';

/** The part of a job that says what is secret. */
export interface SecretJob {
  readonly input: StandardSchemaV1;
  /** Paths, for what the schema cannot mark. */
  readonly secrets?: readonly string[];
}

// A definition never changes, so what its schema says is worked out once; the entry goes with the definition.
const shapes = new WeakMap<SecretJob, { readonly shape: SecretShape | undefined }>();

/** Where a job's secrets are; undefined for a job without. */
export function secretsOf(job: SecretJob): SecretShape | undefined {
  const known = shapes.get(job);
  if (known !== undefined) return known.shape;
  const shape = secretShape(schemaThatMarks(job), job.secrets ?? []);
  shapes.set(job, { shape });
  return shape;
}

/** The mask for a job with these inputs; more can be learnt by {@link learnSecrets}. */
export function maskFor(job: SecretJob, ...inputs: readonly unknown[]): Mask {
  if (secretsOf(job) === undefined) return CLEAR;
  const mask = new ValueMask();
  for (const input of inputs) learnSecrets(mask, job, input);
  return mask;
}

/** Adds the secrets of an input to a mask made by {@link maskFor}. */
export function learnSecrets(mask: Mask, job: SecretJob, input: unknown): void {
  const shape = secretsOf(job);
  if (shape === undefined || !(mask instanceof ValueMask)) return;
  const found: unknown[] = [];
  replaceSecrets(input, [shape], (value) => found.push(value));
  mask.learn(found);
}

/** The value with every secret of the job's input hidden, whatever its length. */
export function hideSecrets(input: unknown, job: SecretJob): unknown {
  const shape = secretsOf(job);
  return shape === undefined ? input : replaceSecrets(input, [shape], () => HIDDEN);
}

/** The value with its secrets replaced; only what leads to a secret is looked at and copied. */
function replaceSecrets(
  value: unknown,
  given: readonly SecretShape[],
  replacement: (secret: unknown) => unknown,
): unknown {
  const here = unfold(given);
  if (here.length === 0 || value === null || value === undefined) return value;
  if (here.some((shape) => shape.secret)) return replacement(value);
  const within = (item: unknown, name: string): unknown => replaceSecrets(item, shapesBelow(here, name), replacement);
  if (Array.isArray(value)) return value.map((item, index) => within(item, String(index)));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, within(item, name)]));
}

/** Whether a path into the input, as a schema's issue has it, is a secret's or leads into one. */
export function isSecretPath(job: SecretJob, path: readonly string[]): boolean {
  const shape = secretsOf(job);
  let here = shape === undefined ? [] : unfold([shape]);
  for (const name of path) {
    if (here.some((one) => one.secret)) return true;
    here = unfold(shapesBelow(here, name));
  }
  return here.some((one) => one.secret);
}

function schemaThatMarks(job: SecretJob): JsonSchema | undefined {
  try {
    return inputJsonSchema(job.input);
  } catch {
    // A library that has no JSON Schema for this schema can mark nothing by it: the paths say what is secret.
    return undefined;
  }
}
