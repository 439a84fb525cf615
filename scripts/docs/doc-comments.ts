import { type Fence, fencesOf } from './fences.js';

const comment = /\/\*\*(?<body>[\s\S]*?)\*\//g;
const example = /^@example\b[^\n]*\n(?<text>[\s\S]*?)(?=^@\w|$(?![\s\S]))/gm;

/** The code of every `@example` in a source file's doc comments; without a fence, all of its text is code. */
export function examplesOf(source: string): Fence[] {
  return [...source.matchAll(comment)].flatMap((match) => {
    const body = (match.groups?.['body'] ?? '').replace(/^[ \t]*\* ?/gm, '');
    const firstLine = lineAt(source, match.index);
    return [...body.matchAll(example)].flatMap((each) => {
      const text = each.groups?.['text'] ?? '';
      const line = firstLine + lineAt(body, each.index);
      return codeOf(text, line);
    });
  });
}

function codeOf(text: string, line: number): Fence[] {
  const fences = fencesOf(text);
  if (fences.length === 0) return [{ line, language: 'ts', info: '', code: text.trimEnd() }];
  return fences.map((fence) => ({ ...fence, line: line + fence.line - 1 }));
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
