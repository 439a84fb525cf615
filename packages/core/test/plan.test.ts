import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createJobs, defineJob, memoryStore, type NightshiftError, Registry, type AnyJob } from '@nightshift/core';
import { inMemory } from './harness.js';

const run = () => null;
const plain = (name: string, group: string, edges: { needs?: AnyJob[]; after?: AnyJob[] } = {}) =>
  defineJob({ name, group, description: name, dependsOn: edges.needs ?? [], after: edges.after ?? [], run });

const traits = plain('build-user-traits', 'matching');
const interests = plain('user-interest-sets', 'search');
const scores = plain('match-scores', 'matching', { needs: [traits], after: [interests] });
const compatibility = plain('compatibility', 'matching', { needs: [scores] });
const features = plain('content-features', 'feed');
const trending = plain('trending', 'feed', { needs: [features] });
const affinity = plain('affinity', 'feed', { after: [features, trending] });
const presort = plain('feed-presort', 'feed', { needs: [scores, trending, affinity], after: [compatibility] });
const social = [traits, scores, compatibility, features, trending, affinity, presort, interests];

describe('plan', () => {
  it('pulls in what a group needs from other groups, in the order of the catalogue', () => {
    const plan = inMemory(social).plan({ group: 'feed' });
    expect(plan.runs.map((planned) => planned.job)).toEqual([
      'build-user-traits',
      'match-scores',
      'content-features',
      'trending',
      'affinity',
      'feed-presort',
    ]);
    expect(plan.runs[1]?.reason).toEqual({ kind: 'needed', by: ['feed-presort'] });
    expect(plan.runs[5]?.reason).toEqual({ kind: 'asked' });
    expect(plan.levels).toEqual([
      ['build-user-traits', 'content-features'],
      ['match-scores', 'trending'],
      ['affinity'],
      ['feed-presort'],
    ]);
  });

  it('orders by `after` only among what is there, without its failure mattering', () => {
    const jobs = inMemory(social);
    const both = jobs.plan({ jobs: [scores, interests] });
    expect(both.runs.map((planned) => planned.job)).toEqual([
      'build-user-traits',
      'user-interest-sets',
      'match-scores',
    ]);
    expect(both.runs[2]?.parents).toEqual([
      { job: 'build-user-traits', onFailure: 'cancel' },
      { job: 'user-interest-sets', onFailure: 'continue' },
    ]);
    expect(jobs.plan({ jobs: [scores] }).runs.map((planned) => planned.job)).not.toContain('user-interest-sets');
  });

  it('names the path of a circle', () => {
    const first: AnyJob = plain('first', 'g');
    const second = plain('second', 'g', { needs: [first] });
    const third = plain('third', 'g', { needs: [second] });
    const closed = { ...first, dependsOn: [{ job: third, onFailure: 'cancel' as const }] };
    const jobs = inMemory([closed, second, third]);
    expect(() => jobs.plan({ jobs: ['third'] })).toThrow('third -> second -> first -> third');
    const softly = { ...first, after: [{ job: third, onFailure: 'continue' as const }] };
    expect(() => inMemory([softly, second, third]).plan({ all: true })).toThrow(
      /circle: .*first -> third -> second -> first/,
    );
  });

  it('gives each value to the jobs that take it, and refuses one that no job takes', () => {
    const perUser = defineJob({
      name: 'per-user',
      description: 'd',
      input: z.object({ userId: z.number().optional() }),
      run,
    });
    const whole = defineJob({
      name: 'whole',
      description: 'd',
      input: z.object({ limit: z.number().optional() }),
      run,
    });
    const jobs = inMemory([perUser, whole]);
    const plan = jobs.plan({ all: true, input: { userId: 8 } });
    expect(plan.runs.map((planned) => planned.input)).toEqual([{ userId: 8 }, {}]);
    expect(() => jobs.plan({ all: true, input: { userID: 8 } })).toThrow('Did you mean "userId"?');
  });

  it('suggests the nearest group and job', () => {
    const jobs = inMemory(social);
    expect(() => jobs.plan({ group: 'fed' })).toThrow('Did you mean "feed"?');
    expect(() => jobs.plan({ jobs: ['match-score'] })).toThrow('Did you mean "match-scores"?');
  });
});

describe('registry', () => {
  it('refuses two jobs of one name, reserved names, and a dependency that is missing', () => {
    const code = (list: AnyJob[]): string | undefined => {
      try {
        createJobs({ jobs: list, store: memoryStore() });
        return undefined;
      } catch (error) {
        return (error as NightshiftError).code;
      }
    };
    expect(code([traits, plain('build-user-traits', 'other')])).toBe('DUPLICATE_JOB');
    expect(code([plain('all', 'g')])).toBe('RESERVED_NAME');
    expect(code([scores])).toBe('UNKNOWN_JOB');
    expect(code([traits, scores])).toBeUndefined();
  });

  it('keeps the order that jobs were given in', () => {
    expect(new Registry(social).names.slice(0, 3)).toEqual(['build-user-traits', 'match-scores', 'compatibility']);
    expect(new Registry(social).groups).toEqual(['matching', 'feed', 'search']);
  });
});
