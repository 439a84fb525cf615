/** A fenced block of a markdown text. */
export interface Fence {
  /** Where its code begins in the file, from 1. */
  line: number;
  language: string;
  /** What follows the language on the opening line. */
  info: string;
  code: string;
}

const opening = /^(?<indent>\s*)(?<marks>`{3,}|~{3,})\s*(?<language>[\w-]*)(?<info>[^`]*)$/;

/** The fenced blocks of a markdown text, in order; a fence inside another is a part of the outer one. */
export function fencesOf(markdown: string): Fence[] {
  const lines = markdown.split('\n');
  const fences: Fence[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const { indent = '', marks = '', language = '', info = '' } = opening.exec(lines[index] ?? '')?.groups ?? {};
    if (marks === '') continue;
    const end = closingLine(lines, index + 1, marks);
    const body = lines.slice(index + 1, end).map((line) => line.slice(Math.min(indent.length, line.search(/\S|$/))));
    fences.push({ line: index + 2, language, info: info.trim(), code: body.join('\n') });
    index = end;
  }
  return fences;
}

function closingLine(lines: readonly string[], from: number, marks: string): number {
  const found = lines.findIndex((line, index) => index >= from && line.trim() === marks);
  return found === -1 ? lines.length : found;
}
