import type { Queryable } from '../../ports/database.js';
import type { AlgoVersion } from '../algo-version.js';
import type { SocialTables } from '../schema/tables.js';
import { readNorms } from '../traits/trait-tables.js';
import type { TraitCatalogue } from '../traits/trait-catalogue.js';
import { readPageFacts, readUserPage, type UserSelection } from './people-rows.js';
import { assemblePerson, unstatedImportance, type Person, type PersonSetting } from './person.js';

/** Whom to read, and how. */
export interface ReadPeopleOptions extends UserSelection {
  readonly tables: SocialTables;
  readonly algoVersion: AlgoVersion;
  /** Users per page of the reading. */
  readonly pageSize: number;
  readonly signal?: AbortSignal;
}

/** The active users as matching sees them. */
export interface People {
  /** By id, ascending. */
  readonly people: readonly Person[];
  readonly catalogue: TraitCatalogue;
  readonly normsVersion: number;
  /** Users left out because a value of theirs is out of range. */
  readonly failures: readonly { readonly userId: number; readonly message: string }[];
}

/** A mask of eight bits has room for this many genders. */
const MOST_GENDERS = 8;

/**
 * Reads the active users page by page: one pass, whose memory is that of the result.
 *
 * @throws Error when no traits were built for the version.
 */
export async function readPeople(database: Queryable, options: ReadPeopleOptions): Promise<People> {
  const { tables, algoVersion, pageSize } = options;
  const norms = await readNorms(database, tables, algoVersion);
  if (norms === undefined) {
    throw new Error(
      `No traits are built for algorithm version ${algoVersion}. Run build-user-traits --algoVersion=${algoVersion} first.`,
    );
  }
  const catalogue = norms.norms.map(({ trait }) => trait);
  const setting = { catalogue, unstated: unstatedImportance(catalogue), genderBit: await genderBits(database, tables) };
  const people: Person[] = [];
  const failures: { userId: number; message: string }[] = [];
  for (let after = 0, full = true; full;) {
    options.signal?.throwIfAborted();
    const rows = await readUserPage(database, tables, { ...options, after, limit: pageSize });
    const facts = await readPageFacts(database, tables, { algoVersion, userIds: rows.map(({ id }) => id) });
    for (const row of rows) {
      const person = attempt(() => assemblePerson(row, facts, setting));
      if (person instanceof RangeError) failures.push({ userId: row.id, message: person.message });
      else people.push(person);
    }
    after = rows.at(-1)?.id ?? after;
    full = rows.length === pageSize;
  }
  return { people, catalogue, normsVersion: norms.version, failures };
}

function attempt(assemble: () => Person): Person | RangeError {
  try {
    return assemble();
  } catch (error) {
    if (error instanceof RangeError) return error;
    throw error;
  }
}

async function genderBits(database: Queryable, tables: SocialTables): Promise<PersonSetting['genderBit']> {
  const rows = await database.query<{ gender: string }>(
    `select gender from (select "gender" from ${tables.User} union select unnest("seeks") from ${tables.User}) as known(gender) order by 1`,
  );
  if (rows.length > MOST_GENDERS) {
    throw new RangeError(
      `"User" has ${rows.length} genders: expected at most ${MOST_GENDERS}. Map them to fewer in a view.`,
    );
  }
  const bits = new Map(rows.map(({ gender }, index) => [gender, 1 << index]));
  return (gender) => bits.get(gender) ?? 0;
}
