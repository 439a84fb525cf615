import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { problemKindInfo } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { type Tarball } from './tarball.js';

/**
 * What the package that every host installs may weigh and may pull in. The aim is 100,000 bytes; a third of what it
 * weighs are declarations with their comments, and a tenth what only those load who ask for it: the queue handle, the threads.
 */
const limits = { name: '@nightshift/core', bytes: 178_000, dependencies: 6 };

/** Everything that is wrong with a packed package, one sentence each. */
export async function inspectTarball(tarball: Tarball): Promise<string[]> {
  return [
    ...overLimits(tarball),
    ...sourceCondition(tarball),
    ...(await publishingFaults(tarball)),
    ...(await typeResolutionFaults(tarball)),
  ];
}

function overLimits({ package: { name, dependencies }, bytes }: Tarball): string[] {
  if (name !== limits.name) return [];
  const problems: string[] = [];
  if (bytes > limits.bytes) problems.push(`is ${String(bytes)} bytes packed, expected at most ${String(limits.bytes)}`);
  if (dependencies.length > limits.dependencies) {
    problems.push(`has ${String(dependencies.length)} dependencies, expected at most ${String(limits.dependencies)}`);
  }
  return problems;
}

// Left in, the condition would point a host that sets it at a source folder that is not in the package.
function sourceCondition({ package: { name }, content }: Tarball): string[] {
  const manifest = createPackageFromTarballData(content).readFile(`/node_modules/${name}/package.json`);
  return manifest.includes('@nightshift/source')
    ? ['the packed package.json still has the @nightshift/source condition: list the exports under publishConfig']
    : [];
}

async function publishingFaults({ content }: Tarball): Promise<string[]> {
  const tarball = new Uint8Array(content).buffer;
  const { messages, pkg } = await publint({ pack: { tarball }, level: 'warning', strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`);
}

// What only a CommonJS host or Node's resolution of old would meet is no fault of a package that is ESM alone.
const foreign = new Set<unknown>(['node10', 'node16-cjs']);

async function typeResolutionFaults({ content }: Tarball): Promise<string[]> {
  const analysis = await checkPackage(createPackageFromTarballData(content));
  if (!analysis.types) return ['attw: the package has no types'];
  const problems = analysis.problems.filter((each) => !('resolutionKind' in each && foreign.has(each.resolutionKind)));
  return problems.map((problem) => {
    const details = JSON.stringify({ ...problem, trace: undefined });
    return `attw: ${problemKindInfo[problem.kind].description} ${details}`;
  });
}
