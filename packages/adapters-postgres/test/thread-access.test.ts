import { Socket } from 'node:net';
import { Client, Pool } from 'pg';
import postgres from 'postgres';
import { describe, expect, it } from 'vitest';
import { poolAccess } from '../src/renewal/pool-access.js';
import { postgresJsAccess } from '../src/renewal/postgres-js-access.js';
import { pgliteStore, postgresStore } from '../src/index.js';

const SECRET = 'correct horse battery staple';
const server = { host: 'db.example', port: 5433, user: 'ada', database: 'app' };

describe('a thread is given', () => {
  it('what a pool connects with, the password and the private key that are hidden there included', () => {
    const pool = new Pool({ ...server, password: SECRET, ssl: { ca: 'authority', key: 'private' }, max: 7 });
    const access = poolAccess(pool);
    expect(access).toMatchObject({ driver: 'pg', options: { ...server, password: SECRET } });
    expect(structuredClone(access)).toMatchObject({ options: { ssl: { ca: 'authority', key: 'private' } } });
    expect(access).not.toMatchObject({ options: { max: 7 } });
  });

  it('what a pool takes from a connection string', () => {
    const connectionString = `postgres://ada:${encodeURIComponent(SECRET)}@db.example:5433/app`;
    expect(poolAccess(new Pool({ connectionString }))).toMatchObject({
      driver: 'pg',
      options: { ...server, password: SECRET, connectionString },
    });
  });

  it('what postgres.js has worked out', () => {
    const sql = postgres(`postgres://ada:${encodeURIComponent(SECRET)}@db.example:5433/app?sslmode=require`);
    const access = postgresJsAccess(sql);
    expect(structuredClone(access)).toMatchObject({
      driver: 'postgres',
      options: { host: ['db.example'], port: [5433], user: 'ada', database: 'app', pass: SECRET, ssl: 'require' },
    });
    expect(access).not.toMatchObject({ options: { path: expect.anything() as unknown } });
  });
});

describe('a thread is given nothing, for a reason that tells no secret,', () => {
  const check = (): undefined => undefined;

  it.each([
    ['a password function', { password: () => SECRET }, 'The connection option "password" has a function'],
    ['a check of certificates', { ssl: { checkServerIdentity: check } }, 'The connection option "ssl" has a function'],
    ['a stream', { stream: () => new Socket() }, 'a stream of its own'],
    ['a class of clients', { Client }, 'a class of its own'],
  ])('by a pool with %s', (_what, options, reason) => {
    const pool = new Pool({ ...server, password: SECRET, ...options });
    const { renewal } = postgresStore({ pool });
    expect(poolAccess(pool)).toEqual({ refused: expect.stringContaining(reason) as string });
    expect(JSON.stringify(poolAccess(pool))).not.toContain(SECRET);
    expect(renewal?.unavailable).toBe('The store is not open');
  });

  it.each([
    ['a password function', { pass: () => SECRET }, 'The connection option "pass" has a function'],
    ['a socket', { socket: () => new Socket() }, 'a socket of its own'],
  ])('by postgres.js with %s', (_what, options, reason) => {
    const { renewal } = postgresStore({ sql: postgres({ ...server, ...options } as object) });
    expect(renewal?.unavailable).toContain(reason);
    expect(renewal?.unavailable).not.toContain(SECRET);
  });

  it('by a store with a clock of its own', () => {
    const { renewal } = postgresStore({ sql: postgres(server), clock: { now: () => 0 } });
    expect(renewal?.unavailable).toContain('was given a clock');
  });
});

it('a pool that makes its clients in secret is not asked for more', () => {
  const pool = new Pool(server);
  const guarded = new Proxy(pool, {
    get: (target, name) => (name === 'Client' ? undefined : (Reflect.get(target, name) as unknown)),
  });
  expect(poolAccess(guarded)).toMatchObject({ refused: expect.stringContaining('make clients') as string });
});

it('an embedded database has no such power, for nobody else can take its runs', () => {
  const store = pgliteStore();
  expect([store.exclusive, store.renewal]).toEqual([true, undefined]);
});
