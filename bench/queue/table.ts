import type { Row } from './compare.js';
import { figures } from './figures.js';
import { itselfLines } from './itself/report.js';
import { markdown, show } from './markdown.js';
import { COSTS, type ContestantReport, type Report, type SeriesReport } from './report.js';

const HEAD = ['', 'ours, median', 'peers, medians', 'ratio to the best, median (least to most)', 'target', 'met'];

/** The report for people: a table in Markdown for each engine. */
export function table(report: Report): string {
  const { machine, versions, rounds, seconds } = report;
  const load = machine.load.map((value) => value.toFixed(1)).join(' before and ');
  return [
    `Node ${machine.node}, ${machine.cpu}, ${machine.cores} cores; load average ${load} after`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    `${rounds} interleaved rounds, ${Math.round(seconds)} s in all; payload of 200 bytes, checked by zod at enqueue and before work; * less work, in every second round`,
    ...report.series.flatMap((series) => ['', ...seriesLines(series)]),
    ...(report.itself.length === 0 ? [] : ['', ...itselfLines(report.itself)]),
  ].join('\n');
}

function seriesLines(series: SeriesReport): string[] {
  if ('skipped' in series) return [series.title, `  skipped: ${series.skipped}`];
  const { title, server, rows, contestants } = series;
  return [
    `${title}${server === 'none' ? '' : ` (${server})`}`,
    '',
    ...markdown([HEAD, ...rows.map(cells), keptCells(contestants)]),
    '',
    ...contestants.map(contestantLine),
  ];
}

function cells({ title, unit, entries, comparison }: Row): string[] {
  const value = ({ spread }: Row['entries'][number]): string =>
    spread === null ? 'not measured' : show(spread.median);
  const ours = entries.filter((entry) => entry.ours).map((entry) => `${value(entry)} ${unit}`);
  const peers = entries
    .filter((entry) => !entry.ours)
    .map((entry) => `${entry.name}${entry.behind ? ' *' : ''} ${value(entry)}`);
  return [title, ours.join(', '), peers.join('; '), ...verdict(comparison)];
}

function verdict(comparison: Row['comparison']): [ratio: string, target: string, met: string] {
  if (comparison.kind === 'none') return ['nothing to compare with', '', ''];
  if (comparison.kind === 'refused') return [`none, because ${comparison.reasons.slice(0, 3).join('; ')}`, '', ''];
  const { ratio, against, target, met } = comparison;
  const shown = `${factor(ratio.median)} x ${against} (${factor(ratio.least)} to ${factor(ratio.most)})`;
  return [shown, target === null ? '' : String(target), met === null ? '' : met ? 'yes' : 'no'];
}

function keptCells(contestants: readonly ContestantReport[]): string[] {
  const kept = ({ keeps, costs: { keptBytes } }: ContestantReport): string =>
    keptBytes === undefined ? keeps : `${keeps} (${show(keptBytes)} B a run on the server)`;
  const ours = contestants.filter((one) => one.ours).map(kept);
  const peers = contestants.filter((one) => !one.ours).map((one) => `${one.name} ${kept(one)}`);
  return ['kept afterwards', ours.join(', '), peers.join('; '), '', '', ''];
}

function contestantLine({ name, settings, acknowledges, costs }: ContestantReport): string {
  const words: Record<(typeof COSTS)[number], string> = {
    workerCpu: 'of the worker’s processor per run',
    serverCpu: 'of the server’s',
    keptBytes: 'kept per run',
  };
  const spent = COSTS.flatMap((figure) => {
    const value = costs[figure];
    return value === undefined ? [] : [`${show(value)} ${figures[figure].unit} ${words[figure]}`];
  });
  return `- ${name}: ${[settings, `an enqueue resolves when ${acknowledges}`, ...spent].join('; ')}`;
}

function factor(value: number): string {
  return value.toFixed(2);
}
