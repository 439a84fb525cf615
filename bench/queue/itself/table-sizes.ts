import type pg from 'pg';

/** Bytes of the tables of a schema with their indexes, at one moment. */
export interface TableSizes {
  /** Of all but the history. */
  readonly hot: number;
  readonly hotIndexes: number;
  readonly history: number;
}

/** How large the library's tables are now. */
export async function tableSizes(client: pg.Client, schema: string): Promise<TableSizes> {
  const { rows } = await client.query<{ history: boolean; tables: string; indexes: string }>(
    `select relname like '%history%' as history, sum(pg_table_size(oid)) as tables, sum(pg_indexes_size(oid)) as indexes
       from pg_class
      where relnamespace = $1::text::regnamespace and relkind = 'r'
      group by 1`,
    [schema],
  );
  const of = (history: boolean): { tables: number; indexes: number } => {
    const row = rows.find((one) => one.history === history);
    return { tables: Number(row?.tables ?? 0), indexes: Number(row?.indexes ?? 0) };
  };
  const [hot, history] = [of(false), of(true)];
  return { hot: hot.tables + hot.indexes, hotIndexes: hot.indexes, history: history.tables + history.indexes };
}
