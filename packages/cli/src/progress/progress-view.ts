import type { Clock, RunRecord } from '@nightshift/core';
import type { Output } from '../terminal/output.js';
import { LiveView } from './live-view.js';
import { PlainView } from './plain-view.js';

/** Shows how far runs are, between what the narrator tells. */
export interface ProgressView {
  show(runs: readonly RunRecord[], now: Date): void;
  close(): void;
}

/** Lines that move on a terminal, lines now and then elsewhere, and none when quiet. */
export function progressView(output: Output, env: NodeJS.ProcessEnv, clock: Clock): ProgressView {
  if (output.quiet) return { show: () => undefined, close: () => undefined };
  return output.screen === undefined ? new PlainView(output) : new LiveView(output, { clock, ascii: isAscii(env) });
}

// The Linux console and old Windows terminals draw no blocks.
function isAscii(env: NodeJS.ProcessEnv): boolean {
  return env['TERM'] === 'linux' || (process.platform === 'win32' && env['WT_SESSION'] === undefined);
}
