import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';
import { InvalidInputError } from '../errors.js';
import { maskIssues, maskThrown } from '../redaction/mask-issues.js';
import type { SecretJob } from '../redaction/secrets-of.js';

export { inputJsonSchema, type JsonSchema } from './json-schema.js';

/**
 * Applies a job's schema to an input.
 *
 * @returns the input with the schema's defaults and coercions.
 * @throws InvalidInputError with every path and reason, the values of secret fields left out.
 */
export async function parseInput<Schema extends StandardSchemaV1>(
  job: SecretJob & { readonly name: string; readonly input: Schema },
  input: unknown,
): Promise<StandardSchemaV1.InferOutput<Schema>> {
  const result = await validate(job, input);
  if (result.issues === undefined) return result.value;
  throw new InvalidInputError(job.name, maskIssues(result.issues, job, input));
}

async function validate<Schema extends StandardSchemaV1>(
  job: SecretJob & { readonly input: Schema },
  input: unknown,
): Promise<StandardSchemaV1.Result<StandardSchemaV1.InferOutput<Schema>>> {
  try {
    return await job.input['~standard'].validate(input);
  } catch (error) {
    throw maskThrown(error, job, input);
  }
}

/** A schema for jobs without input: nothing, or an empty object. */
export const noInput: StandardSchemaV1<NoInput | undefined, NoInput> &
  StandardJSONSchemaV1<NoInput | undefined, NoInput> = {
  '~standard': {
    version: 1,
    vendor: 'nightshift',
    validate: (value) =>
      isEmpty(value) ? { value: {} } : { issues: [{ message: 'Expected no input; this job takes none.' }] },
    jsonSchema: {
      input: () => ({ type: 'object', properties: {}, additionalProperties: false }),
      output: () => ({ type: 'object', properties: {}, additionalProperties: false }),
    },
  },
};

export type NoInput = Readonly<Record<string, never>>;

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}
