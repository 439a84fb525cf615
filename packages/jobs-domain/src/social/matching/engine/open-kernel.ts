import type { MatchModel } from '../model/model.js';
import { checkModel } from './check-call.js';
import type { MatchFeatures } from './features.js';
import type { MatchKernel } from './kernel.js';
import { attachKernel, prepareKernel } from './prepared-kernel.js';

/**
 * The fastest kernel of this platform, on the calling thread.
 *
 * @throws Error when the features were built with another model.
 */
export function openKernel(features: MatchFeatures, model: MatchModel): MatchKernel {
  checkModel(features, model);
  return attachKernel(prepareKernel({ features, model }, 1), { features, model }, 0);
}
