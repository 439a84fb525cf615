import { defineJob } from '@nightshift/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { coerceOption } from './coerce.js';
import { jobOptions, placeholder } from './job-options.js';

const job = defineJob({
  name: 'every-type',
  description: 'Has an option of every type.',
  input: z.object({
    whole: z.coerce.number().int().min(1).max(10),
    part: z.number().optional(),
    flag: z.boolean().default(false),
    word: z.string().nullable().default(null),
    choice: z.enum(['full', 'delta']),
    words: z.array(z.string()).default([]),
    wholes: z.array(z.number().int()).default([]),
    when: z.date().optional(),
    shape: z.object({ rows: z.number() }).optional(),
    key: z.string().optional().meta({ secret: true }),
    json: z.string().optional(),
  }),
  run: () => undefined,
});

const options = jobOptions(job) ?? [];
function option(name: string) {
  const found = options.find((one) => one.name === name);
  if (found === undefined) throw new Error(`No option ${name}`);
  return found;
}

describe('options of a job', () => {
  it('come from its schema', () => {
    expect(options.map((one) => [one.name, one.type, placeholder(one), one.required, one.reserved])).toEqual([
      ['whole', 'integer', '<integer>', true, false],
      ['part', 'number', '<number>', false, false],
      ['flag', 'boolean', '', false, false],
      ['word', 'string', '<string>', false, false],
      ['choice', 'string', '<full|delta>', true, false],
      ['words', 'array', '<string,…>', false, false],
      ['wholes', 'array', '<integer,…>', false, false],
      ['when', 'any', '<value>', false, false],
      ['shape', 'object', '<object>', false, false],
      ['key', 'string', '<string>', false, false],
      ['json', 'string', '<string>', false, true],
    ]);
    expect([option('whole').range, option('part').range, option('wholes').range]).toEqual([
      'at least 1, at most 10',
      null,
      null,
    ]);
    expect([option('key').secret, option('word').secret]).toEqual([true, false]);
  });

  it.each([
    ['whole', ['8'], 8],
    ['whole', ['-5'], -5],
    ['part', ['0.5'], 0.5],
    ['flag', [false], false],
    ['word', ['8'], '8'],
    ['word', ['null'], null],
    ['choice', ['delta'], 'delta'],
    ['words', ['a,b', 'c'], ['a', 'b', 'c']],
    ['wholes', ['1,2'], [1, 2]],
    ['wholes', ['[3,4]'], [3, 4]],
    ['when', ['2026-05-01'], '2026-05-01'],
    ['shape', ['{"rows":3}'], { rows: 3 }],
  ])('read %s from %j', (name, typed, value) => {
    expect(coerceOption(option(name), typed)).toEqual(value);
  });

  it.each([
    ['whole', ['8.5'], 'Expected --whole to be a whole number; received "8.5".'],
    ['whole', [''], 'received ""'],
    ['part', ['NaN'], 'Expected --part to be a number'],
    ['choice', ['deltas'], 'one of full, delta'],
    ['shape', ['{rows'], 'Expected --shape to be a JSON object'],
    ['word', ['a', 'b'], '--word was given 2 times'],
  ])('refuse for %s %j', (name, typed, message) => {
    expect(() => coerceOption(option(name), typed)).toThrow(message);
  });
});
