import { execFile } from 'node:child_process';
import { appendFile, chown, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { postgresStore, type SqlStore } from '@nightshift/adapters-postgres';
import { freePort } from '../../packages/adapters-postgres/test/support/free-port.js';
import { killPostmaster, nodeIn, urlOf, type EmbeddedPostgres } from './postgres-node.js';

const LOOK_MS = 50;
const PROMOTION_S = 30;
// A replica begins where its copy was made: until it has caught up, the primary keeps what came after.
const SETTINGS = { wal_keep_size: '512MB', hot_standby: 'on', unix_socket_directories: '' };

interface Node {
  readonly databaseDir: string;
  readonly port: number;
  readonly process: InstanceType<EmbeddedPostgres>;
  /** What it logged. */
  readonly said: readonly string[];
  /** For statements to this node itself; never opened as a store. */
  readonly database: SqlStore['database'];
  close(): Promise<void>;
}

/** A primary that commits nothing before its replica has it, and the replica. */
export class PostgresPair {
  readonly #embedded: EmbeddedPostgres;
  readonly #folder: string;
  #primary: Node;
  #replica: Node | null = null;
  #made = 1;

  static async start(embedded: EmbeddedPostgres, folder: string): Promise<PostgresPair> {
    const first = await newNode(embedded, join(folder, 'node-1'));
    await first.process.initialise();
    await first.process.start();
    const pair = new PostgresPair(embedded, folder, first);
    try {
      await pair.#addReplica();
    } catch (error) {
      await pair.stop();
      throw error;
    }
    return pair;
  }

  private constructor(embedded: EmbeddedPostgres, folder: string, primary: Node) {
    this.#embedded = embedded;
    this.#folder = folder;
    this.#primary = primary;
  }

  /** Of the primary. */
  get port(): number {
    return this.#primary.port;
  }

  async killPrimary(): Promise<void> {
    await killPostmaster(this.#primary.databaseDir, 'SIGKILL');
  }

  /** Makes the replica the primary, and another replica of it. */
  async promote(): Promise<void> {
    const [former, next] = [this.#primary, this.#replica];
    if (next === null) throw new Error('Expected a replica to promote; there is none');
    await next.database.query('select pg_promote(true, $1)', [PROMOTION_S]);
    // Without a replica it would wait for one before it acknowledges anything.
    await setting(next, 'synchronous_standby_names', '');
    this.#primary = next;
    this.#replica = null;
    await former.close();
    await rm(former.databaseDir, { recursive: true, force: true });
    await this.#addReplica();
  }

  async stop(): Promise<void> {
    for (const node of [this.#replica, this.#primary]) {
      await node?.close();
      await node?.process.stop();
    }
  }

  async #addReplica(): Promise<void> {
    this.#made += 1;
    const replica = await newNode(this.#embedded, join(this.#folder, `node-${this.#made}`));
    await copyOf(this.#primary, replica.databaseDir);
    await startReplica(replica);
    const streams = `select count(*)::int as replicas from pg_stat_replication where state = 'streaming'`;
    const isStreaming = async (): Promise<boolean> =>
      (await this.#primary.database.query<{ replicas: number }>(streams))[0]?.replicas === 1;
    while (!(await isStreaming())) await wait(LOOK_MS);
    await setting(this.#primary, 'synchronous_standby_names', '*');
    this.#replica = replica;
  }
}

async function newNode(embedded: EmbeddedPostgres, databaseDir: string): Promise<Node> {
  const port = await freePort();
  const store = postgresStore({ connectionString: urlOf(port) });
  const said: string[] = [];
  return {
    databaseDir,
    port,
    said,
    process: nodeIn(embedded, { databaseDir, port, settings: SETTINGS, onLog: (line) => said.push(line) }),
    database: store.database,
    close: () => store.close(),
  };
}

/**
 * Copies the files of a running server so that another can begin as its replica.
 * Source: "Making a Base Backup Using the Low Level API" in the documentation of PostgreSQL.
 */
async function copyOf(primary: Node, databaseDir: string): Promise<void> {
  const label = await primary.database.transaction(async (tx) => {
    await tx.query(`select pg_backup_start('replica', true)`);
    await promisify(execFile)('cp', ['-a', primary.databaseDir, databaseDir]);
    const [stop] = await tx.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
    return stop?.labelfile ?? '';
  });
  await rm(join(databaseDir, 'postmaster.pid'), { force: true });
  const { uid, gid } = await stat(databaseDir);
  for (const [name, text] of [
    ['backup_label', label],
    ['standby.signal', ''],
  ] as const) {
    await writeFile(join(databaseDir, name), text);
    await chown(join(databaseDir, name), uid, gid);
  }
  const conninfo = `host=127.0.0.1 port=${primary.port} user=postgres password=postgres`;
  await appendFile(join(databaseDir, 'postgresql.auto.conf'), `primary_conninfo = '${conninfo}'\n`);
}

/** The package waits for a server that takes writes, which a replica does not: so this asks until it answers. */
async function startReplica({ process, database, said }: Node): Promise<void> {
  let ended = false;
  process.start().catch(() => (ended = true));
  for (let isUp = false; !isUp; await wait(LOOK_MS)) {
    if (ended) throw new Error(`The replica ended while it started:\n${said.join('')}`);
    isUp = await database.query('select 1').then(
      () => true,
      () => false,
    );
  }
}

async function setting(node: Node, name: 'synchronous_standby_names', value: '' | '*'): Promise<void> {
  await node.database.query(`alter system set ${name} = '${value}'`);
  await node.database.query('select pg_reload_conf()');
}
