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
    if (!(Number.isSafeInteger(user.id) && user.id > 0))
      refuse(user, { field: 'id', expected: 'a positive safe integer', received: user.id });
    if (ids.has(user.id)) refuse(user, { field: 'id', expected: 'unique in the population', received: user.id });
    ids.add(user.id);
    checkTraits(user, traitCount);
    checkFilters(user);
    checkBehaviour(user);
  }
}

function checkTraits(user: MatchUser, traitCount: number): void {
  for (const field of ['traits', 'importance', 'ideals'] as const) {
    const length = user[field]?.length ?? traitCount;
    if (length !== traitCount)
      refuse(user, { field, expected: `${traitCount} entries, as the model has traits`, received: length });
  }
  if (!user.traits.every(isShare))
    refuse(user, { field: 'traits', expected: 'numbers in [0, 1]', received: user.traits.find((t) => !isShare(t)) });
  const wish = user.ideals?.find((ideal) => ideal !== null && !isShare(ideal));
  if (wish !== undefined) refuse(user, { field: 'ideals', expected: 'numbers in [0, 1] or null', received: wish });
  const importance = user.importance.find(isOdd) ?? user.preferences.find((wish) => isOdd(wish.importance))?.importance;
  if (importance !== undefined)
    refuse(user, { field: 'importance', expected: `one of ${IMPORTANCES.join(', ')}`, received: importance });
  if (!isShare(user.confidence))
    refuse(user, { field: 'confidence', expected: 'a number in [0, 1]', received: user.confidence });
}

function checkFilters(user: MatchUser): void {
  const bits = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 255;
  if (!bits(user.gender)) refuse(user, { field: 'gender', expected: 'bits in 0..255', received: user.gender });
  if (!bits(user.seeks)) refuse(user, { field: 'seeks', expected: 'bits in 0..255', received: user.seeks });
  for (const field of ['age', 'ageMin', 'ageMax'] as const) {
    if (!Number.isFinite(user[field])) refuse(user, { field, expected: 'a number of years', received: user[field] });
  }
  const place = user.location;
  const onEarth = place === null || (Math.abs(place.lat) <= 90 && Math.abs(place.lon) <= 180);
  if (!onEarth)
    refuse(user, {
      field: 'location',
      expected: 'lat in -90..90 and lon in -180..180',
      received: place && `${place.lat}, ${place.lon}`,
    });
  if (!(user.maxKm === null || user.maxKm >= 0))
    refuse(user, { field: 'maxKm', expected: 'kilometres or null', received: user.maxKm });
}

function checkBehaviour(user: MatchUser): void {
  const { likesReceived, shown, likesGiven, seen } = user.behaviour;
  if (!within(likesReceived, shown))
    refuse(user, {
      field: 'behaviour',
      expected: 'likesReceived in 0..shown',
      received: `${likesReceived} of ${shown}`,
    });
  if (!within(likesGiven, seen))
    refuse(user, { field: 'behaviour', expected: 'likesGiven in 0..seen', received: `${likesGiven} of ${seen}` });
}

const isOdd = (importance: number): boolean => !IMPORTANCES.includes(importance);
const isShare = (value: number): boolean => value >= 0 && value <= 1;
const within = (part: number, whole: number): boolean => part >= 0 && part <= whole && Number.isFinite(whole);

interface Rule {
  readonly field: keyof MatchUser;
  readonly expected: string;
  readonly received: unknown;
}

function refuse(user: MatchUser, { field, expected, received }: Rule): never {
  throw new RangeError(`user ${user.id}: "${field}" must be ${expected}, received ${String(received)}`);
}
