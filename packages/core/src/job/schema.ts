import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';
import { InvalidInputError, type InputIssue } from '../errors.js';

/**
 * Applies a job's schema to an input.
 *
 * @returns the input with the schema's defaults and coercions.
 * @throws InvalidInputError with every path and reason.
 */
export async function parseInput<Schema extends StandardSchemaV1>(
  job: { readonly name: string; readonly input: Schema },
  input: unknown,
): Promise<StandardSchemaV1.InferOutput<Schema>> {
  const result = await job.input['~standard'].validate(input);
  if (result.issues === undefined) return result.value;
  throw new InvalidInputError(job.name, result.issues.map(toIssue));
}

function toIssue(issue: StandardSchemaV1.Issue): InputIssue {
  const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
  return { path, message: issue.message };
}

/** The part of JSON Schema (2020-12) that forms and command-line options are made from. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/**
 * The JSON Schema of a job's input, for schema libraries that can tell (zod 4.2 and later, and others that follow
 * Standard JSON Schema); undefined otherwise.
 */
export function inputJsonSchema(schema: StandardSchemaV1): JsonSchema | undefined {
  const standard = schema['~standard'] as StandardSchemaV1.Props & Partial<StandardJSONSchemaV1.Props>;
  if (standard.jsonSchema === undefined) return undefined;
  return standard.jsonSchema.input({ target: 'draft-2020-12', libraryOptions: { unrepresentable: 'any' } });
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
