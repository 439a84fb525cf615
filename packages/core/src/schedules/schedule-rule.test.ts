import { describe, expect, it } from 'vitest';
import type { ScheduleOptions } from '../job/schedule-options.js';
import { checkSchedule } from './schedule-rule.js';

const check = (options: Partial<ScheduleOptions>) => () => checkSchedule('Job "x"', { cron: '@daily', ...options });

describe('a schedule', () => {
  it('has defaults for what it leaves out', () => {
    expect(check({})()).toEqual({
      cron: '@daily',
      timeZone: 'UTC',
      missed: 'once',
      missedCap: 100,
      graceMs: 60_000,
      overlap: 'queue',
    });
  });

  it.each([
    ['', 'neither five nor six fields'],
    ['0', 'neither five nor six fields'],
    ['0 2 * *', 'neither five nor six fields'],
    ['0 0 2 * * * *', 'neither five nor six fields'],
    ['never', 'neither five nor six fields'],
    ['@reboot', 'cannot resolve alias'],
    ['60 2 * * *', 'expected range 0-59'],
    ['0 22-2 * * *', 'min(22) > max(2)'],
    ['*/90 * * * *', "a step of 90 leaves the field's range"],
    ['0 */24 * * *', "a step of 24 leaves the field's range"],
    ['H 2 * * *', 'H stands for another moment in each process'],
    ['0 0 30 2 *', 'Invalid explicit day of month definition'],
  ])('with the expression %j is refused: %s', (cron, why) => {
    expect(check({ cron })).toThrow(`Job "x" has a schedule that is not cron: expected five or six fields`);
    expect(check({ cron })).toThrow(why);
  });

  it('with an endless expression is refused', () => {
    expect(check({ cron: `0 2 ${'1,'.repeat(100)}1 * *` })).toThrow('longer than 200 characters');
  });

  it.each([
    [{ timeZone: 'Mars/Olympus' }, 'an unknown time zone: expected an IANA name'],
    [{ timeZone: '' }, 'an unknown time zone'],
    [{ missedCap: 0 }, 'a missedCap that cannot be: expected a whole number from 1 to 1000, received 0'],
    [{ missedCap: 1.5 }, 'received 1.5'],
    [{ missed: 'never' as 'once' }, "`missed`: expected 'skip' or 'once' or 'all', received \"never\""],
    [{ overlap: 'allow' as 'skip' }, "`overlap`: expected 'queue' or 'skip' or 'replace', received \"allow\""],
    [{ grace: -1 }, 'Expected grace of the schedule of Job "x"'],
  ])('with %j is refused', (options, why) => {
    expect(check(options)).toThrow(why);
  });
});
