import {
  buildMatchFeatures,
  fitMatchModel,
  listOf,
  naiveMatcher,
  openKernel,
  syntheticUsers,
  typedKernel,
  type MatchKernel,
  type NaiveMatch,
} from './internals.js';

/** The synthetic population of a run. */
export interface Population {
  readonly users: number;
  readonly dims: number;
  readonly limited: number;
}

/** One way to compute the lists of some users. */
export interface Contestant {
  readonly name: string;
  /** Users per call: enough for the batches of the kernels, few enough that a round ends. */
  readonly batch: number;
  /** Computes the lists of a batch; what it returns is read by {@link Contestant.lists} only. */
  run(ids: readonly number[]): unknown;
  /** The lists in a form that can be compared. */
  lists(ids: readonly number[]): NaiveMatch[][];
}

/** All contestants over one population, and the ids they are asked for. */
export interface Field {
  readonly contestants: readonly Contestant[];
  /** A fixed shuffle of all ids, so that every contestant meets the same mix of users. */
  readonly ids: readonly number[];
  readonly oracle: (id: number) => NaiveMatch[];
}

/** Columns of the 16 attribute values; two columns per trait make the rest. */
const ATTRIBUTE_COLUMNS = 16;

/** Builds the population once for all contestants. */
export function contestants(population: Population): Field {
  const users = syntheticUsers({
    count: population.users,
    limited: population.limited,
    traits: Math.floor((population.dims - ATTRIBUTE_COLUMNS) / 2),
  });
  const model = fitMatchModel(users);
  const features = buildMatchFeatures(users, model);
  const naive = naiveMatcher(users, model);
  const contestant = (name: string, batch: number, kernel: MatchKernel): Contestant => {
    const rowsOf = (ids: readonly number[]): Int32Array => Int32Array.from(ids, (id) => id - 1);
    return {
      name,
      batch,
      run: (ids) => kernel.topMatches(rowsOf(ids)),
      lists: (ids) => {
        const block = kernel.topMatches(rowsOf(ids));
        return ids.map((_, i) => listOf(features, block, i));
      },
    };
  };
  return {
    contestants: [
      {
        name: 'naive objects',
        batch: 1,
        run: (ids) => ids.map((id) => naive(id)),
        lists: (ids) => ids.map((id) => naive(id)),
      },
      contestant('typed arrays', 8, typedKernel(features, model)),
      contestant('WASM SIMD', 256, openKernel(features, model)),
    ],
    ids: Array.from({ length: users.length }, (_, i) => 1 + ((i * stride(users.length)) % users.length)),
    oracle: (id) => naive(id, Infinity),
  };
}

// A step without a common divisor visits every user once.
function stride(count: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let step = Math.floor(count * 0.618);
  while (divisor(step, count) !== 1) step++;
  return step;
}
