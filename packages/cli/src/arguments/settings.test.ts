import { describe, expect, it } from 'vitest';
import { GLOBAL_FLAGS, WORKER_FLAGS } from './flags.js';
import { Settings } from './settings.js';

const flags = [...GLOBAL_FLAGS, ...WORKER_FLAGS];
const typed = (name: string, value: string | boolean) => ({ name, typed: `--${name}`, value });

describe('settings', () => {
  it('take a flag before the environment, and that before the application', () => {
    const env = { NIGHTSHIFT_CONCURRENCY: '3' };
    const given = [typed('concurrency', '2')];
    expect(new Settings({ flags, given, env }).over({ concurrency: 4 }).wholeNumber('concurrency')).toBe(2);
    expect(new Settings({ flags, given: [], env }).over({ concurrency: 4 }).wholeNumber('concurrency')).toBe(3);
    expect(new Settings({ flags, given: [], env: {} }).over({ concurrency: 4 }).wholeNumber('concurrency')).toBe(4);
    expect(new Settings({ flags, given: [], env: {} }).wholeNumber('concurrency')).toBeUndefined();
  });

  it('read only the variables that stand for a flag', () => {
    const settings = new Settings({
      flags,
      given: [],
      env: { NIGHTSHIFT_JSON: '1', NIGHTSHIFT_YES: '1', NIGHTSHIFT_INPUT: '0' },
    });
    expect([settings.on('json'), settings.on('yes'), settings.on('input')]).toEqual([false, true, false]);
  });

  it('join lists', () => {
    const given = [typed('queue', 'mail,feed'), typed('queue', 'media')];
    expect(new Settings({ flags, given, env: {} }).list('queue')).toEqual(['mail', 'feed', 'media']);
    expect(new Settings({ flags, given: [], env: {} }).list('queue')).toBeUndefined();
  });

  it('refuse what is no whole number', () => {
    const settings = new Settings({ flags, given: [typed('concurrency', 'many')], env: {} });
    expect(() => settings.wholeNumber('concurrency')).toThrow(
      'Expected --concurrency to be a whole number; received "many".',
    );
  });
});
