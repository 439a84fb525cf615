import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { captureOk } from './child-process.js';
import { compile, compileWorkspace } from './compiled-workspace/compile-workspace.js';
import { unknownCommands } from './docs/commands.js';
import { examplesOf } from './docs/doc-comments.js';
import { fencesOf } from './docs/fences.js';
import { brokenLinks } from './docs/links.js';
import { linkModules } from './docs/link-modules.js';
import { type Program, programsOf } from './docs/programs.js';
import { type Imports, missingImports, ownNames, publicNames } from './docs/public-names.js';
import { runFaults } from './docs/run-programs.js';
import { typeFaults } from './docs/type-check.js';
import { publicPackages, root } from './workspace.js';

// Holds the documentation to what the code does: programs in markdown files and in doc comments type-check and run,
// links lead somewhere, and the commands named exist.

const place = `${root}.docs/`;
const compiled = `${place}compiled/`;

const files = (await captureOk(['git', 'ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })).split(
  '\n',
);
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8');
const markdown = files.filter((file) => file.endsWith('.md')).map((file) => ({ file, text: read(file) }));
const sources = files.filter((file) => /^packages\/[^/]+\/src\/.*(?<!\.test|\.generated)\.ts$/.test(file));

const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const faults = markdown.flatMap(({ file, text }) => [
  ...brokenLinks(root, file, text),
  ...unknownCommands(file, text, new Set(Object.keys(scripts))),
]);

const packages = publicPackages();
const names = publicNames(packages);
const programs = [
  ...markdown.flatMap(({ file, text }) => programsOf(file, fencesOf(text))),
  ...sources.flatMap(examplePrograms),
];

await rm(place, { recursive: true, force: true });
await mkdir(place);
await linkModules(packages, `${place}node_modules`);
await compileWorkspace(compiled);
await linkModules(packages, `${compiled}.docs/node_modules`, compiled);
try {
  faults.push(...(await programFaults(programs)));
} finally {
  await rm(place, { recursive: true, force: true });
}

for (const fault of faults) console.error(fault);
const runs = programs.filter((program) => program.run).length;
console.log(
  `docs: ${String(markdown.length)} files, ${String(programs.length)} programs checked, ${String(runs)} of them run, ` +
    `${String(faults.length)} faults`,
);
process.exitCode = faults.length === 0 ? 0 : 1;

/**
 * An example in a doc comment need not import what its own file, its package or another package of the repository
 * exports. What else it speaks of, a context or a table of users, the package's scene declares; such an example is
 * checked and cannot be run.
 */
function examplePrograms(file: string): Program[] {
  const folder = file.split('/', 2).join('/');
  const neighbours = sources.filter((source) => source.startsWith(`${folder}/`)).map(namesIn);
  const scopes = [names.get(folder), namesIn(file), ...neighbours, names.get('packages/core'), ...names.values()];
  const scene = namesIn(`${folder}/test/doc-scene.ts`);
  return programsOf(file, examplesOf(read(file))).map(({ text, lines, run, ...program }) => {
    const declared = missingImports(text, [scene]);
    const imports = missingImports(`${declared} ${text}`, scopes);
    return {
      ...program,
      text: `${imports} ${declared}\n${text}`,
      lines: [lines[0] ?? 1, ...lines],
      run: run && declared === '',
    };
  });
}

function namesIn(file: string): Imports | undefined {
  return files.includes(file) ? ownNames(read(file), `../${file.replace(/\.ts$/, '.js')}`) : undefined;
}

async function programFaults(all: readonly Program[]): Promise<string[]> {
  const written = new Map(all.map((program, index) => [`${place}${String(index)}.ts`, program]));
  await Promise.all([...written].map(([path, { text }]) => writeFile(path, text)));
  const where = (path: string, line = 1): string => {
    const program = written.get(path);
    return `${program?.file ?? path}:${String(program?.lines[line - 1] ?? '?')}`;
  };
  const untyped = typeFaults([...written.keys()]);
  const sound = [...written].filter(([path]) => untyped.every(({ file }) => file !== path));
  const runnable = sound.flatMap(([path, { run }]) => (run ? [path] : []));
  await compile(runnable, compiled);
  const sourceOf = new Map(runnable.map((path) => [path.replace(/^.*\/(.*)\.ts$/, `${compiled}.docs/$1.js`), path]));
  const failed = await runFaults([...sourceOf.keys()]);
  return [
    ...untyped.map(({ file, line, message }) => `${where(file, line)}: ${message}`),
    ...failed.map(({ file, output }) => `${where(sourceOf.get(file) ?? file)}: ${output}`),
  ];
}
