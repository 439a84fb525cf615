import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GLOBAL_FLAGS } from '../../packages/cli/src/arguments/flags.js';
import { COMMANDS } from '../../packages/cli/src/commands/catalogue.js';
import { publicPackages, root } from '../workspace.js';
import type { Launch } from './launch.js';

/** Names that are read by something other than this repository's code. */
const READ_BY_OTHERS: Readonly<Record<string, string>> = {
  MAILTO: 'cron',
  NODE_ENV: 'libraries of the application',
  PATH: 'cron',
  POSTGRES_DB: "PostgreSQL's image",
  POSTGRES_PASSWORD: "PostgreSQL's image",
  POSTGRES_USER: "PostgreSQL's image",
  SHELL: 'cron',
};

/** Names that the code of the packages reads, and those of the command's flags. */
export function namesInCode(): Set<string> {
  const flags = [...GLOBAL_FLAGS, ...COMMANDS.flatMap((command) => command.flags)].filter((flag) => flag.env === true);
  const names = flags.map(({ name }) => `NIGHTSHIFT_${name.replaceAll('-', '_').toUpperCase()}`);
  const sources = publicPackages().flatMap(({ folder }) => sourcesIn(join(root, folder, 'src')));
  // In code alone: a comment reads nothing.
  const code = sources.map((file) => readFileSync(file, 'utf8').replaceAll(/^\s*(\*|\/[/*]).*$/gm, ''));
  const quoted = code.flatMap((text) => [...text.matchAll(/['.]([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b/g)]);
  return new Set([...names, ...quoted.map(([, name = '']) => name)]);
}

/** Names that an example of an application reads by itself: `process.env.NAME` in the markdown of its page. */
export function namesInExample(markdown: string): Set<string> {
  return new Set([...markdown.matchAll(/process\.env\.([A-Z_]+)/g)].map(([, name = '']) => name));
}

/** Names that nobody reads. */
export function environmentFaults(launch: Launch, read: ReadonlySet<string>): string[] {
  const names = [...launch.environment.keys()];
  return names
    .filter((name) => !read.has(name) && !Object.hasOwn(READ_BY_OTHERS, name))
    .map((name) => `${launch.where}: nothing reads ${name}`);
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('.generated.'))
    .map((name) => join(folder, name));
}
