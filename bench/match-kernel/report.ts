import { availableParallelism, cpus } from 'node:os';
import type { Agreement } from './agreement.js';
import type { Population } from './contestants.js';
import type { Result, Rounds } from './rounds.js';

/** Where a result was measured. */
export interface Machine {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
}

interface Report extends Rounds {
  readonly machine: Machine;
  readonly population: Population;
  readonly agreement: Agreement;
  readonly results: readonly Result[];
}

/** Describes this machine. */
export function machine(): Machine {
  return { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism() };
}

/** The report for people. */
export function table(report: Report): string {
  const { machine: where, population, agreement } = report;
  return [
    `Node ${where.node}, ${where.cpu}, ${where.cores} cores; one thread is measured`,
    `${population.users} users, ${population.dims} columns, ${population.limited * 100} % with a distance limit; top 200, all filters, interests, behaviour`,
    `${(100 * agreement.eligibleShare).toFixed(1)} % of pairs eligible`,
    `${report.rounds} interleaved rounds of ${report.seconds} CPU seconds each; medians`,
    '',
    ...rows(report),
    '',
    agreement.same
      ? `Same lists from all, compared for ${agreement.checkedUsers} users.`
      : `No ratios, because the lists differ:\n${agreement.problems.slice(0, 10).join('\n')}`,
  ].join('\n');
}

function rows({ results, agreement }: Report): string[] {
  const base = results[0]?.median ?? NaN;
  const line = (name: string, cells: readonly string[]): string =>
    name.padEnd(16) + cells.map((cell) => cell.padStart(20)).join('');
  const body = results.map((result) => {
    const speeds = [result.median, result.least, result.most].map((speed) => Math.round(speed).toLocaleString('en'));
    return line(result.name, [...speeds, agreement.same ? `${(result.median / base).toFixed(1)} x` : 'refused']);
  });
  return [line('', ['users/CPU min', 'least', 'most', 'ratio']), ...body];
}
