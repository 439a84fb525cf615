import { defineConfig } from 'tsup';

// Every package's build uses this file from the package's folder. Files stay apart instead of being bundled, so a path
// relative to a module (a thread entry, say) is the same in the source and in the built package, and a host's bundler
// drops what it does not import. A built file is its source without the types, under the same name: a stack trace says
// where to look without a source map, which would weigh more than the rest. The declarations are the compiler's own, without
// those that no public one leads to.
export default defineConfig({
  entry: ['src/**/*.ts', '!src/**/*.test.ts'],
  format: 'esm',
  target: 'node20',
  platform: 'node',
  bundle: false,
  clean: true,
});
