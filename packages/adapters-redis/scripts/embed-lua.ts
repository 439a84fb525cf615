import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

// Writes src/lua.generated.ts from src/lua, so that the built package reads no file at run time. A line `-- include:` stands for
// the parts that it names, in that order. A server makes the functions of a part anew in every call that comes by: what few calls
// need is included where they need it.
// With --check it changes nothing and fails when the file is not what it would write.

const source = new URL('../src/lua/', import.meta.url);
const target = new URL('../src/lua.generated.ts', import.meta.url);
const INCLUDE = /^ *-- include: (.+)\n/m;

const text = await formatted(moduleText());
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('src/lua.generated.ts is out of date: run `node --import tsx scripts/embed-lua.ts`');
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, text);
}

function moduleText(): string {
  const parts = namesIn('lib/').map((name) => `const ${partName(name)} = ${JSON.stringify(textOf(`lib/${name}`))};`);
  const entries = namesIn('').map((name) => {
    const pieces = piecesOf(name);
    const lua = pieces.map((piece) => piece.text).join('\n');
    const sha = createHash('sha1').update(lua).digest('hex');
    const texts = pieces.map(({ part, text }) => (part === null ? JSON.stringify(text) : partName(part))).join(', ');
    return `${JSON.stringify(camelCase(name))}: { sha: ${JSON.stringify(sha)}, lua: () => [${texts}].join('\\n') },`;
  });
  return [
    '// Written by scripts/embed-lua.ts from src/lua; change that and run it.',
    ...parts,
    `export const scripts = {${entries.join('\n')}} as const;`,
    'export type ScriptName = keyof typeof scripts;',
  ].join('\n\n');
}

interface Piece {
  readonly part: string | null;
  readonly text: string;
}

/** The parts that a script includes, and its own text around them. */
function piecesOf(name: string): Piece[] {
  // Every second is what an `include` names.
  const split = read(`${name}.lua`).split(INCLUDE);
  return split.flatMap((text, index): Piece[] => {
    if (index % 2 === 1) return text.split(' ').map((part) => ({ part, text: textOf(`lib/${part}`) }));
    const own = withoutComments(text);
    return own === '' ? [] : [{ part: null, text: own }];
  });
}

function namesIn(folder: string): string[] {
  const files = readdirSync(new URL(folder, source)).filter((file) => file.endsWith('.lua'));
  return files.map((file) => file.slice(0, -4)).sort();
}

function textOf(name: string): string {
  return withoutComments(read(`${name}.lua`));
}

function partName(name: string): string {
  return camelCase(`part-${name}`);
}

function read(file: string): string {
  return readFileSync(new URL(file, source), 'utf8');
}

/** Comments are for the reader of the file. */
function withoutComments(lua: string): string {
  const lines = lua.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('--')).join('\n');
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

async function formatted(code: string): Promise<string> {
  const path = target.pathname;
  return format(code, { ...(await resolveConfig(path)), filepath: path });
}
