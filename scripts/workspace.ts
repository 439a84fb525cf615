import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository's folder, with a closing slash. */
export const root = fileURLToPath(new URL('..', import.meta.url));

export interface PublicPackage {
  name: string;
  /** Relative to the repository's folder: `packages/core`. */
  folder: string;
  /** Specifier of each public module, and its source file relative to the repository's folder. */
  modules: { specifier: string; source: string }[];
  dependencies: string[];
}

interface Manifest {
  name: string;
  private?: boolean;
  exports?: Record<string, { '@nightshift/source': string }>;
  dependencies?: Record<string, string>;
}

/** Every package of the workspace that is published, in order of its folder's name. */
export function publicPackages(): PublicPackage[] {
  return readdirSync(`${root}packages`)
    .sort()
    .filter((name) => existsSync(`${root}packages/${name}/package.json`))
    .flatMap((name) => {
      const folder = `packages/${name}`;
      const manifest = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8')) as Manifest;
      return manifest.private === true ? [] : [describe(folder, manifest)];
    });
}

function describe(folder: string, { name, exports = {}, dependencies = {} }: Manifest): PublicPackage {
  return {
    name,
    folder,
    modules: Object.entries(exports).map(([path, targets]) => ({
      specifier: `${name}${path.slice(1)}`,
      source: `${folder}/${targets['@nightshift/source'].replace(/^\.\//, '')}`,
    })),
    dependencies: Object.keys(dependencies),
  };
}
