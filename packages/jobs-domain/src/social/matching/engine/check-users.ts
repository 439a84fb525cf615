import type { MatchUser } from '../user.js';

const IMPORTANCES: readonly number[] = [0, 1, 10, 50, 250];

/**
 * Refuses a population that cannot be scored.
 *
 * @throws RangeError naming the user, the field, what was expected and what was received.
 */
export function checkUsers(users: readonly MatchUser[], traitCount: number): void {
  const ids = new Set<number>();
  for (const user of users) {
    requireThat(Number.isSafeInteger(user.id) && user.id > 0, user, { field: 'id', expected: 'a positive safe integer', received: user.id });
    requireThat(!ids.has(user.id), user, { field: 'id', expected: 'unique in the population', received: user.id });
    ids.add(user.id);
    checkTraits(user, traitCount);
    checkFilters(user);
    checkBehaviour(user);
  }
}

function checkTraits(user: MatchUser, traitCount: number): void {
  for (const field of ['traits', 'importance', 'ideals'] as const) {
    const length = user[field]?.length ?? traitCount;
    requireThat(length === traitCount, user, { field, expected: `${traitCount} entries, as the model has traits`, received: length });
  }
  requireThat(user.traits.every(isShare), user, { field: 'traits', expected: 'numbers in [0, 1]', received: user.traits.find((t) => !isShare(t)) });
  const wish = user.ideals?.find((ideal) => ideal !== null && !isShare(ideal));
  requireThat(wish === undefined, user, { field: 'ideals', expected: 'numbers in [0, 1] or null', received: wish });
  const importance = [...user.importance, ...user.preferences.map((p) => p.importance)].find((i) => !IMPORTANCES.includes(i));
  requireThat(importance === undefined, user, { field: 'importance', expected: `one of ${IMPORTANCES.join(', ')}`, received: importance });
  requireThat(isShare(user.confidence), user, { field: 'confidence', expected: 'a number in [0, 1]', received: user.confidence });
}

function checkFilters(user: MatchUser): void {
  const bits = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 255;
  requireThat(bits(user.gender), user, { field: 'gender', expected: 'bits in 0..255', received: user.gender });
  requireThat(bits(user.seeks), user, { field: 'seeks', expected: 'bits in 0..255', received: user.seeks });
  for (const field of ['age', 'ageMin', 'ageMax'] as const) {
    requireThat(Number.isFinite(user[field]), user, { field, expected: 'a number of years', received: user[field] });
  }
  const place = user.location;
  const onEarth = place === null || (Math.abs(place.lat) <= 90 && Math.abs(place.lon) <= 180);
  requireThat(onEarth, user, { field: 'location', expected: 'lat in -90..90 and lon in -180..180', received: place && `${place.lat}, ${place.lon}` });
  requireThat(user.maxKm === null || user.maxKm >= 0, user, { field: 'maxKm', expected: 'kilometres or null', received: user.maxKm });
}

function checkBehaviour(user: MatchUser): void {
  const { likesReceived, shown, likesGiven, seen } = user.behaviour;
  requireThat(within(likesReceived, shown), user, { field: 'behaviour', expected: 'likesReceived in 0..shown', received: `${likesReceived} of ${shown}` });
  requireThat(within(likesGiven, seen), user, { field: 'behaviour', expected: 'likesGiven in 0..seen', received: `${likesGiven} of ${seen}` });
}

const isShare = (value: number): boolean => value >= 0 && value <= 1;
const within = (part: number, whole: number): boolean => part >= 0 && part <= whole && Number.isFinite(whole);

interface Rule {
  readonly field: keyof MatchUser;
  readonly expected: string;
  readonly received: unknown;
}

function requireThat(holds: boolean, user: MatchUser, { field, expected, received }: Rule): void {
  if (holds) return;
  throw new RangeError(`user ${user.id}: "${field}" must be ${expected}, received ${String(received)}`);
}
