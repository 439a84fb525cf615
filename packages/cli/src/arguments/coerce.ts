import { closest } from '@nightshift/core';
import { UsageError } from '../usage-error.js';
import type { JobOption, OptionType } from './job-options.js';
import { jsonFault } from './json-fault.js';

const WORDS: Readonly<Record<OptionType, string>> = {
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  string: 'text',
  array: 'a list',
  object: 'a JSON object',
  any: 'a value',
};

/**
 * The value of a job's option from what was typed, by the type that its schema states. The schema itself is applied later.
 *
 * @throws UsageError naming the option, what was expected and what was received.
 */
export function coerceOption(option: JobOption, typed: readonly (string | boolean)[]): unknown {
  if (option.type === 'array') return typed.flatMap((value) => listItems(option, String(value)));
  if (typed.length > 1) {
    throw new UsageError(`--${option.name} was given ${typed.length} times; it takes one value.`);
  }
  return coerce(option, option.type, typed[0] ?? '');
}

function listItems(option: JobOption, text: string): unknown[] {
  if (text.trimStart().startsWith('[')) return json(option, text) as unknown[];
  return text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => coerce(option, option.items ?? 'any', part));
}

function coerce(option: JobOption, type: OptionType, value: string | boolean): unknown {
  if (typeof value === 'boolean') return value;
  if (value === 'null' && allowsNull(option)) return null;
  if (option.choices !== null) return choice({ ...option, type, choices: option.choices }, value);
  switch (type) {
    case 'integer':
    case 'number':
      return number(option, type, value);
    case 'boolean':
      return value === 'true' || (value === 'false' ? false : refuse(option, type, value));
    case 'object':
      return json(option, value);
    case 'string':
    case 'array':
    case 'any':
      return value;
  }
}

function number(option: JobOption, type: OptionType, text: string): number {
  const value = Number(text);
  const good = text.trim() !== '' && (type === 'integer' ? Number.isInteger(value) : Number.isFinite(value));
  return good ? value : refuse(option, type, text);
}

type Choice = JobOption & { readonly choices: readonly string[] };

function choice(option: Choice, value: string): unknown {
  const { choices, type } = option;
  if (choices.includes(value)) return type === 'integer' || type === 'number' ? Number(value) : value;
  const near = closest(value, choices);
  throw new UsageError(
    `Expected --${option.name} to be one of ${choices.join(', ')}; received ${shown(option, value)}.`,
    near === undefined ? [] : [`Did you mean ${near}?`],
  );
}

function json(option: JobOption, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UsageError(`Expected --${option.name} to be ${WORDS[option.type]}: ${jsonFault(error)}.`);
  }
}

function allowsNull({ schema }: JobOption): boolean {
  const types = [schema, ...(schema.anyOf ?? [])].flatMap((one) => one.type ?? []);
  return types.includes('null');
}

function refuse(option: JobOption, type: OptionType, value: string): never {
  throw new UsageError(`Expected --${option.name} to be ${WORDS[type]}; received ${shown(option, value)}.`);
}

function shown(option: JobOption, value: string): string {
  return option.secret ? 'something else' : JSON.stringify(value);
}
