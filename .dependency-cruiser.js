// Which room may import which. Paths are those of the resolved files, so neither a package name nor a relative path
// gets around a rule. A room's tests may import more than its source: see `tests`.
const rooms = {
  core: { source: [] },
  testing: { source: ['core'] },
  opentelemetry: { source: ['core'] },
  'adapters-[^/]+': { source: ['core'], tests: ['core', 'testing'] },
  'jobs-domain': { source: ['core'], tests: ['core', 'testing', 'adapters-[^/]+'] },
  admin: { source: ['core'], tests: ['core', 'testing', 'adapters-[^/]+', 'jobs-domain'] },
  cli: { source: ['core', 'testing', 'adapters-[^/]+', 'jobs-domain'] },
};

const testFile = String.raw`(^packages/[^/]+/(test|scripts)/|\.test\.ts$)`;

/** A rule per room: it imports itself and the rooms it names, and no other. */
const directions = Object.entries(rooms).flatMap(([room, { source, tests = source }]) => [
  direction(`${label(room)}-source`, { path: `^packages/(${room})/`, pathNot: testFile }, source),
  direction(
    `${label(room)}-tests`,
    { path: [`^packages/(${room})/(test|scripts)/`, `^packages/(${room})/.*\\.test\\.ts$`] },
    tests,
  ),
]);

function direction(name, from, allowed) {
  const others = allowed.map((room) => `|${room}`).join('');
  return {
    name: `direction-${name}`,
    comment: `May import only ${['itself', ...allowed.map(label)].join(', ')}.`,
    severity: 'error',
    from,
    to: { path: '^packages/', pathNot: `^packages/($1${others})/` },
  };
}

function label(room) {
  return room.replace('-[^/]+', '');
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...directions,
    {
      name: 'no-cycle',
      comment: 'Two files that import each other, even for a type, are one room: merge them or name what both need.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'package-by-name',
      comment: 'Import another package by its name: a relative path breaks once the package is published.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'nothing-imports-the-outside',
      comment: 'Examples, benchmarks and scripts use the packages, never the other way round.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(examples|bench|scripts|docs)/' },
    },
    {
      name: 'source-without-tests',
      comment: 'Published source imports neither a test nor a fixture.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: testFile },
      to: { path: testFile },
    },
    {
      name: 'source-without-dev-dependencies',
      comment: 'What published source imports is a dependency or a peer dependency, also when only its types are used.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: testFile },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm', 'npm-peer'] },
    },
    {
      name: 'resolvable',
      comment: 'Every import resolves.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['(^|/)node_modules/', '(^|/)dist/'] },
    exclude: { path: ['(^|/)dist/', '/assembly/', String.raw`/\.docs/`] },
    tsPreCompilationDeps: true,
    skipAnalysisNotInRules: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['@nightshift/source', 'types', 'import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
