import { defineConfig } from 'vitest/config';

// Packages resolve to each other's source through this export condition: no build is needed to test. These reach Node as
// well, for packages from npm: with "import" among them it would hand ESM to a CommonJS "require".
const conditions = ['@nightshift/source', 'node'];

// One report for each version of Node that ran the tests.
const report = `.reports/tests-node${process.versions.node.split('.')[0] ?? ''}.json`;

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.ts',
      'examples/**/*.test.ts',
      'faults/**/*.test.ts',
      'bench/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    reporters: ['verbose', ['json', { outputFile: report }]],
    // For the whole run: one server of each kind, and the packages compiled for the processes that tests start.
    globalSetup: [
      'scripts/compiled-workspace/global-setup.ts',
      'packages/adapters-postgres/test/support/global-setup.ts',
      'packages/adapters-redis/test/support/global-setup.ts',
    ],
    pool: 'forks',
    // Tests wait for servers and processes as much as they compute: a file per core.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
