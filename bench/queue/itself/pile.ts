import type pg from 'pg';
import { payload } from '../payload.js';

/** How many rows a table gets, and which runs they are. */
export interface Pile {
  readonly schema: string;
  readonly table: 'run' | 'run_history';
  readonly first: number;
  readonly runs: number;
}

/**
 * Adds rows to a table of the library as fast as the server can: each is a copy of the one row in it that the library wrote,
 * with an id, an input and a time of end of its own. Then it tidies up as autovacuum would in time.
 */
export async function pile(client: pg.Client, { schema, table, first, runs }: Pile): Promise<void> {
  const columns = await columnsOf(client, schema, table);
  const values = columns.map(({ name, type }) => valueOf(name, type));
  const place = `"${schema}"."${table}"`;
  const [before, after] = JSON.stringify(payload(first)).split(String(payload(first).number));
  await client.query(
    `insert into ${place} (${columns.map(({ name }) => `"${name}"`).join(', ')})
     select ${values.join(', ')}
       from (select * from ${place} limit 1) as model, generate_series($1::int, $2::int) as series (number)`,
    [payload(first).number, payload(first + runs - 1).number, before, after],
  );
  await client.query(`vacuum analyze ${place}`);
  await client.query('checkpoint');
}

interface Column {
  readonly name: string;
  readonly type: string;
}

async function columnsOf(client: pg.Client, schema: string, table: string): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `select attname as name, format_type(atttypid, atttypmod) as type
       from pg_attribute
      where attrelid = format('%I.%I', $1::text, $2::text)::regclass and attnum > 0 and not attisdropped and attgenerated = ''
      order by attnum`,
    [schema, table],
  );
  return rows;
}

function valueOf(name: string, type: string): string {
  switch (name) {
    case 'id':
      // Rising, and before all that the library makes later.
      return `('00000000-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid`;
    case 'input':
      return `($3::text || number || $4::text)::${type}`;
    case 'finished_at':
      return `model.finished_at - ($2::int - number) * interval '1 millisecond'`;
    default:
      return `model."${name}"`;
  }
}
