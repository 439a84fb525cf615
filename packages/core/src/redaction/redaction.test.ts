import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HIDDEN, ValueMask } from './mask.js';
import { secret } from './secret.js';
import { hideSecrets, isSecretPath, maskFor, secretsOf } from './secrets-of.js';

/** A schema of a library that says what its JSON Schema is. */
function stating(schema: Record<string, unknown>) {
  return {
    '~standard': {
      version: 1 as const,
      vendor: 'test',
      validate: (value: unknown) => ({ value }),
      jsonSchema: { input: () => schema, output: () => schema },
    },
  };
}

const silent = { '~standard': { version: 1 as const, vendor: 'test', validate: (value: unknown) => ({ value }) } };

describe('what is secret', () => {
  const cases: [string, Record<string, unknown>, unknown, unknown][] = [
    ['a property', { properties: { a: { secret: true } } }, { a: 1, b: 2 }, { a: HIDDEN, b: 2 }],
    ['by x-secret', { properties: { a: { 'x-secret': true } } }, { a: [1] }, { a: HIDDEN }],
    ['by writeOnly', { properties: { a: { writeOnly: true } } }, { a: { b: 'c' } }, { a: HIDDEN }],
    ['the whole input', { secret: true }, { a: 1 }, HIDDEN],
    ['items', { items: { properties: { t: { secret: true } } } }, [{ t: 1, u: 2 }], [{ t: HIDDEN, u: 2 }]],
    ['places of a tuple', { prefixItems: [{}, { secret: true }] }, [1, 2, 3], [1, HIDDEN, 3]],
    [
      'values of a record, and none that has a schema of its own',
      { properties: { open: { type: 'string' } }, additionalProperties: { secret: true } },
      { open: 'x', other: 'y' },
      { open: 'x', other: HIDDEN },
    ],
    ['an alternative', { anyOf: [{ type: 'null' }, { properties: { a: { secret: true } } }] }, { a: 1 }, { a: HIDDEN }],
    ['null stays', { properties: { a: { secret: true } } }, { a: null }, { a: null }],
    [
      'a reference, also to itself',
      {
        properties: { secretly: { $ref: '#/$defs/a~1b' }, next: { $ref: '#' } },
        $defs: { 'a/b': { secret: true } },
      },
      { secretly: 1, next: { secretly: 2, next: { next: { secretly: 3 } } } },
      { secretly: HIDDEN, next: { secretly: HIDDEN, next: { next: { secretly: HIDDEN } } } },
    ],
    [
      'names of the prototype',
      { properties: { constructor: { secret: true } } },
      { constructor: 1 },
      { constructor: HIDDEN },
    ],
  ];
  it.each(cases)('%s', (...[, schema, value, hidden]) => {
    expect(hideSecrets(value, { input: stating(schema) })).toEqual(hidden);
  });

  it('is found under __proto__ as under any other name', () => {
    const job = { input: stating({ additionalProperties: { secret: true } }) };
    const hidden = hideSecrets(JSON.parse('{"__proto__": {"polluted": "yes"}}'), job);
    expect(JSON.stringify(hidden)).toBe(`{"__proto__":"${HIDDEN}"}`);
    expect(maskFor(job, JSON.parse('{"__proto__": "hush-hush"}')).text('say hush-hush')).toBe(`say ${HIDDEN}`);
  });

  it('is what zod passes on of an optional, defaulted, nullable or changed field', () => {
    const schema = z.object({
      a: secret(z.string()).optional(),
      b: secret(z.string()).default('b'),
      c: secret(z.string()).nullable(),
      d: secret(z.string()).transform((text) => text.length),
      e: z.record(z.string(), secret(z.coerce.number())),
    });
    const given = { a: 'a', b: 'b', c: 'c', d: 'd', e: { f: 1 } };
    expect(hideSecrets(given, { input: schema })).toEqual({
      a: HIDDEN,
      b: HIDDEN,
      c: HIDDEN,
      d: HIDDEN,
      e: { f: HIDDEN },
    });
  });

  it('is what a list of paths says, beside the schema or without one', () => {
    const secrets = ['apiKey', 'card.number', 'items.*.token'];
    const value = { apiKey: 'a', card: { number: 4, name: 'n' }, items: [{ token: 't', id: 1 }] };
    const hidden = { apiKey: HIDDEN, card: { number: HIDDEN, name: 'n' }, items: [{ token: HIDDEN, id: 1 }] };
    expect(hideSecrets(value, { input: silent, secrets })).toEqual(hidden);
    const input = stating({ properties: { apiKey: {}, card: { properties: { name: { secret: true } } } } });
    expect(hideSecrets(value, { input, secrets })).toEqual({ ...hidden, card: { number: HIDDEN, name: HIDDEN } });
  });

  it('is nothing without a mark, nor where a library has no JSON Schema to show', () => {
    expect(secretsOf({ input: stating({ properties: { a: { $ref: '#' } } }) })).toBeUndefined();
    const throwing = stating({});
    throwing['~standard'].jsonSchema.input = () => {
      throw new Error('cannot');
    };
    expect(secretsOf({ input: throwing })).toBeUndefined();
    expect(secretsOf({ input: throwing, secrets: ['a'] })).toBeDefined();
  });

  it('knows the paths of issues', () => {
    const job = { input: silent, secrets: ['card.number'] };
    expect(isSecretPath(job, ['card', 'number'])).toBe(true);
    expect(isSecretPath(job, ['card', 'number', '0'])).toBe(true);
    expect(isSecretPath(job, ['card'])).toBe(false);
    expect(isSecretPath({ input: silent }, ['card'])).toBe(false);
  });
});

