import { drawPerson, type Person, type PersonSettings } from './person.js';

const EARTH_RADIUS_KM = 6371;
const GENDER_BITS = { man: 1, woman: 2, nonbinary: 4 } as const;
const DOMAINS = 5;

/** What decides about meeting and liking, for everybody at once, in a few dozen bytes each; indices are id - 1. */
export interface World {
  readonly count: number;
  readonly city: Uint8Array;
  /** Indices by city. */
  readonly citizens: readonly Int32Array[];
  readonly popularity: Float32Array;
  readonly pickiness: Float32Array;
  /** Both look for each other's gender and age, within both distances, and are active. */
  canMeet(one: number, other: number): boolean;
  /** How well `to` truly suits `from`, as a rough standard score; a score never sees it. */
  trueFit(from: number, to: number): number;
}

/** Draws everybody once. The rows written later are drawn again from the same streams, so no person is kept as an object. */
export function buildWorld(users: number, settings: PersonSettings): World {
  const columns = emptyColumns(users);
  for (let index = 0; index < users; index += 1) fill(columns, index, drawPerson(index + 1, settings));
  return {
    count: users,
    city: columns.city,
    citizens: settings.cities.map((_, city) =>
      Int32Array.from(columns.city.keys()).filter((index) => columns.city[index] === city),
    ),
    popularity: columns.popularity,
    pickiness: columns.pickiness,
    canMeet: (one, other) => canMeet(columns, one, other),
    trueFit: (from, to) => trueFit(columns, from, to),
  };
}

type Columns = ReturnType<typeof emptyColumns>;

function emptyColumns(users: number) {
  return {
    gender: new Uint8Array(users),
    seeks: new Uint8Array(users),
    age: new Uint8Array(users),
    ageMin: new Uint8Array(users),
    ageMax: new Uint8Array(users),
    city: new Uint8Array(users),
    latitude: new Float32Array(users),
    longitude: new Float32Array(users),
    maxKm: new Float32Array(users),
    domains: new Float32Array(users * DOMAINS),
    ideals: new Float32Array(users * DOMAINS),
    popularity: new Float32Array(users),
    pickiness: new Float32Array(users),
  };
}

function fill(columns: Columns, index: number, person: Person): void {
  columns.gender[index] = GENDER_BITS[person.gender];
  columns.seeks[index] =
    person.status === 'active' ? person.seeks.reduce((bits, gender) => bits | GENDER_BITS[gender], 0) : 0;
  for (const column of [
    'age',
    'ageMin',
    'ageMax',
    'city',
    'latitude',
    'longitude',
    'popularity',
    'pickiness',
  ] as const) {
    columns[column][index] = person[column];
  }
  columns.maxKm[index] = person.maxKm ?? Infinity;
  columns.domains.set(person.traits.domains, index * DOMAINS);
  columns.ideals.set(person.ideals, index * DOMAINS);
}

function canMeet(columns: Columns, one: number, other: number): boolean {
  return (
    one !== other &&
    (columns.seeks[one]! & columns.gender[other]!) !== 0 &&
    (columns.seeks[other]! & columns.gender[one]!) !== 0 &&
    accepts(columns, one, other) &&
    accepts(columns, other, one) &&
    kilometres(columns, one, other) <= Math.min(columns.maxKm[one]!, columns.maxKm[other]!)
  );
}

function accepts(columns: Columns, from: number, to: number): boolean {
  const age = columns.age[to]!;
  return age >= columns.ageMin[from]! && age <= columns.ageMax[from]!;
}

function kilometres(columns: Columns, one: number, other: number): number {
  const radians = Math.PI / 180;
  const [lat1, lat2] = [columns.latitude[one]! * radians, columns.latitude[other]! * radians];
  const halfLat = Math.sin((lat2 - lat1) / 2);
  const halfLon = Math.sin(((columns.longitude[other]! - columns.longitude[one]!) * radians) / 2);
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(halfLat ** 2 + Math.cos(lat1) * Math.cos(lat2) * halfLon ** 2));
}

// The squared distance to the ideal over five domains has a mean near 8.6 and a deviation near 6.2 in this population.
function trueFit(columns: Columns, from: number, to: number): number {
  let distance = 0;
  for (let domain = 0; domain < DOMAINS; domain += 1) {
    distance += (columns.ideals[from * DOMAINS + domain]! - columns.domains[to * DOMAINS + domain]!) ** 2;
  }
  return (8.6 - distance) / 6.2;
}
