import { expect, it } from 'vitest';
import { UpkeepPace } from './upkeep-pace.js';

function workUntilDue(pace: UpkeepPace): number {
  for (let worked = 100; ; worked += 100) if (pace.worked(100)) return worked;
}

it('upkeep is due after a second of work, and later when the last one took long', () => {
  const pace = new UpkeepPace(1_000);
  expect(workUntilDue(pace)).toBe(1_000);
  pace.tidied(10);
  expect(workUntilDue(pace)).toBe(1_000);
  pace.tidied(400);
  expect(workUntilDue(pace)).toBe(8_000);
  pace.tidied(1);
  expect(workUntilDue(pace)).toBe(1_000);
});

it('work that is done before upkeep finds its moment does not count for the next one', () => {
  const pace = new UpkeepPace(1_000);
  workUntilDue(pace);
  pace.worked(900);
  pace.tidied(10);
  expect(workUntilDue(pace)).toBe(1_000);
});