describe('the mask', () => {
  it('finds numbers in text, and as whole numbers', () => {
    const mask = maskFor({ input: silent, secrets: ['pin'] }, { pin: 90210 });
    expect(mask.text('pin=90210')).toBe(`pin=${HIDDEN}`);
    expect(mask.json({ pin: 90210, sum: 902101 })).toEqual({ pin: HIDDEN, sum: 902101 });
  });

  it('leaves values of under four characters to their paths', () => {
    const mask = maskFor({ input: silent, secrets: ['pin'] }, { pin: 'abc' });
    expect(mask.text('abc abc')).toBe('abc abc');
    expect(hideSecrets({ pin: 'abc' }, { input: silent, secrets: ['pin'] })).toEqual({ pin: HIDDEN });
  });

  it('hides the longer of two values first', () => {
    const mask = new ValueMask();
    mask.learn(['pass', 'password']);
    expect(mask.text('my password')).toBe(`my ${HIDDEN}`);
  });

  it('finds a value with lone surrogates, which no URL can hold', () => {
    const mask = new ValueMask();
    mask.learn('\ud800secret');
    expect(mask.text(`${encodeURIComponent('\ufffdsecret')} \ud800secret`)).toBe(`${HIDDEN} ${HIDDEN}`);
  });

  it('finds a value of a megabyte', () => {
    const value = 'k'.repeat(2 ** 20);
    const mask = new ValueMask();
    mask.learn(value);
    expect(mask.text(`<${value}>`)).toBe(`<${HIDDEN}>`);
  });

  it('hides everything rather than to look for more than a thousand values', () => {
    const mask = new ValueMask();
    mask.learn(Array.from({ length: 1_001 }, (_, index) => `value-${index}`));
    expect(mask.text('harmless')).toBe(HIDDEN);
    expect(mask.json({ any: 'thing' })).toBe(HIDDEN);
    expect(mask.json(null)).toBeNull();
  });

  it('is nothing for a job without secrets', () => {
    const mask = maskFor({ input: silent }, { a: 'b' });
    const value = { a: 'b' };
    expect(mask.active).toBe(false);
    expect(mask.json(value)).toBe(value);
  });
});
