import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { suites } from '../src/conformance/suites.js';

const page = readFileSync(new URL('../../../docs/promises.md', import.meta.url), 'utf8');
const [, byStore = ''] = page.split('## By store');
const rows =
  byStore
    .split('## ')[0]
    ?.split('\n')
    .filter((line) => /^\| \d+\. /.test(line)) ?? [];

/** The names of suites in the second column. */
function named(row: string): string[] {
  const [, , column = ''] = row.split('|');
  return [...column.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');
}

describe('the table of promises', () => {
  it('has all fifteen, each with a suite', () => {
    expect(rows.map((row) => Number.parseInt(row.slice(2), 10))).toEqual(Array.from({ length: 15 }, (_, n) => n + 1));
    for (const row of rows) expect(named(row), row).not.toEqual([]);
  });

  it('names suites that exist', () => {
    const known = suites.map((suite) => suite.name);
    expect(known).toEqual(expect.arrayContaining([...new Set(rows.flatMap(named))]));
  });

  it('leaves out no suite', () => {
    const used = new Set(rows.flatMap(named));
    expect(suites.map((suite) => suite.name).filter((name) => !used.has(name))).toEqual([]);
  });
});
