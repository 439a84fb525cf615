// The one place where this benchmark reaches into the package: it compares kernels and an oracle that nobody else needs.
export { typedKernel } from '../../packages/jobs-domain/src/social/matching/engine/typed-kernel.js';
export * from '../../packages/jobs-domain/src/social/matching/index.js';
export { disagreement, listOf } from '../../packages/jobs-domain/test/matching/lists.js';
export { naiveMatcher, type NaiveMatch } from '../../packages/jobs-domain/test/matching/naive.js';
export { syntheticUsers } from '../../packages/jobs-domain/test/matching/synthetic-users.js';
