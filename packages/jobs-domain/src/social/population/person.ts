import { CITIES, type City } from './cities.js';
import { DOMAIN_NAMES, drawTrueTraits, type TrueTraits } from './five-factors.js';
import { FIRST_NAMES } from './names.js';
import { chance, type Chance } from './random.js';

export type Gender = keyof typeof FIRST_NAMES;

/** A stated or true wish: the ideal of a domain as a standard score. */
export interface TraitWish {
  readonly domain: number;
  readonly ideal: number;
  readonly importance: number;
}

/** A soft preference over an attribute. */
export interface AttributeWish {
  readonly attribute: string;
  readonly accepted: readonly string[];
  readonly importance: number;
}

/** Everything about one generated person; a pure function of the population's settings and the id. */
export interface Person {
  readonly id: number;
  readonly displayName: string;
  readonly gender: Gender;
  readonly seeks: readonly Gender[];
  readonly age: number;
  /** Days since the last birthday. */
  readonly ageDays: number;
  readonly ageMin: number;
  readonly ageMax: number;
  readonly city: number;
  readonly cityName: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly maxKm: number | null;
  readonly status: 'active' | 'paused' | 'closed';
  readonly attributes: Readonly<Record<string, string>>;
  readonly traits: TrueTraits;
  /** True ideal of each domain, as a standard score. */
  readonly ideals: readonly number[];
  readonly wishes: readonly TraitWish[];
  readonly attributeWishes: readonly AttributeWish[];
  /** How much others are drawn to the person beyond fit, and how readily the person says no; standard scores. */
  readonly popularity: number;
  readonly pickiness: number;
}

/** What all persons of a population share. */
export interface PersonSettings {
  readonly seed: number;
  readonly cities: readonly City[];
  /** What is known of real people; the rest is drawn. */
  readonly known?: (id: number) => Pick<Person, 'gender' | 'age'>;
}

/** The soft attributes with how common each value is. */
const ATTRIBUTES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  smoking: { no: 74, sometimes: 14, yes: 12 },
  drinking: { no: 20, socially: 65, often: 15 },
  children: { want: 38, open: 27, none: 20, have: 15 },
  diet: { anything: 70, vegetarian: 18, vegan: 8, halal: 4 },
  education: { school: 35, bachelor: 40, master: 20, doctorate: 5 },
  religion: { none: 52, christian: 28, muslim: 8, jewish: 3, hindu: 4, other: 5 },
};
const IMPORTANCE_POINTS = [1, 10, 50, 250] as const;
const IMPORTANCE_SHARES = [0.35, 0.4, 0.2, 0.05] as const;

/** Cities that a population of a size lives in: about a thousand people each, as long as there are cities. */
export function citiesFor(users: number): readonly City[] {
  return CITIES.slice(0, Math.max(1, Math.min(CITIES.length, Math.round(users / 1000))));
}

export function drawPerson(id: number, { seed, cities, known }: PersonSettings): Person {
  const draw = chance(seed, 1, id);
  const drawn = { gender: drawGender(draw), age: drawAge(draw) };
  const { gender, age } = known?.(id) ?? drawn;
  const city = draw.weighted(cities.map(({ size }) => size));
  const traits = drawTrueTraits(draw);
  const ideals = Array.from(traits.domains, (own) => 0.6 * own + 0.6 * draw.normal());
  return {
    id,
    displayName: drawName(draw, gender),
    gender,
    seeks: drawSeeks(draw, gender),
    age,
    ageDays: draw.below(365),
    ...drawAgeRange(draw, age),
    city,
    cityName: cities[city]!.name,
    ...drawPlace(draw, cities[city]!),
    status: (['active', 'paused', 'closed'] as const)[draw.weighted([96, 3, 1])]!,
    attributes: drawAttributes(draw),
    traits,
    ideals,
    wishes: drawWishes(draw, ideals),
    attributeWishes: drawAttributeWishes(draw),
    popularity: draw.normal(),
    pickiness: draw.normal(),
  };
}

function drawGender(draw: Chance): Gender {
  return (['man', 'woman', 'nonbinary'] as const)[draw.weighted([49, 48.5, 2.5])]!;
}

function drawAge(draw: Chance): number {
  return Math.round(Math.min(80, Math.max(18, 18 + Math.exp(2.45 + 0.6 * draw.normal()))));
}

function drawSeeks(draw: Chance, gender: Gender): readonly Gender[] {
  if (gender === 'nonbinary')
    return draw.unit() < 0.6 ? ['man', 'woman', 'nonbinary'] : [draw.unit() < 0.5 ? 'man' : 'woman', 'nonbinary'];
  const other = gender === 'man' ? 'woman' : 'man';
  const [same, both] = [[gender], [gender, other]] as const;
  const seeks: readonly Gender[] = [[other] as const, same, both][draw.weighted([89, 5, 6])]!;
  return draw.unit() < (seeks === both ? 0.6 : 0.04) ? [...seeks, 'nonbinary'] : seeks;
}

function drawAgeRange(draw: Chance, age: number): { readonly ageMin: number; readonly ageMax: number } {
  const reach = 3 + age / 8;
  return {
    ageMin: Math.max(18, Math.round(age - reach * (0.5 + draw.unit()))),
    ageMax: Math.round(age + reach * (0.5 + draw.unit())),
  };
}

function drawPlace(
  draw: Chance,
  { latitude, longitude }: City,
): { readonly latitude: number; readonly longitude: number; readonly maxKm: number | null } {
  const round = (degrees: number): number => Math.round(degrees * 1e4) / 1e4;
  return {
    latitude: round(latitude + 0.08 * draw.normal()),
    longitude: round(longitude + 0.1 * draw.normal()),
    maxKm: [30, 50, 100, 200, null][draw.weighted([10, 30, 25, 10, 25])]!,
  };
}

function drawName(draw: Chance, gender: Gender): string {
  const names = FIRST_NAMES[gender].split(' ');
  return `${names[draw.below(names.length)]} ${String.fromCharCode(65 + draw.below(26))}.`;
}

function drawAttributes(draw: Chance): Record<string, string> {
  const stated = Object.entries(ATTRIBUTES).filter(() => draw.unit() < 0.85);
  return Object.fromEntries(
    stated.map(([attribute, values]) => [attribute, Object.keys(values)[draw.weighted(Object.values(values))]!]),
  );
}

// People state some of their ideals, not quite as they truly are.
function drawWishes(draw: Chance, ideals: readonly number[]): TraitWish[] {
  return DOMAIN_NAMES.flatMap((_, domain) => {
    const stated = draw.unit() < 0.4;
    const ideal = ideals[domain]! + 0.4 * draw.normal();
    const importance = IMPORTANCE_POINTS[draw.weighted(IMPORTANCE_SHARES)]!;
    return stated ? [{ domain, ideal, importance }] : [];
  });
}

function drawAttributeWishes(draw: Chance): AttributeWish[] {
  return Object.entries(ATTRIBUTES).flatMap(([attribute, values]) => {
    if (draw.unit() > 0.35) return [];
    const accepted = Object.keys(values).filter((_, index) => draw.unit() < (index === 0 ? 0.85 : 0.4));
    if (accepted.length === 0) return [];
    return [{ attribute, accepted, importance: IMPORTANCE_POINTS[draw.weighted(IMPORTANCE_SHARES)]! }];
  });
}
