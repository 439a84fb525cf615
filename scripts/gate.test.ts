import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ESLint } from 'eslint';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { afterEach, describe, expect, it } from 'vitest';
import { root } from './workspace.js';

const eslint = new ESLint({ cwd: root });

/** The rules that fire on a text that stands in the place of an existing file. */
async function lint(text: string, file = 'packages/core/src/index.ts'): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath: join(root, file) });
  return result?.messages.map(({ ruleId }) => ruleId) ?? [];
}

describe('lint', () => {
  it.each([
    ['a default export', 'no-restricted-syntax', 'export default 1;'],
    ['a default export by another name', 'no-restricted-syntax', 'const one = 1;\nexport { one as default };'],
    ['a promise nobody waits for', '@typescript-eslint/no-floating-promises', 'Promise.resolve(1);'],
    ['a promise as a condition', '@typescript-eslint/no-misused-promises', 'if (Promise.resolve(1)) process.exit();'],
    ['any', '@typescript-eslint/no-explicit-any', 'export const one: any = 1;'],
    ['an argument that is any', '@typescript-eslint/no-unsafe-argument', `Number.parseInt(JSON.parse('1'));`],
    [
      'a type imported as a value',
      '@typescript-eslint/consistent-type-imports',
      `import { Worker } from 'node:worker_threads';\nexport type Thread = Worker;`,
    ],
    [
      'an unhandled case',
      '@typescript-eslint/switch-exhaustiveness-check',
      `export function f(kind: 'a' | 'b'): void {\n  switch (kind) {\n    case 'a':\n  }\n}`,
    ],
    ['a thrown text', '@typescript-eslint/only-throw-error', `throw 'text';`],
    ['an empty catch', 'no-empty', 'try {\n  process.exit();\n} catch {}'],
    [
      'a catch with no more than an excuse',
      'no-restricted-syntax',
      'try {\n  process.exit();\n} catch {\n  // Never mind.\n}',
    ],
    ['a rejection thrown away', 'no-restricted-syntax', 'Promise.reject(new Error()).catch(() => {});'],
    ['a loose comparison', 'eqeqeq', 'export const same = (a: unknown, b: unknown): boolean => a == b;'],
    [
      'a blind non-null assertion',
      'no-restricted-syntax',
      'export const first = (list?: string[]): string[] => list!;',
    ],
    ['another package by its path', 'no-restricted-imports', `export * from '../../testing/src/index.js';`],
    ['a library that prints', 'no-console', `console.log('hello');`],
    ['a time of its own', 'no-restricted-syntax', 'export const now = (): number => Date.now();'],
    ['a date of its own', 'no-restricted-syntax', 'export const now = (): Date => new Date();'],
    ['a chance of its own', 'no-restricted-syntax', 'export const chance = (): number => Math.random();'],
    [
      'four positional parameters',
      '@typescript-eslint/max-params',
      'export function f(a: 1, b: 1, c: 1, d: 1): void { process.exit(a + b + c + d); }',
    ],
    ['code from a text', 'no-eval', `eval('1');`],
  ])('refuses %s', async (_, rule, text) => {
    expect(await lint(text)).toContain(rule);
  });

  it.each([
    ['a sleep', 'no-restricted-imports', `import { setTimeout } from 'node:timers/promises';\nawait setTimeout(1);`],
    ['a focused test', 'no-restricted-syntax', `import { it } from 'vitest';\nit.only('runs alone', () => {});`],
  ])('refuses %s in a test', async (_, rule, text) => {
    expect(await lint(text, 'packages/core/test/threads.test.ts')).toContain(rule);
  });

  it('accepts what the repository is made of', async () => {
    const text = `const table = new Float64Array(3);\nexport const sum = (at: number): number => table[at]! + 1;\n`;
    expect(await lint(text)).toEqual([]);
  });
});

