import { fencesOf } from './fences.js';

const shells = ['sh', 'bash', 'console', 'shell'];
const call = /\bpnpm (?:run )?(?<script>[a-z][\w:-]*)/g;
const pnpmOwn = new Set(['add', 'create', 'dlx', 'exec', 'install', 'pack', 'prune', 'publish']);

/** The `pnpm <script>` calls in a markdown file's shell fences and inline code that name no script of the repository. */
export function unknownCommands(file: string, markdown: string, scripts: ReadonlySet<string>): string[] {
  const fenced = fencesOf(markdown).filter(({ language }) => shells.includes(language));
  const inline = [...markdown.matchAll(/`(?<code>[^`\n]+)`/g)].map((match) => match.groups?.['code'] ?? '');
  const text = [...fenced.map(({ code }) => code), ...inline].join('\n');
  const named = new Set([...text.matchAll(call)].map((match) => match.groups?.['script'] ?? ''));
  const unknown = [...named].filter((name) => !scripts.has(name) && !pnpmOwn.has(name));
  return unknown.map((name) => `${file}: \`pnpm ${name}\` is no script of package.json`);
}
