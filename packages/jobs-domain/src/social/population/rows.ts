import { copyLine } from '../../postgres/copy-text.js';
import type { SocialTable } from '../schema/tables.js';
import { drawDecisions } from './decisions.js';
import { DOMAIN_NAMES, drawAnswer } from './five-factors.js';
import { drawInterests } from './interest-draw.js';
import type { CatalogueInterest } from './interest-names.js';
import { itemsOfIpipNeo120, type BankItem } from './item-bank.js';
import { drawPerson, type Person, type PersonSettings } from './person.js';
import { chance } from './random.js';
import type { World } from './world.js';

/** How one table of the population is written: its columns, and its lines in COPY text format as a stream. */
export interface TableRows {
  readonly table: SocialTable;
  readonly columns: readonly string[];
  lines(): Iterable<string>;
}

/** Everything the rows are drawn from. */
export interface PopulationSource extends PersonSettings {
  readonly users: number;
  readonly asOf: Date;
  readonly interests: readonly CatalogueInterest[];
  readonly world: World;
}

const MS_PER_DAY = 86_400_000;

/** Every read table of the area, in the order they are written. */
export function populationRows(source: PopulationSource): readonly TableRows[] {
  const items = itemsOfIpipNeo120();
  const perPerson = (lines: (person: Person) => Iterable<string>) => () => eachPerson(source, lines);
  return [
    { table: 'Quiz', columns: ['id', 'title'], lines: () => [copyLine([1, 'IPIP-NEO-120'])] },
    {
      table: 'QuizQuestion',
      columns: ['id', 'quizId', 'trait', 'keyed', 'weight', 'min', 'max', 'text'],
      lines: () => items.map((item) => copyLine([item.id, 1, item.trait, item.keyed, 1, 1, 5, item.text])),
    },
    {
      table: 'Interest',
      columns: ['id', 'name'],
      lines: () => source.interests.map(({ id, name }) => copyLine([id, name])),
    },
    { table: 'User', columns: USER_COLUMNS, lines: perPerson((person) => [userLine(person, source.asOf)]) },
    {
      table: 'UserPreference',
      columns: ['userId', 'kind', 'key', 'ideal', 'accepted', 'importance'],
      lines: perPerson(preferenceLines),
    },
    {
      table: 'QuizAnswer',
      columns: ['userId', 'questionId', 'value', 'answeredAt'],
      lines: perPerson((person) => answerLines(person, { source, items })),
    },
    {
      table: 'UserInterest',
      columns: ['userId', 'interestId'],
      lines: perPerson((person) => interestLines(person, source)),
    },
    {
      table: 'InterestSignal',
      columns: ['userId', 'interestId', 'source', 'amount'],
      lines: perPerson((person) => signalLines(person, source)),
    },
    {
      table: 'Decision',
      columns: ['userId', 'targetId', 'kind', 'at'],
      lines: perPerson(({ id }) => decisionLines(id, source)),
    },
    { table: 'Block', columns: ['userId', 'blockedId'], lines: perPerson(({ id }) => blockLines(id, source)) },
  ];
}

function* eachPerson(source: PopulationSource, lines: (person: Person) => Iterable<string>): Generator<string> {
  for (let id = 1; id <= source.users; id += 1) yield* lines(drawPerson(id, source));
}

const USER_COLUMNS = [
  'id',
  'displayName',
  'gender',
  'seeks',
  'birthdate',
  'city',
  'latitude',
  'longitude',
  'maxKm',
  'ageMin',
  'ageMax',
  'status',
  'attributes',
];

function userLine(person: Person, asOf: Date): string {
  return copyLine([
    person.id,
    person.displayName,
    person.gender,
    person.seeks,
    birthdate(person, asOf),
    person.cityName,
    person.latitude,
    person.longitude,
    person.maxKm,
    person.ageMin,
    person.ageMax,
    person.status,
    JSON.stringify(person.attributes),
  ]);
}

function birthdate({ age, ageDays }: Person, asOf: Date): string {
  const birthday = new Date(asOf.getTime() - ageDays * MS_PER_DAY);
  birthday.setUTCFullYear(birthday.getUTCFullYear() - age);
  return birthday.toISOString().slice(0, 10);
}

function* preferenceLines({ id, wishes, attributeWishes }: Person): Generator<string> {
  for (const { domain, ideal, importance } of wishes) {
    yield copyLine([id, 'trait', DOMAIN_NAMES[domain]!, percentile(ideal), null, importance]);
  }
  for (const { attribute, accepted, importance } of attributeWishes) {
    yield copyLine([id, 'attribute', attribute, null, accepted, importance]);
  }
}

// The logistic curve with factor 1.702 stays within 0.01 of the normal distribution function.
const percentile = (score: number): number => Math.round(100 / (1 + Math.exp(-1.702 * score))) / 100;

function* answerLines(
  { id, traits }: Person,
  { source, items }: { readonly source: PopulationSource; readonly items: readonly BankItem[] },
): Generator<string> {
  const draw = chance(source.seed, 3, id);
  const patience = draw.unit();
  // Seven in ten finish the quiz, one in twenty never starts it, the others stop somewhere.
  const answered = patience < 0.7 ? items.length : patience < 0.95 ? 10 + draw.below(items.length - 10) : 0;
  const at = timestamp(source.asOf, 365 * draw.unit());
  for (const item of items.slice(0, answered)) {
    yield copyLine([id, item.id, drawAnswer(draw, traits.facets[item.facet]!, item), at]);
  }
}

function interestLines({ id, traits }: Person, { seed, interests }: PopulationSource): string[] {
  return drawInterests(chance(seed, 6, id), traits, interests).map((interest) => copyLine([id, interest]));
}

function* signalLines({ id }: Person, { seed, interests }: PopulationSource): Generator<string> {
  const draw = chance(seed, 4, id);
  const seen = new Set<number>();
  for (let left = draw.below(4); left > 0; left -= 1) {
    const interest = Math.floor(interests.length * draw.unit() ** 2) + 1;
    if (seen.has(interest)) continue;
    seen.add(interest);
    if (draw.unit() < 0.4) yield copyLine([id, interest, 'implied', 1]);
    else yield copyLine([id, interest, 'behaviour', Math.round(-600 * Math.log(1 - draw.unit())) / 100]);
  }
}

function* decisionLines(id: number, { seed, world, asOf }: PopulationSource): Generator<string> {
  for (const { targetId, kind, daysAgo } of drawDecisions(world, { seed, index: id - 1 })) {
    yield copyLine([id, targetId, kind, timestamp(asOf, daysAgo)]);
  }
}

function* blockLines(id: number, { seed, users }: PopulationSource): Generator<string> {
  const draw = chance(seed, 5, id);
  const blocked = 1 + draw.below(users);
  if (draw.unit() < 0.03 && blocked !== id) yield copyLine([id, blocked]);
}

const timestamp = (asOf: Date, daysAgo: number): string =>
  new Date(asOf.getTime() - daysAgo * MS_PER_DAY).toISOString();
