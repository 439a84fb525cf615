import { checkLimit } from '../check-arguments.js';
import type { PromoteAnswer } from '../contract.js';
import type { Memory } from './memory.js';

export function promote(memory: Memory, limit: number): PromoteAnswer {
  checkLimit('limit', limit);
  const now = memory.now;
  const { scheduled } = memory.runs;
  let promoted = 0;
  for (
    let next = scheduled.peek();
    next !== undefined && next.runAt <= now && promoted < limit;
    next = scheduled.peek()
  ) {
    const run = next;
    memory.runs.change(run, () => void (run.state = 'queued'));
    promoted += 1;
  }
  if (promoted > 0) memory.signals.queued({ due: true });
  const next = scheduled.peek();
  return { promoted, nextDueMs: next === undefined ? null : Math.max(0, next.runAt - now) };
}
