import type * as core from '@nightshift/core';
import type * as adapter from '../../src/index.js';

/** What a program with jobs on PostgreSQL needs of a build. */
export type Build = Pick<typeof core, 'createJobs' | 'defineJob' | 'fixed' | 'requires'> &
  Pick<typeof adapter, 'postgresStore'>;

export type BuildName = 'previous' | 'this';

/** The library of this checkout, or the release before it, which previous-release/README.md tells about. */
export async function loadBuild(name: BuildName): Promise<Build> {
  if (name === 'previous')
    return (await import(new URL('../previous-release/release.js', import.meta.url).href)) as Build;
  return { ...(await import('@nightshift/core')), ...(await import('../../src/index.js')) };
}
