import { v7 } from 'uuid';
import type { Clock, Random } from './clock.js';

/** Makes ids of runs and flows: UUID version 7, so that they sort by the moment they were made. */
export function runIds(clock: Clock, random?: Random): () => string {
  // UUID v7 counts upwards within a millisecond, so that the ids of one list keep its order.
  let last = 0;
  let seq = 0;
  return () => {
    const now = Math.max(clock.now(), last);
    seq = now === last ? seq + 1 : 0;
    last = now;
    return v7({ msecs: now, seq, ...(random && { random: bytes(random) }) });
  };
}

function bytes(random: Random): Uint8Array {
  return Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256));
}
