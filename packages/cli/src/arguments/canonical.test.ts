import { expect, it } from 'vitest';
import { canonicalJson } from './canonical.js';

it('writes equal values the same, whatever the order of their keys', () => {
  const one = canonicalJson({ b: [1, { d: 1, c: undefined }], a: new Date(0) });
  expect(one).toBe(canonicalJson({ a: '1970-01-01T00:00:00.000Z', b: [1, { d: 1 }] }));
  expect(one).not.toBe(canonicalJson({ a: '1970-01-01T00:00:00.000Z', b: [{ d: 1 }, 1] }));
});
