import type { Settings } from '../arguments/settings.js';
import type { Host } from '../host.js';

/** Whether there is somebody to ask: both ends are a terminal, it is no CI, and nobody refused. */
export function canAsk({ stdin, stderr, env }: Host, settings: Settings): boolean {
  const ci = env['CI'];
  const inCi = ci !== undefined && ci !== '' && ci !== 'false' && ci !== '0';
  return stdin.isTTY && stderr.isTTY && !inCi && !settings.on('json') && settings.on('input');
}
