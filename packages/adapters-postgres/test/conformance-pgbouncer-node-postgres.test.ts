import { Pool } from 'pg';
import { inject } from 'vitest';
import { conformanceBehindPgBouncer } from './support/pgbouncer-conformance.js';

conformanceBehindPgBouncer({
  name: 'node-postgres',
  connect(url) {
    const pool = new Pool({ connectionString: url, max: 8 });
    return { options: { pool, directConnectionString: inject('postgresUrl') }, end: () => pool.end() };
  },
});
