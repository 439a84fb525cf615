import type { MatchModel } from '../model/model.js';
import type { MatchFeatures } from './features.js';
import type { MatchKernel } from './kernel.js';
import { typedKernel } from './typed-kernel.js';
import { wasmKernel, wasmSupported } from './wasm-kernel.js';
import { layOut, type WasmLayout } from './wasm-layout.js';

/** What the threads of a pool share of a kernel, made once. It survives being posted to a thread. */
export type PreparedKernel = WasmLayout | { readonly kind: 'typed-arrays' };

/** A population and the model its features were built with. */
export interface MatchPopulation {
  readonly features: MatchFeatures;
  readonly model: MatchModel;
}

/** Does the work that all threads share, for the fastest kernel of this platform. */
export function prepareKernel({ features, model }: MatchPopulation, threads: number): PreparedKernel {
  return wasmSupported() ? layOut(features, model, threads) : { kind: 'typed-arrays' };
}

/** Opens a prepared kernel for one thread; no two threads share a number. */
export function attachKernel(
  prepared: PreparedKernel,
  { features, model }: MatchPopulation,
  thread: number,
): MatchKernel {
  return prepared.kind === 'wasm-simd' ? wasmKernel(features, prepared, thread) : typedKernel(features, model);
}
