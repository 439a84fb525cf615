import { markdown, show } from '../markdown.js';
import type { ItselfRow, Verdict } from './rows.js';
import type { Target } from './trial.js';

const HEAD = ['', 'figures, median', 'ratio, or figure, median (least to most)', 'target', 'met'];

/** The rows for people, as a table in Markdown, and what there is to say of them. */
export function itselfLines(rows: readonly ItselfRow[]): string[] {
  const notes = rows.flatMap((row) => (row.note === null ? [] : [`- ${titleOf(row)}: ${row.note}`]));
  return [
    'Against itself, or a bound',
    '',
    ...markdown([HEAD, ...rows.map(cells)]),
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ];
}

function cells(row: ItselfRow): string[] {
  const figures = Object.entries(row.figures).flatMap(([name, { spread }]) =>
    spread === null ? [] : [`${name} ${show(spread.median)}`],
  );
  return [titleOf(row), figures.join('; '), ...verdictOf(row.verdict, row)];
}

function titleOf({ engine, title }: ItselfRow): string {
  return `${engine}: ${title}`;
}

function verdictOf(
  verdict: Verdict,
  { unit, target }: Pick<ItselfRow, 'unit' | 'target'>,
): [value: string, target: string, met: string] {
  if (verdict.kind === 'skipped') return [`skipped: ${verdict.why}`, '', ''];
  if (verdict.kind === 'refused') return [`none, because ${verdict.reasons.slice(0, 3).join('; ')}`, '', ''];
  const { value, isRatio, met } = verdict;
  const of = (number: number): string => (isRatio ? number.toFixed(2) : show(number));
  const [sign, middle] = isRatio ? ['x', `${unit}, `] : [unit, ''];
  const text = `${of(value.median)} ${sign} (${middle}${of(value.least)} to ${of(value.most)})`;
  return [text, target === null ? '' : bound(target), met === null ? '' : met ? 'yes' : 'no'];
}

function bound(target: Target): string {
  return 'atLeast' in target ? `>= ${target.atLeast}` : `<= ${target.atMost}`;
}
