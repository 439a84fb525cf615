export { manualClock, type ManualClock } from './manual-clock.js';

export { storeConformance, type StoreConformanceOptions, type TestFunctions } from './conformance/store-conformance.js';
export type { OpenTransaction, Power, Skip, StoreTarget, Without } from './conformance/target.js';
