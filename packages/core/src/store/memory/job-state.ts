import type { Json } from '../../json.js';
import { fromTextOrNull, toText } from './json-text.js';
import type { Memory } from './memory.js';

export function getState(memory: Memory, job: string): Json | null {
  return fromTextOrNull<Json>(memory.states.get(job) ?? null);
}

export function setState(memory: Memory, job: string, value: Json): void {
  memory.states.set(job, toText(value));
}
