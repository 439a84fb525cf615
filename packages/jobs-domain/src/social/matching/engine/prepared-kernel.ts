import type { MatchModel } from '../model/model.js';
import type { MatchFeatures } from './features.js';
import type { MatchKernel } from './kernel.js';
import { typedKernel } from './typed-kernel.js';

/** What threads share of a kernel, made once; it survives being posted to a thread. */
export interface PreparedKernel {
  readonly kind: MatchKernel['kind'];
}

/** Does the work that all threads share. @param threads - how many may open the result at once. */
export function prepareKernel(_features: MatchFeatures, _model: MatchModel, _threads: number): PreparedKernel {
  return { kind: 'typed-arrays' };
}

/** Opens a prepared kernel for one thread. @param _thread - its number, from 0; no two share one. */
export function attachKernel(_prepared: PreparedKernel, population: { features: MatchFeatures; model: MatchModel }, _thread: number): MatchKernel {
  return typedKernel(population.features, population.model);
}
