import { describe, expect, it } from 'vitest';
import { differences, faultsOf, type Evidence } from './same-work.js';

const worked = { handled: 70, repeated: 0, settled: 70, left: 0, failed: 0, kept: 70 };
const evidence: Evidence = { payloadBytes: 200, server: '7.0, appendonly yes', acknowledged: 70, stored: 70, worked };

describe('faultsOf', () => {
  it.each([
    ['an acknowledged enqueue that is not stored', { stored: 69 }, 'runs in the store: expected 70, found 69'],
    ['a run that no handler saw', { worked: { ...worked, handled: 69 } }, 'runs handled: expected 70, found 69'],
    ['a run that was handled twice', { worked: { ...worked, repeated: 1 } }, 'runs handled again: expected 0, found 1'],
    ['an end that was not written', { worked: { ...worked, settled: 69 } }, 'runs settled: expected 70, found 69'],
    ['a run left behind', { worked: { ...worked, left: 1 } }, 'runs left in the store: expected 0, found 1'],
    ['a run that failed', { worked: { ...worked, failed: 2 } }, 'runs failed: expected 0, found 2'],
    [
      'history that is not all there',
      { worked: { ...worked, kept: 69 } },
      'finished runs in the store: expected 70, found 69',
    ],
  ])('names %s', (_, changes, fault) => {
    expect(faultsOf({ ...evidence, ...changes })).toEqual([fault]);
  });

  it('finds none in work that is whole, with history, without, and where nobody worked', () => {
    expect(faultsOf(evidence)).toEqual([]);
    expect(faultsOf({ ...evidence, worked: { ...worked, kept: null } })).toEqual([]);
    expect(faultsOf({ ...evidence, worked: null })).toEqual([]);
  });
});

describe('differences', () => {
  it.each<[string, Partial<Evidence>, string]>([
    ['payload', { payloadBytes: 20 }, 'payload bytes differ: 200 and 20'],
    [
      'durability of the server',
      { server: '7.0, appendonly no' },
      'server settings differ: 7.0, appendonly yes and 7.0, appendonly no',
    ],
    ['number of acknowledged enqueues', { acknowledged: 1_000 }, 'acknowledged enqueues differ: 70 and 1,000'],
    ['number of handled runs', { worked: { ...worked, handled: 69 } }, 'runs handled differ: 70 and 69'],
    ['number of settled runs', { worked: { ...worked, settled: 69 } }, 'runs settled differ: 70 and 69'],
  ])('names another %s', (_, changes, difference) => {
    expect(differences(evidence, { ...evidence, ...changes })).toEqual([difference]);
  });

  it('lets one side keep history and the other none', () => {
    expect(differences(evidence, { ...evidence, worked: { ...worked, kept: null } })).toEqual([]);
  });
});
