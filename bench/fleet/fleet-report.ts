import { adviceOf } from './advice.js';
import type { Costs } from './costs.js';
import type { Disk } from './disks.js';
import type { Idle } from './idle.js';
import type { Point, Series } from './saturation.js';
import type { Shape } from './shapes.js';
import type { Comparison } from './validation/compare.js';

/** Everything that a run found out. */
export interface FleetReport {
  readonly costs: Costs;
  readonly series: readonly Series[];
  readonly shapes: readonly Shape[];
  readonly disks: readonly Disk[];
  readonly idle: readonly Idle[];
  readonly comparisons: readonly Comparison[];
}

/** The tables, as markdown. */
export function reportText({ costs, series, shapes, disks, idle, comparisons }: FleetReport): string {
  const { cpu, cores, node, date, load } = costs.measuredOn;
  return [
    `Costs measured on ${cpu}, ${cores} cores, Node ${node}, ${date}, load ${load.toFixed(1)}.`,
    ...Object.entries(costs.engines).map(([name, { server }]) => `${name}: ${server}`),
    ...section('What calls cost', costTable(costs)),
    ...section('Where it saturates', saturationTable(series)),
    ...section('Fleets: runs/s, the busiest part, p50 / p99 of a claim', fleetTable(series)),
    ...section('The same slots in other shapes', shapeTable(shapes)),
    ...section('On other disks', diskTable(disks)),
    ...section('A fleet that waits', idleTable(idle)),
    ...(comparisons.length === 0 ? [] : section('Against real fleets', comparisonTable(comparisons))),
    ...section('What to do', adviceOf(series)),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return ['', `### ${title}`, '', ...lines];
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function costTable({ engines }: Costs): string[] {
  const rows = Object.entries(engines).flatMap(([name, { operations, flushMs }]) =>
    (['enqueue', 'claim', 'settle', 'extend'] as const).map((operation) => {
      const { server, client, flushes } = operations[operation];
      const flush = flushes === 0 || flushMs === null ? '' : flushMs.toFixed(2);
      return [name, operation, sum(server), sum(client), flush];
    }),
  );
  return table(['engine', 'call', 'server, ms', 'caller, ms', 'flush, ms'], rows);
}

const sum = ({ call, run }: { call: number; run: number }): string => `${call.toFixed(3)} + ${run.toFixed(4)} a run`;

function saturationTable(series: readonly Series[]): string[] {
  const rows = series.map(({ setup, handlerMs, points, saturation }) => {
    const most = points.reduce((best, point) => (point.perSecond > best.perSecond ? point : best));
    const held = saturation === null ? ['more than all of these', ''] : [whole(saturation.workers), saturation.part];
    return [setup, duration(handlerMs), ...held, whole(most.perSecond), whole(most.workers)];
  });
  return table(['engine', 'handlers of', 'saturates at workers', 'held up by', 'most runs/s', 'with workers'], rows);
}

const SHOWN: ReadonlySet<number> = new Set([1, 4, 16, 64, 256, 1_000]);

function fleetTable(series: readonly Series[]): string[] {
  const sizes = (series[0]?.points ?? []).map(({ workers }) => workers).filter((workers) => SHOWN.has(workers));
  const rows = series.map(({ setup, handlerMs, points }) => [
    setup,
    duration(handlerMs),
    ...points.filter(({ workers }) => SHOWN.has(workers)).map(pointText),
  ]);
  return table(['engine', 'handlers of', ...sizes.map((workers) => `${whole(workers)} workers`)], rows);
}

function pointText({ perSecond, bottleneck, claim }: Point): string {
  const claims = `${milliseconds(claim.p50)} / ${milliseconds(claim.p99)} ms`;
  return `**${whole(perSecond)}** ${bottleneck.part} ${percent(bottleneck.share)}, ${claims}`;
}

function shapeTable(shapes: readonly Shape[]): string[] {
  const rows = shapes.map(({ setup, workers, concurrency, perSecond, bottleneck }) => [
    setup,
    `${workers} x ${concurrency}`,
    whole(perSecond),
    `${bottleneck.part} ${percent(bottleneck.share)}`,
  ]);
  return table(['engine', 'workers x concurrency', 'runs/s', 'busiest part'], rows);
}

function diskTable(disks: readonly Disk[]): string[] {
  const rows = disks.map(({ setup, flushMs, workers, perSecond, bottleneck }) => [
    setup,
    `${flushMs} ms`,
    workers,
    whole(perSecond),
    `${bottleneck.part} ${percent(bottleneck.share)}`,
  ]);
  return table(['engine', 'a flush takes', 'workers', 'runs/s', 'busiest part'], rows);
}

function idleTable(idle: readonly Idle[]): string[] {
  const rows = idle.map(({ setup, workers, server, start }) => [
    setup,
    whole(workers),
    percent(server),
    `${milliseconds(start.p50)} / ${milliseconds(start.p99)}`,
  ]);
  return table(['engine', 'workers', 'server busy', 'enqueued to started p50 / p99, ms'], rows);
}

function comparisonTable(comparisons: readonly Comparison[]): string[] {
  const rows = comparisons.map(({ engine, processes, handlerMs, measured, simulated, error, coresLeft }) => [
    engine,
    duration(handlerMs),
    processes,
    `${whole(measured.perSecond)} / ${whole(simulated.perSecond)}`,
    signed(error.perSecond),
    `${measured.cpuMsPerRun.toFixed(2)} / ${simulated.cpuMsPerRun.toFixed(2)}`,
    signed(error.cpuMsPerRun),
    coresLeft.toFixed(1),
  ]);
  const pair = 'measured / simulated';
  const head = ['engine', 'handlers of', 'processes', `runs/s, ${pair}`, 'error', `CPU ms a run, ${pair}`, 'error'];
  return table([...head, 'cores left'], rows);
}

const signed = (share: number): string => `${share > 0 ? '+' : ''}${percent(share)}`;
const whole = (value: number): string => Math.round(value).toLocaleString('en');
const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
const milliseconds = (ms: number): string => (ms >= 100 ? whole(ms) : ms.toFixed(1));
const duration = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`);
