import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '@nightshift/core';

const packages = new URL('../../', import.meta.url);
const sources = readdirSync(packages, { recursive: true, encoding: 'utf8' })
  .filter((file) => /^[^/]+\/src\/.*\.ts$/.test(file) && file !== 'core/src/errors.ts')
  .map((file) => readFileSync(new URL(file, packages), 'utf8'));

describe('error codes', () => {
  it('are all documented, and nothing documented is missing', () => {
    const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    const documented = [...page.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map((match) => match[1]);
    expect(documented.sort()).toEqual([...ERROR_CODES].sort());
  });

  it('are all used', () => {
    const unused = ERROR_CODES.filter((code) => !sources.some((source) => source.includes(`'${code}'`)));
    // RunFailedError chooses between its two codes where it is declared.
    expect(unused).toEqual(['RUN_FAILED']);
  });
});
