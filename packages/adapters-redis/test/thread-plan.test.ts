import { Cluster, Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { redisStore, type RedisAccess } from '../src/index.js';
import { threadPlan } from '../src/renewal/thread-plan.js';

const SECRET = 'correct horse battery staple';
const URL = `redis://ada:${encodeURIComponent(SECRET)}@jobs.example:6380/2`;
const check = (): undefined => undefined;
const unopened = { lazyConnect: true } as const;

describe('a thread is given', () => {
  it('the address and the settings', () => {
    const plan = threadPlan({ url: URL, settings: { tls: { ca: 'authority' }, db: 3 } });
    expect(structuredClone(plan)).toEqual({ kind: 'server', url: URL, settings: { tls: { ca: 'authority' }, db: 3 } });
  });

  it('the sentinels, and the name of the primary', () => {
    const plan = threadPlan({ sentinels: ['redis://one:1', 'redis://two'], primary: 'jobs', settings: { db: 1 } });
    const sentinels = [
      { host: 'one', port: 1 },
      { host: 'two', port: 26_379 },
    ];
    expect(structuredClone(plan)).toEqual({ kind: 'server', url: null, settings: { sentinels, name: 'jobs', db: 1 } });
  });

  it('nodes of a cluster, and the password of the first', () => {
    const plan = threadPlan({ cluster: [URL, 'redis://two'], settings: { slotsRefreshTimeout: 7 } });
    const nodes = [
      { host: 'jobs.example', port: 6_380 },
      { host: 'two', port: 6_379 },
    ];
    const redisOptions = { username: 'ada', password: SECRET };
    expect(structuredClone(plan)).toEqual({
      kind: 'cluster',
      nodes,
      settings: { slotsRefreshTimeout: 7, redisOptions },
    });
  });

  it('what a client was made with, and no function of when to try again', () => {
    const plan = threadPlan({ client: new Redis(URL, { ...unopened, retryStrategy: () => 5 }) });
    const settings = { host: 'jobs.example', port: 6_380, username: 'ada', password: SECRET, db: 2 };
    expect(structuredClone(plan)).toMatchObject({ kind: 'server', url: null, settings });
  });

  it('what a client of a cluster was made with', () => {
    const nodes = [{ host: 'one', port: 1 }];
    const redisOptions = { password: SECRET, retryStrategy: () => 5 };
    const plan = threadPlan({ client: new Cluster(nodes, { ...unopened, scaleReads: 'slave', redisOptions }) });
    const settings = { scaleReads: 'slave', redisOptions: { password: SECRET } };
    expect(structuredClone(plan)).toMatchObject({ kind: 'cluster', nodes, settings });
  });
});

describe('a thread is given nothing, for a reason that tells no secret,', () => {
  const cluster = ['redis://one'];
  const hostile: readonly (readonly [what: string, option: string, access: RedisAccess])[] = [
    ['a check of certificates', 'tls', { url: URL, settings: { tls: { checkServerIdentity: check } } }],
    [
      'a map of addresses',
      'natMap',
      { sentinels: ['redis://one'], primary: 'jobs', settings: { password: SECRET, natMap: () => null } },
    ],
    [
      'a look-up of names',
      'dnsLookup',
      { cluster, settings: { dnsLookup: check, redisOptions: { password: SECRET } } },
    ],
    [
      'a check of certificates by nodes',
      'tls',
      { cluster, settings: { redisOptions: { password: SECRET, tls: { checkServerIdentity: check } } } },
    ],
    ['a way to connect', 'Connector', { client: new Redis(URL, { ...unopened, Connector: class {} as never }) }],
    ['a choice of nodes', 'scaleReads', { client: new Cluster([URL], { ...unopened, scaleReads: check }) }],
  ];

  it.each(hostile)('with %s of its own', (_what, option, access) => {
    const { renewal } = redisStore(access);
    expect(renewal?.unavailable).toContain(`The connection option "${option}" has a function`);
    expect(renewal?.unavailable).not.toContain(SECRET);
  });

  it('by a client that tells nothing', () => {
    const client = { isCluster: false, duplicate: check };
    expect(redisStore({ client }).renewal?.unavailable).toBe('The client does not tell its options');
  });

  it('by a store with a clock of its own', () => {
    const { renewal } = redisStore({ url: URL, clock: { now: () => 0 } });
    expect(renewal?.unavailable).toBe('The store was given a clock, which no thread can read');
  });
});