describe('import rules', () => {
  let place = '';
  afterEach(() => rm(place, { recursive: true, force: true }));

  /** The rules that fire in a workspace of these files; each package's only dependency is core. */
  async function broken(files: Record<string, string>): Promise<string[]> {
    place = await mkdtemp(join(tmpdir(), 'nightshift-gate-'));
    const packages = new Set(Object.keys(files).flatMap((path) => /^packages\/([^/]+)/.exec(path)?.[1] ?? []));
    await write('package.json', '{}');
    await write('tsconfig.json', '{}');
    for (const name of packages) await write(`packages/${name}/package.json`, manifest(name));
    for (const [path, text] of Object.entries(files)) await write(path, text);
    await mkdir(join(place, 'node_modules/@nightshift'), { recursive: true });
    for (const name of packages) await symlink(`../../packages/${name}`, join(place, 'node_modules/@nightshift', name));
    const options = await extractOptions(join(root, '.dependency-cruiser.js'));
    const { output } = await cruise(['packages'], { ...options, baseDir: place });
    return (output as ICruiseResult).summary.violations.map(({ rule }) => rule.name);
  }

  async function write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(place, path)), { recursive: true });
    await writeFile(join(place, path), text);
  }

  const manifest = (name: string): string =>
    JSON.stringify({
      name: `@nightshift/${name}`,
      exports: { '.': { '@nightshift/source': './src/index.ts', default: './dist/index.js' } },
      dependencies: { '@nightshift/core': '*' },
      devDependencies: { 'for-tests': '*' },
    });

  const empty = 'export {};';
  const importing = (name: string): string => `export * from '@nightshift/${name}';`;

  it.each([
    ['core', 'testing'],
    ['testing', 'adapters-postgres'],
    ['adapters-postgres', 'adapters-redis'],
    ['adapters-postgres', 'testing'],
    ['jobs-domain', 'adapters-postgres'],
    ['adapters-postgres', 'jobs-domain'],
    ['jobs-domain', 'cli'],
    ['cli', 'admin'],
  ])('refuse that %s imports %s', async (from, to) => {
    const found = await broken({
      [`packages/${from}/src/index.ts`]: importing(to),
      [`packages/${to}/src/index.ts`]: empty,
    });
    expect(found.filter((rule) => rule.startsWith('direction-'))).not.toEqual([]);
  });

  it('refuse it by a relative path too', async () => {
    const found = await broken({
      'packages/core/src/index.ts': `export * from '../../testing/src/index.js';`,
      'packages/testing/src/index.ts': empty,
    });
    expect(found).toEqual(expect.arrayContaining(['direction-core-source', 'package-by-name']));
  });

  it.each(['import', 'import type'])('refuse a cycle of `%s`', async (keyword) => {
    const found = await broken({
      'packages/core/src/index.ts': `${keyword} { b } from './b.js';\nexport const a = 1;\nexport type A = typeof b;`,
      'packages/core/src/b.ts': `${keyword} { a } from './index.js';\nexport const b = 1;\nexport type B = typeof a;`,
    });
    expect(found).toContain('no-cycle');
  });

  it('refuse published source that imports a test or a development dependency', async () => {
    const found = await broken({
      'packages/core/src/index.ts': `export * from '../test/fixture.js';`,
      'packages/core/test/fixture.ts': empty,
      'packages/cli/src/index.ts': `export * from 'for-tests';`,
      'node_modules/for-tests/package.json': '{ "name": "for-tests", "main": "index.js" }',
      'node_modules/for-tests/index.js': empty,
    });
    expect(found).toEqual(expect.arrayContaining(['source-without-tests', 'source-without-dev-dependencies']));
  });

  it('refuse an import that resolves to nothing', async () => {
    expect(await broken({ 'packages/core/src/index.ts': `export * from './nowhere.js';` })).toContain('resolvable');
  });

  it('accept that packages import core, and that tests import what their source may not', async () => {
    const found = await broken({
      'packages/core/src/index.ts': empty,
      'packages/testing/src/index.ts': importing('core'),
      'packages/adapters-postgres/src/index.ts': importing('core'),
      'packages/adapters-postgres/test/conformance.test.ts': importing('testing'),
      'packages/jobs-domain/src/index.ts': importing('core'),
      'packages/jobs-domain/test/jobs.test.ts': importing('adapters-postgres'),
    });
    expect(found).toEqual([]);
  });
});
