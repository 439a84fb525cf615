import type { Database } from '../../ports/database.js';
import { copyLine } from '../../postgres/copy-text.js';
import { socialTables, type SocialTable } from '../schema/tables.js';
import { interestCatalogue } from './interest-names.js';
import { citiesFor, type Gender } from './person.js';
import { populationRows, type TableRows } from './rows.js';
import { buildWorld } from './world.js';

/** Settings of {@link writeOpenPsychometrics}. */
export interface OpenPsychometricsOptions {
  /** Respondents to take, from the first; those without an age of 18 to 80 or a gender are passed over. */
  readonly users: number;
  /** Seed of what the data do not tell; default 1. */
  readonly seed?: number;
  /** Where the social tables live; default `public`. */
  readonly schema?: string;
  /** The day the ages are counted back from; default 2026-01-01. */
  readonly asOf?: Date;
}

/** The fifty IPIP markers by column letter: the trait, and the key of each item. */
const SCALES = {
  E: { trait: 'extraversion', keys: '+-+-+-+-+-' },
  N: { trait: 'neuroticism', keys: '+-+-++++++' },
  A: { trait: 'agreeableness', keys: '-+-+-+-+++' },
  C: { trait: 'conscientiousness', keys: '+-+-+-+-++' },
  O: { trait: 'openness', keys: '+-+-+-++++' },
} as const;
const GENDERS: Readonly<Record<string, Gender>> = { 1: 'man', 2: 'woman', 3: 'nonbinary' };

interface Question {
  readonly id: number;
  /** Column of the data, such as `E1`. */
  readonly column: string;
  readonly trait: string;
  readonly keyed: 1 | -1;
}

interface Respondent {
  readonly gender: Gender;
  readonly age: number;
  /** By question; 0 was missed. */
  readonly answers: readonly number[];
}

/**
 * Writes real people into empty read tables: the answers, ages and genders of the BIG5 data set of Open Psychometrics
 * (tab-separated, a header line first). What the data do not tell, such as cities and wishes, is drawn; there are no
 * decisions.
 *
 * @returns users written.
 * @throws RangeError when a column is missing.
 * @example
 * import { createReadStream } from 'node:fs';
 * import { createInterface } from 'node:readline';
 *
 * await writeOpenPsychometrics(database, createInterface({ input: createReadStream('data.csv') }), { users: 1_000 });
 */
export async function writeOpenPsychometrics(
  database: Database,
  lines: AsyncIterable<string>,
  options: OpenPsychometricsOptions,
): Promise<number> {
  const { seed = 1, asOf = new Date('2026-01-01T00:00:00Z') } = options;
  const { schema } = socialTables(options.schema);
  const people = await readRespondents(lines, options.users);
  const known = (id: number): Respondent => people[id - 1] ?? { gender: 'nonbinary', age: 18, answers: [] };
  const settings = { seed, cities: citiesFor(people.length), known };
  const world = buildWorld(people.length, settings);
  const drawn = populationRows({ ...settings, users: people.length, asOf, interests: interestCatalogue(), world });
  const kept = drawn.filter(({ table }) => !REAL_TABLES.includes(table));
  for (const rows of [...quizRows(people, asOf), ...kept]) {
    const { table, columns } = rows;
    await database.transaction((tx) => tx.copyIn({ schema, table, columns }, rows.lines()));
  }
  return people.length;
}

const REAL_TABLES: readonly SocialTable[] = ['Quiz', 'QuizQuestion', 'QuizAnswer', 'Decision'];

function quizRows(people: readonly Respondent[], asOf: Date): TableRows[] {
  return [
    { table: 'Quiz', columns: ['id', 'title'], lines: () => [copyLine([1, 'IPIP Big-Five factor markers'])] },
    {
      table: 'QuizQuestion',
      columns: ['id', 'quizId', 'trait', 'keyed', 'weight', 'min', 'max', 'text'],
      lines: () => QUESTIONS.map(({ id, column, trait, keyed }) => copyLine([id, 1, trait, keyed, 1, 1, 5, column])),
    },
    {
      table: 'QuizAnswer',
      columns: ['userId', 'questionId', 'value', 'answeredAt'],
      lines: () => answerLines(people, asOf.toISOString()),
    },
  ];
}

function* answerLines(people: readonly Respondent[], at: string): Generator<string> {
  for (const [index, { answers }] of people.entries()) {
    for (const [question, answer] of answers.entries()) {
      if (answer > 0) yield copyLine([index + 1, question + 1, answer, at]);
    }
  }
}

const QUESTIONS: readonly Question[] = Object.entries(SCALES).flatMap(([letter, { trait, keys }], scale) =>
  [...keys].map((key, item): Question => ({
    id: scale * 10 + item + 1,
    column: `${letter}${item + 1}`,
    trait,
    keyed: key === '+' ? 1 : -1,
  })),
);

async function readRespondents(lines: AsyncIterable<string>, most: number): Promise<Respondent[]> {
  const people: Respondent[] = [];
  let columnOf: ((name: string) => number) | undefined;
  for await (const line of lines) {
    const cells = line.split('\t');
    if (columnOf === undefined) columnOf = columnsOf(cells);
    else {
      const person = readRespondent(cells, columnOf);
      if (person !== undefined) people.push(person);
    }
    if (people.length === most) break;
  }
  return people;
}

function columnsOf(header: readonly string[]): (name: string) => number {
  const names = header.map((name) => name.trim());
  return (name) => {
    const column = names.indexOf(name);
    if (column < 0) throw new RangeError(`The data have no column ${name}: expected the tab-separated BIG5 data set.`);
    return column;
  };
}

function readRespondent(cells: readonly string[], columnOf: (name: string) => number): Respondent | undefined {
  const cell = (name: string): string => (cells[columnOf(name)] ?? '').trim();
  const gender = GENDERS[cell('gender')];
  const age = Number(cell('age'));
  if (gender === undefined || !(age >= 18 && age <= 80)) return undefined;
  return { gender, age, answers: QUESTIONS.map(({ column }) => Number(cell(column))) };
}
