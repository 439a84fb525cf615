import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { captureOk, pnpm } from '../child-process.js';
import { type PublicPackage, root } from '../workspace.js';

/** A package as it would be published. */
export interface Tarball {
  package: PublicPackage;
  file: string;
  bytes: number;
  content: Buffer;
}

/** Packs a built package into `place`. */
export async function pack(each: PublicPackage, place: string): Promise<Tarball> {
  const file = join(place, `${each.name.replace('@', '').replace('/', '-')}.tgz`);
  await captureOk(pnpm('pack', '--out', file), { cwd: resolve(root, each.folder) });
  const content = await readFile(file);
  return { package: each, file, bytes: content.byteLength, content };
}
