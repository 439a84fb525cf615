import { createHash } from 'node:crypto';
import type { MatchSettings, MatchVersion } from './model.js';

/** Part of every digest: raise it when the same settings and inputs start to give other scores. */
const SCORING_REVISION = 1;

const V1: MatchSettings = {
  version: 'v1',
  fusion: 'geometric',
  traits: 0.6,
  preferences: 0.4,
  behaviour: 0,
  interests: 0,
  interestFloor: 0.5,
  shrink: false,
  calibrate: false,
  behaviourPrior: 10,
  behaviourTrust: 20,
};

const V2: MatchSettings = {
  ...V1,
  version: 'v2',
  fusion: 'harmonic',
  traits: 0.45,
  preferences: 0.25,
  behaviour: 0.3,
  interests: 0.2,
  shrink: true,
  calibrate: true,
};

/**
 * The settings of a version, with a host's own choices on top.
 *
 * @throws RangeError when a weight is negative, shares are outside [0, 1], or traits have no weight.
 */
export function matchSettings(version: MatchVersion, overrides: Partial<MatchSettings> = {}): MatchSettings {
  const settings = { ...(version === 'v1' ? V1 : V2), ...overrides, version };
  requireRange(settings, 'traits', [Number.MIN_VALUE, Infinity]);
  for (const name of ['preferences', 'behaviour', 'behaviourPrior', 'behaviourTrust'] as const) {
    requireRange(settings, name, [0, Number.MAX_VALUE]);
  }
  for (const name of ['interests', 'interestFloor'] as const) requireRange(settings, name, [0, 1]);
  return settings;
}

/** Digest of what people decide: equal digests mean that an old model is still what the settings ask for. */
export function settingsDigest(settings: MatchSettings): string {
  return digestOf({ revision: SCORING_REVISION, settings });
}

/** The first 16 hex digits of the SHA-256 of a JSON value. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

type NumericSetting = { [K in keyof MatchSettings]: MatchSettings[K] extends number ? K : never }[keyof MatchSettings];

function requireRange(settings: MatchSettings, name: NumericSetting, [low, high]: [number, number]): void {
  const value = settings[name];
  if (value >= low && value <= high) return;
  throw new RangeError(`match setting "${name}" must be between ${low} and ${high}, received ${value}`);
}
