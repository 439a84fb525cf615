import { defineJob, Registry } from '@nightshift/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UsageError } from '../usage-error.js';
import { jobInputs, missingError, missingOptions } from './job-inputs.js';
import { readRunArguments } from './run-arguments.js';

const copy = defineJob({
  name: 'copy-user',
  description: 'Copies one user',
  group: 'users',
  input: z.object({ userId: z.coerce.number().int(), mode: z.enum(['full', 'delta']).default('full') }),
  run: () => undefined,
});
const report = defineJob({
  name: 'send-report',
  description: 'Sends the report',
  group: 'nightly',
  input: z.object({ userId: z.string().optional(), dryRun: z.boolean().default(false) }),
  dependsOn: [copy],
  run: () => undefined,
});
const registry = new Registry([copy, report]);

function inputsOf(args: readonly string[], opts = {}, group?: string): Record<string, unknown> {
  const { jobs, given } = readRunArguments(args, group, registry);
  return Object.fromEntries(jobInputs(jobs, { given, opts }));
}

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof UsageError) return [error.message, ...error.hints].join(' ');
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('what run is told', () => {
  it('gives each value to the jobs that take it, by their own type', () => {
    expect(inputsOf(['all', '--userId=8', '--dryRun'])).toEqual({
      'copy-user': { userId: 8 },
      'send-report': { userId: '8', dryRun: true },
    });
    expect(inputsOf(['copy-user', '--user-id', '8'], { userId: 1, mode: 'delta' })).toEqual({
      'copy-user': { userId: 8, mode: 'delta' },
    });
    expect(Object.keys(inputsOf(['--userId=8'], {}, 'nightly'))).toEqual(['send-report', 'copy-user']);
  });

  it('is nothing when no job is named', () => {
    expect(readRunArguments(['--json'], undefined, registry).selection).toBeUndefined();
  });

  it.each([
    [['copy-user', '--userID=8'], 'copy-user has no option --userID. Nothing was enqueued. Did you mean --userId?'],
    [['--userID', '8', 'copy-user'], 'Did you mean --userId?'],
    [['copy-user', '--dryRun'], 'copy-user has no option --dryRun.'],
    [['copy-user', '--dry-run'], 'copy-user has no option --dry-run.'],
    [['copy-user', '--yess'], 'Did you mean --yes?'],
    [['all', '--userid=8'], 'No job here takes --userid.'],
    [['copy-users'], 'Unknown job "copy-users". Nothing was enqueued. Did you mean copy-user?'],
    [['all', 'copy-user'], '`all` is every job: name it alone.'],
    [['copy-user', '--userId'], 'Expected a value after --userId.'],
    [['copy-user', '--userId=eight'], 'Expected --userId to be a whole number; received "eight".'],
    [['copy-user', '--mode=ful'], 'Expected --mode to be one of full, delta; received "ful". Did you mean full?'],
  ])('is refused for %j', (args, message) => {
    expect(refusal(() => inputsOf(args))).toContain(message);
  });

  it('is refused for an unknown group, one with jobs, and a value of --opts that no job takes', () => {
    expect(refusal(() => inputsOf([], {}, 'night'))).toContain('Did you mean nightly?');
    expect(refusal(() => inputsOf(['copy-user'], {}, 'nightly'))).toContain('Name jobs or a group, not both.');
    expect(refusal(() => inputsOf(['copy-user'], { userid: 8 }))).toContain('Did you mean "userId"?');
  });

  it('names every value that is missing', () => {
    const { jobs } = readRunArguments(['all'], undefined, registry);
    const error = missingError(missingOptions(jobs, new Map()));
    expect([error.message, ...error.hints]).toEqual([
      'Missing --userId. Nothing was enqueued.',
      'copy-user needs --userId <integer>',
    ]);
  });
});
