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
  return applySchema(job, input);
}

/** As {@link parseInput}, and at once where the schema answers at once, as most do. */
export function applySchema<Schema extends StandardSchemaV1>(
  job: SecretJob & { readonly name: string; readonly input: Schema },
  input: unknown,
): StandardSchemaV1.InferOutput<Schema> | Promise<StandardSchemaV1.InferOutput<Schema>> {
  type Output = StandardSchemaV1.InferOutput<Schema>;
  const accept = (result: StandardSchemaV1.Result<Output>): Output => {
    if (result.issues === undefined) return result.value;
    throw new InvalidInputError(job.name, maskIssues(result.issues, job, input));
  };
  const refuse = (error: unknown): never => {
    throw maskThrown(error, job, input);
  };
  let result: StandardSchemaV1.Result<Output> | Promise<StandardSchemaV1.Result<Output>>;
  try {
    result = job.input['~standard'].validate(input);
  } catch (error) {
    return refuse(error);
  }
  return 'then' in result ? result.catch(refuse).then(accept) : accept(result);
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
