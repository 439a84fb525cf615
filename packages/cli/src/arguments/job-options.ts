import { HIDDEN, inputJsonSchema, isSecretPath, type AnyJob, type JsonSchema } from '@nightshift/core';
import { RESERVED_OPTIONS } from './flags.js';
import { hyphenated } from './tokens.js';

export type OptionType = 'integer' | 'number' | 'boolean' | 'string' | 'array' | 'object' | 'any';

/** An input value of a job, as an option of the command line. */
export interface JobOption {
  readonly name: string;
  readonly type: OptionType;
  /** What an array holds. */
  readonly items: OptionType | null;
  readonly required: boolean;
  readonly default?: unknown;
  readonly choices: readonly string[] | null;
  readonly description: string | null;
  /** Smallest and largest value, in words; null without a bound. */
  readonly range: string | null;
  readonly secret: boolean;
  /** The command uses this name itself: it is reached through `--opts`. */
  readonly reserved: boolean;
  readonly schema: JsonSchema;
}

/** The options of a job; undefined when its schema library cannot tell, and only `--opts` takes its input. */
export function jobOptions(job: AnyJob): JobOption[] | undefined {
  const schema = inputJsonSchema(job.input);
  if (schema?.properties === undefined) return undefined;
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties).map(([name, property]) => {
    const option = jobOption(name, property, required.has(name));
    return isSecretPath(job, [name]) ? hidden(option) : option;
  });
}

/** A secret's default is as secret as its value. */
function hidden(option: JobOption): JobOption {
  const { default: preset, ...schema } = option.schema;
  const secret = { ...option, secret: true, schema };
  return preset === undefined ? secret : { ...secret, default: HIDDEN };
}

function jobOption(name: string, schema: JsonSchema, required: boolean): JobOption {
  const main = mainSchema(schema);
  return {
    name,
    type: typeOf(main),
    items: main.items === undefined ? null : typeOf(mainSchema(main.items)),
    required: required && schema.default === undefined,
    ...(schema.default !== undefined && { default: schema.default }),
    choices: choicesOf(main.items ?? main),
    description: schema.description ?? schema.title ?? main.description ?? null,
    range: rangeOf(main),
    secret: false,
    reserved: RESERVED_OPTIONS.has(name) || RESERVED_OPTIONS.has(hyphenated(name)),
    schema,
  };
}

// Of alternatives, such as a value that may be null, the first that is something.
function mainSchema(schema: JsonSchema): JsonSchema {
  return schema.anyOf?.find((alternative) => alternative.type !== 'null') ?? schema;
}

function typeOf(schema: JsonSchema): OptionType {
  const stated: readonly string[] = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  const type = stated.find((one) => one !== 'null');
  if (type === undefined && schema.enum?.every((value) => typeof value === 'string') === true) return 'string';
  const types: readonly (string | undefined)[] = ['integer', 'number', 'boolean', 'string', 'array', 'object'];
  return types.includes(type) ? (type as OptionType) : 'any';
}

function choicesOf(schema: JsonSchema): string[] | null {
  const values = mainSchema(schema).enum ?? (schema.const === undefined ? undefined : [schema.const]);
  return values === undefined ? null : values.map(String);
}

function rangeOf(schema: JsonSchema): string | null {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const parts = [
    bound(minimum) && `at least ${minimum}`,
    exclusiveMinimum !== undefined && `more than ${exclusiveMinimum}`,
    bound(maximum) && `at most ${maximum}`,
    exclusiveMaximum !== undefined && `less than ${exclusiveMaximum}`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? null : parts.join(', ');
}

// A schema of whole numbers has the bounds of what JavaScript can count; nobody wants to read those.
function bound(value: number | undefined): boolean {
  return value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;
}

/** How an option's value is written in help: `<integer>`, `<a|b>`; nothing for a switch. */
export function placeholder(option: JobOption): string {
  if (option.type === 'boolean') return '';
  const one = option.choices === null ? (option.items ?? option.type) : option.choices.join('|');
  return option.type === 'array' ? `<${one},…>` : `<${option.type === 'any' ? 'value' : one}>`;
}
