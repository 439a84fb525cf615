import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unknownCommands } from './docs/commands.js';
import { examplesOf } from './docs/doc-comments.js';
import { fencesOf } from './docs/fences.js';
import { brokenLinks } from './docs/links.js';
import { programsOf } from './docs/programs.js';
import { missingImports, ownNames } from './docs/public-names.js';
import { runFaults } from './docs/run-programs.js';
import { typeFaults } from './docs/type-check.js';

const fence = (info: string, code: string): string => `\`\`\`${info}\n${code}\n\`\`\`\n`;

describe('programs of a markdown file', () => {
  const programs = (text: string) => programsOf('guide.md', fencesOf(text));

  it('are its TypeScript fences, with the lines they stand on', () => {
    expect(programs(`# Guide\n\n${fence('ts', 'one();\ntwo();')}\n${fence('sh', 'ls')}`)).toEqual([
      { file: 'guide.md', text: 'one();\ntwo();\n', lines: [4, 5], run: true },
    ]);
  });

  it('are joined by `continues`', () => {
    const [program, ...others] = programs(fence('ts', 'const one = 1;') + fence('ts continues', 'one;'));
    expect(program).toMatchObject({ text: 'const one = 1;\none;\n', lines: [2, 5] });
    expect(others).toEqual([]);
  });

  it('are checked and not run with `no-run` and a reason; what stood before is run', () => {
    const found = programs(fence('ts', 'one();') + fence('ts continues no-run needs a server', 'two();'));
    expect(found.map(({ text, run }) => [text, run])).toEqual([
      ['one();\n', true],
      ['one();\ntwo();\n', false],
    ]);
  });

  it.each(['no-run', 'norun x', 'continued'])('refuse the instruction `%s`', (info) => {
    expect(() => programs(fence(`ts ${info}`, 'one();'))).toThrow(/guide\.md:2: expected/);
  });
});

describe('examples in doc comments', () => {
  it('are found with and without a fence', () => {
    const source = [
      '/**',
      ' * Adds.',
      ' *',
      ' * @example',
      ' * add(1,',
      ' *   2);',
      ' * @returns the sum',
      ' */',
      '/**',
      ' * @example',
      ' * ```ts no-run needs a server',
      ' * connect();',
      ' * ```',
      ' */',
    ].join('\n');
    expect(examplesOf(source)).toEqual([
      { line: 5, language: 'ts', info: '', code: 'add(1,\n  2);' },
      { line: 12, language: 'ts', info: 'no-run needs a server', code: 'connect();' },
    ]);
  });

  it('import what they use and do not declare, the nearest scope first', () => {
    const near = ownNames('export function add(): void {}\nexport interface Sum {}', './near.js');
    const far = ownNames('export const add = 1, sub = 2;\nexport const mul = 3;\nexport class Sub {}', './far.js');
    const text = 'const { mul } = add(); ({ Sub: 1 }).Sub; let sum: Sum; new Sub();';
    expect(missingImports(text, [near, undefined, far]).split('\n').join(' ')).toBe(
      `import { add } from './near.js'; import { type Sum } from './near.js'; import { Sub } from './far.js';`,
    );
  });
});

describe('programs', () => {
  let place = '';
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'nightshift-programs-'));
  });
  afterEach(() => rm(place, { recursive: true, force: true }));

  const write = async (name: string, text: string): Promise<string> => {
    await writeFile(join(place, name), text);
    return join(place, name);
  };

  it('with a type error are reported with its line', async () => {
    const file = await write('typed.mts', `export const one = 1;\nexport const two: number = 'two';`);
    expect(typeFaults([file])).toEqual([
      { file, line: 2, message: "Type 'string' is not assignable to type 'number'." },
    ]);
  });

  it('that fail are reported with what they printed', async () => {
    const sound = await write('sound.mjs', 'console.log(1);');
    const failing = await write('failing.mjs', `throw new Error('nope');`);
    const faults = await runFaults([sound, failing]);
    expect(faults).toEqual([{ file: failing, output: expect.stringMatching(/^ended with 1[\s\S]*nope/) }]);
  });

  it('resolve links and headings of markdown files', async () => {
    await write('other.md', '# What it `does`, and why\n');
    const links = '[a](other.md) [b](other.md#what-it-does-and-why) [c](other.md#nothing) [d](gone.md) `[e](gone.md)`';
    expect(brokenLinks(place, 'guide.md', links)).toEqual([
      'guide.md: no heading for the link to other.md#nothing',
      'guide.md: no file for the link to gone.md',
    ]);
  });
});

describe('commands', () => {
  it('that are no script are reported', () => {
    const text = `${fence('sh', 'npx pnpm demo\npnpm install')}Then \`pnpm dmeo\`.`;
    expect(unknownCommands('README.md', text, new Set(['demo']))).toEqual([
      'README.md: `pnpm dmeo` is no script of package.json',
    ]);
  });
});
