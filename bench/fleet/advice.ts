import type { Series } from './saturation.js';

/** What a setup is relieved by, once it is held up. */
const RELIEF: Readonly<Record<string, string>> = {
  PGlite:
    'one process and one thread for the database. Move to PostgreSQL or Redis (`nightshift move`) as soon as a second process is wanted.',
  PostgreSQL:
    'larger workers before more of them, so that a call carries more runs; then notifications off, where a second of delay is no matter; then groups of queues on servers of their own.',
  'PostgreSQL, polling':
    'larger workers, more cores for the server, then groups of queues on servers of their own; schemas of their own on one server are partitions, which keep vacuum and indexes small and add no commits.',
  '4 x PostgreSQL': 'one store more for every group of queues that grows; each is sized like a single one.',
  Redis:
    'one thread does it all: larger workers, then queues in stores of their own (a prefix each), on the nodes of a Cluster or on servers of their own.',
  '4 x Redis': 'one prefix more for every group of queues that grows; a Cluster deals prefixes out to its nodes.',
};

/** One line per setup: how far it goes, what holds it up, what to do then. */
export function adviceOf(series: readonly Series[]): string[] {
  const setups = [...new Set(series.map(({ setup }) => setup))];
  return setups.map((setup) => {
    const reached = series.filter((one) => one.setup === setup).map(rangeOf);
    return `- ${setup}: ${reached.join(', ')}. Then: ${RELIEF[setup] ?? 'measure'}`;
  });
}

function rangeOf({ handlerMs, saturation }: Series): string {
  const length = handlerMs < 1_000 ? `${handlerMs} ms` : `${handlerMs / 1_000} s`;
  return saturation === null
    ? `${length}: no end in sight`
    : `${length}: up to ${saturation.workers} workers (${saturation.part})`;
}
