import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** Milliseconds of something for a call, and for each run that the call is about. */
const cost = z.object({ call: z.number().nonnegative(), run: z.number().nonnegative() });

/** What one call of the store takes. */
const operation = z.object({
  /** Processor time of the server. */
  server: cost,
  /** Processor time of the process that calls. */
  client: cost,
  /** Flushes of the log that the call waits for: 0 for one that writes nothing, 1 for a commit. */
  flushes: z.number().nonnegative(),
});

const OPERATIONS = ['enqueue', 'claim', 'settle', 'extend', 'promote', 'reap', 'tick', 'beat', 'cancels'] as const;
export type OperationName = (typeof OPERATIONS)[number];

const engine = z.object({
  /** Version and settings that decide what a write costs, as the server states them. */
  server: z.string(),
  operations: z.record(z.enum(OPERATIONS), operation),
  /** A claim that finds nothing. */
  emptyClaim: operation,
  /** Milliseconds of one flush of the log; null where no call waits for one. */
  flushMs: z.number().positive().nullable(),
  /** Milliseconds of the server for every locked run that a claim passes over. */
  passOverMs: z.number().nonnegative(),
  /** A settle's signals, for each process that listens: of the server and of the listener. */
  signals: z.object({ server: cost, client: cost }),
});

const costs = z.object({
  measuredOn: z.object({ cpu: z.string(), cores: z.number(), node: z.string(), date: z.string(), load: z.number() }),
  engines: z.object({ pglite: engine, postgres: engine, redis: engine }),
  /** Processor time that a worker takes for a run besides the calls of the store: check, handle, decide, tell. */
  workerRunMs: z.number().positive(),
});

export type Cost = z.infer<typeof cost>;
export type OperationCost = z.infer<typeof operation>;
export type EngineCosts = z.infer<typeof engine>;
export type EngineName = keyof Costs['engines'];
export type Costs = z.infer<typeof costs>;

export const COSTS_FILE = new URL('costs.json', import.meta.url);

/** The costs that were measured and committed. @throws when the file is not as it should be. */
export async function readCosts(): Promise<Costs> {
  return costs.parse(JSON.parse(await readFile(COSTS_FILE, 'utf8')));
}
