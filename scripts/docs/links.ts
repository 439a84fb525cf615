import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fencesOf } from './fences.js';

const link = /(?<!!)\[[^\]]*\]\((?<target>[^)\s]+)(?:\s+"[^"]*")?\)/g;

/** The links of a markdown file to files and headings that are not there. */
export function brokenLinks(root: string, file: string, markdown: string): string[] {
  return [...prose(markdown).matchAll(link)].flatMap((match) => {
    const target = match.groups?.['target'] ?? '';
    if (/^[a-z][a-z+.-]*:/i.test(target)) return [];
    const [path = '', heading] = target.split('#');
    const goal = path === '' ? file : join(dirname(file), path);
    if (!existsSync(join(root, goal))) return [`${file}: no file for the link to ${target}`];
    if (heading === undefined || !goal.endsWith('.md')) return [];
    const known = headingsOf(readFileSync(join(root, goal), 'utf8'));
    return known.has(heading) ? [] : [`${file}: no heading for the link to ${target}`];
  });
}

/** The text without its code, whose brackets are not links and whose `#` lines are not headings. */
function prose(markdown: string): string {
  const lines = markdown.split('\n');
  for (const { line, code } of fencesOf(markdown)) lines.fill('', line - 1, line - 1 + code.split('\n').length);
  return lines.join('\n').replace(/`[^`\n]*`/g, (code) => ' '.repeat(code.length));
}

// A heading's anchor as code hosts make it: lower case, no punctuation, a hyphen for each space.
function headingsOf(markdown: string): Set<string> {
  const titles = [...markdown.matchAll(/^#{1,6}\s+(?<title>.+)$/gm)].map((match) => match.groups?.['title'] ?? '');
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}
