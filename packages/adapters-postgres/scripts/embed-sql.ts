import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

// Writes src/sql.generated.ts from src/sql and src/migrations, so that the built package reads no file at run time.
// With --check it changes nothing and fails when the file is not what it would write.

const source = new URL('../src/', import.meta.url);
const target = new URL('sql.generated.ts', source);

const text = await formatted(moduleText());
if (process.argv.includes('--check')) {
  const current = readFileSync(target, 'utf8');
  if (current !== text) {
    console.error('src/sql.generated.ts is out of date: run `node --import tsx scripts/embed-sql.ts`');
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, text);
}

function moduleText(): string {
  const statements = sqlFiles('sql/').map(
    ({ name, sql }) => `${JSON.stringify(camelCase(name))}: ${JSON.stringify(withoutComments(sql))},`,
  );
  const migrations = sqlFiles('migrations/').map(({ name, sql }) => {
    const version = Number(/^\d+/.exec(name)?.[0]);
    const checksum = createHash('sha256').update(sql).digest('hex');
    const contracts = sql.startsWith('-- Contracts:');
    return `{ version: ${version}, name: ${JSON.stringify(name)}, contracts: ${contracts}, checksum: ${JSON.stringify(checksum)}, sql: ${JSON.stringify(sql)} },`;
  });
  return [
    '// Written by scripts/embed-sql.ts from src/sql and src/migrations; change those and run it.',
    `export const statements = {${statements.join('\n')}} as const;`,
    'export type StatementName = keyof typeof statements;',
    `export const migrations = [${migrations.join('\n')}] as const;`,
  ].join('\n\n');
}

function sqlFiles(folder: string): { name: string; sql: string }[] {
  const files = readdirSync(new URL(folder, source)).filter((file) => file.endsWith('.sql'));
  return files
    .sort()
    .map((file) => ({ name: file.slice(0, -4), sql: readFileSync(new URL(folder + file, source), 'utf8') }));
}

/** Comments are for the reader of the file; the server is sent the statement. */
function withoutComments(sql: string): string {
  const lines = sql.split('\n').filter((line) => !line.trimStart().startsWith('--'));
  return lines.join('\n').trim();
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

async function formatted(code: string): Promise<string> {
  const path = target.pathname;
  return format(code, { ...(await resolveConfig(path)), filepath: path });
}
