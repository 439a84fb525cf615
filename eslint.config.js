import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const noDefaultExport = [
  {
    selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
    message: 'Export by name: one thing has one name everywhere.',
  },
];

const noVanishingError = [
  {
    selector: 'CatchClause > BlockStatement[body.length=0]',
    message: 'An error never vanishes: handle it, narrow it and rethrow, or record it.',
  },
  {
    selector:
      'CallExpression[callee.property.name="catch"] > :matches(ArrowFunctionExpression, FunctionExpression) > BlockStatement[body.length=0]',
    message: 'An error never vanishes: handle the rejection.',
  },
];

// An index inside the bounds of its loop needs no check at run time; anything else does.
const noBlindAssertion = [
  {
    selector: 'TSNonNullExpression > :not(MemberExpression[computed=true])',
    message: 'Check for null, or narrow the type.',
  },
];

// Time and chance come from outside, so that a test decides them; `clock.ts` and a default option are where they come in.
const noOwnClock = [
  {
    selector:
      'CallExpression[callee.object.name="Date"][callee.property.name="now"], NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'Take the time from the injected clock.',
  },
  {
    selector: 'CallExpression[callee.object.name="Math"][callee.property.name="random"]',
    message: 'Take chance from the injected source of randomness.',
  },
];

const noFocusedTest = [
  {
    selector: 'MemberExpression[property.name="only"][object.name=/^(describe|it|test)$/]',
    message: 'A focused test hides all others.',
  },
];

/** @param {...{ selector: string, message: string }[]} rules */
const restrictSyntax = (...rules) => ({ 'no-restricted-syntax': ['error', ...rules.flat()] });

const crossPackagePath = {
  regex: String.raw`^(\.\./)+(packages/)?(core|testing|opentelemetry|adapters-[a-z]+|jobs-domain|cli|admin)/(src|test|dist)/`,
  message: 'Import another package by its name; which may import which is in .dependency-cruiser.js.',
};

const sleep = {
  group: ['node:timers/promises', 'timers/promises'],
  importNames: ['setTimeout'],
  message: 'A test waits for a signal, never for a length of time.',
};

/** @param {...object} patterns */
const restrictImports = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default tseslint.config(
  // `assembly` folders hold AssemblyScript, which reads like TypeScript and is another language.
  {
    ignores: [
      '**/dist/',
      'docs/reference/',
      'coverage/',
      '**/.docs/',
      '**/*.generated.*',
      'packages/*/assembly/',
      '**/previous-release/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-implicit-coercion': ['error', { allow: ['!!'] }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      ...restrictSyntax(noDefaultExport, noVanishingError, noBlindAssertion),
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/max-params': ['error', { max: 3 }],
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-mixed-enums': 'error',
      '@typescript-eslint/no-unnecessary-type-arguments': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'error',
      // The compiler reports unused names; an interface may ask for an async function that has nothing to await.
      '@typescript-eslint/no-unused-vars': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    rules: {
      'no-console': 'error',
      ...restrictImports(crossPackagePath),
      ...restrictSyntax(noDefaultExport, noVanishingError, noBlindAssertion, noOwnClock),
    },
  },
  {
    // Where time comes in: the clock that is injected everywhere else, and the command, which shows a person's own time.
    files: ['packages/core/src/clock.ts', 'packages/cli/src/**/*.ts'],
    rules: restrictSyntax(noDefaultExport, noVanishingError, noBlindAssertion),
  },
  {
    files: ['packages/cli/src/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.test.ts', 'packages/*/test/**/*.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // Asymmetric matchers, `expect.any(String)` say, are of type any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/unbound-method': 'off',
      ...restrictImports(crossPackagePath, sleep),
      ...restrictSyntax(noDefaultExport, noVanishingError, noFocusedTest),
    },
  },
  {
    files: ['*.config.{js,ts}', '.dependency-cruiser.js'],
    rules: restrictSyntax(noVanishingError),
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        WebAssembly: 'readonly',
      },
    },
  },
);
