import { type Fence } from './fences.js';

/** Code of the documentation, as one module. */
export interface Program {
  /** The documented file, relative to the repository's folder. */
  file: string;
  text: string;
  /** The line of the documented file that each line of `text` stands on. */
  lines: number[];
  /** Whether the program is run; its types are checked in any case. */
  run: boolean;
}

/**
 * Puts the TypeScript fences of a file together.
 *
 * The words after the language say how: `continues` joins a fence to the one before it, `no-run <reason>` has it
 * checked and not run. Anything else is refused.
 */
export function programsOf(file: string, fences: readonly Fence[]): Program[] {
  const programs: Program[] = [];
  for (const fence of fences) {
    if (!['ts', 'typescript'].includes(fence.language)) continue;
    const { continues, run } = instructions(file, fence);
    const before = continues ? programs.at(-1) : undefined;
    if (continues && !before) throw new Error(`${file}:${String(fence.line)}: this fence continues none`);
    if (before?.run === run) programs.pop();
    programs.push(extended(before ?? { file, text: '', lines: [], run }, fence, run));
  }
  return programs;
}

function instructions(file: string, { info, line }: Fence): { continues: boolean; run: boolean } {
  const { continues, noRun } = /^(?<continues>continues\b)?\s*(?<noRun>no-run\s+\S.*)?$/.exec(info)?.groups ?? {};
  if (info !== '' && !continues && !noRun) {
    throw new Error(`${file}:${String(line)}: expected \`continues\` or \`no-run <reason>\`, received \`${info}\``);
  }
  return { continues: continues !== undefined, run: noRun === undefined };
}

function extended(program: Program, { code, line }: Fence, run: boolean): Program {
  const lines = code.split('\n').map((_, index) => line + index);
  return { ...program, run, text: `${program.text}${code}\n`, lines: [...program.lines, ...lines] };
}
