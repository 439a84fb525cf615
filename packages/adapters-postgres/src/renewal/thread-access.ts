import { settingsForThread, type Refused } from '@nightshift/core/threads';
import { createRequire } from 'node:module';

/** How a thread connects to the same server as the host: a copy of the settings, or why there can be none. */
export type ThreadAccess =
  { readonly driver: 'pg' | 'postgres'; readonly options: { readonly [name: string]: unknown } } | Refused;

/**
 * Copies the settings that a driver connects with.
 *
 * @param settings - by name; what is undefined is left out.
 */
export function threadAccess(driver: 'pg' | 'postgres', settings: { readonly [name: string]: unknown }): ThreadAccess {
  const copy = settingsForThread(settings);
  if ('refused' in copy) return copy;
  if (!isInstalled(driver)) {
    return { refused: `The package "${driver}" is not installed where @nightshift/adapters-postgres finds it` };
  }
  return { driver, options: copy.settings };
}

/** TLS settings in which the private key can be seen: drivers hide it from enumeration, and with it from a copy. */
export function visibleKey(ssl: unknown): unknown {
  if (typeof ssl !== 'object' || ssl === null) return ssl;
  const key: unknown = Reflect.get(ssl, 'key');
  return key === undefined ? ssl : { ...ssl, key };
}

function isInstalled(driver: string): boolean {
  try {
    createRequire(import.meta.url).resolve(driver);
    return true;
  } catch {
    // Not found, which is the answer.
    return false;
  }
}
