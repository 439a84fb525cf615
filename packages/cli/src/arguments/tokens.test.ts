import { describe, expect, it } from 'vitest';
import { hyphenated, indexOfFirstPositional, knownOptions, readTokens } from './tokens.js';

const known = knownOptions([
  { name: 'userId', type: 'text' },
  { name: 'dryRun', type: 'boolean' },
  { name: 'yes', type: 'boolean', short: 'y' },
]);

describe('arguments', () => {
  it('are read under both spellings, with = and without', () => {
    const { given, positionals } = readTokens(['job', '--userId', '8', '--user-id=9', '--dry-run', '-y'], known);
    expect(positionals).toEqual(['job']);
    expect(given.map(({ name, value }) => [name, value])).toEqual([
      ['userId', '8'],
      ['userId', '9'],
      ['dryRun', true],
      ['yes', true],
    ]);
  });

  it('turn a switch off with no- or =false', () => {
    const { given } = readTokens(['--no-dryRun', '--no-dry-run', '--dryRun=false'], known);
    expect(given.map(({ name, value }) => [name, value])).toEqual(Array(3).fill(['dryRun', false]));
  });

  it('are plain words after --', () => {
    const { positionals, unknown } = readTokens(['--', '--userId', '-x'], known);
    expect({ positionals, unknown }).toEqual({ positionals: ['--userId', '-x'], unknown: [] });
  });

  it('tell what is unknown as it was typed', () => {
    expect(readTokens(['--userID=8', '--no-userId', '-z'], known).unknown).toEqual(['--userID', '--no-userId', '-z']);
  });

  it.each([
    [['--userId'], 'Expected a value after --userId.'],
    [['--userId', '--dryRun'], 'Write --userId=… when it is the value.'],
    [['--dryRun=maybe'], 'received --dryRun=maybe'],
  ])('refuse %j', (args, message) => {
    expect(() => readTokens(args, known)).toThrow(message);
  });

  it('know where the command stands', () => {
    expect(indexOfFirstPositional(['--userId', '8', '-y', 'run', 'job'], known)).toBe(3);
    expect(indexOfFirstPositional(['-y'], known)).toBeUndefined();
  });

  it.each([
    ['userId', 'user-id'],
    ['maxHTTPCalls', 'max-httpcalls'],
    ['top10Users', 'top10-users'],
    ['plain', 'plain'],
  ])('spell %s as %s', (name, spelled) => {
    expect(hyphenated(name)).toBe(spelled);
  });
});
