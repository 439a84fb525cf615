import postgres from 'postgres';
import { conformanceBehindPgBouncer } from './support/pgbouncer-conformance.js';

conformanceBehindPgBouncer({
  name: 'postgres.js',
  without: [{ power: 'notifications', reason: 'LISTEN does not get through PgBouncer in transaction mode' }],
  connect(url) {
    const sql = postgres(url, { max: 8, prepare: false, onnotice: () => {} });
    return { options: { sql, notifications: false }, end: () => sql.end() };
  },
});
