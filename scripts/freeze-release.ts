import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

// Bundles core and the PostgreSQL store of this checkout into packages/adapters-postgres/test/previous-release, where a test
// lets them work beside the build that comes after. Run it when a release is made; the README there says how.
//
// What is bundled stays as it is, whatever is installed later, so dependencies are in it as well; but for the drivers, which
// are the host's to bring.

const root = fileURLToPath(new URL('..', import.meta.url));

// The thread that renews leases has a file of its own beside the module that starts it.

await build({
  config: false,
  entry: {
    release: `${root}scripts/freeze-release/frozen.ts`,
    'renewal-thread': `${root}packages/adapters-postgres/src/renewal/renewal-thread.ts`,
  },
  outDir: `${root}packages/adapters-postgres/test/previous-release`,
  format: 'esm',
  target: 'node20',
  platform: 'node',
  splitting: false,
  minify: true,
  silent: true,
  external: ['pg', 'postgres', 'pg-copy-streams'],
  esbuildOptions(options) {
    options.conditions = ['@nightshift/source'];
    options.legalComments = 'inline';
  },
});
