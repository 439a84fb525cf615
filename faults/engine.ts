import type { Random } from '@nightshift/core';
import type { StoreConfig } from './store-config.js';

/** What stores a scenario can be about, as `--engine` names them. */
export const ENGINE_NAMES = ['postgres', 'postgres-pair', 'pglite', 'redis', 'redis-cluster'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** What a scenario gets to do. */
export interface Work {
  readonly runs: number;
  /**
   * How long a handler rests in each piece of its work, in milliseconds: however fast the machine is, there has to be
   * work left when a fault strikes.
   */
  readonly pieceMs: number;
}

/** Six seconds for a fleet of sixty slots; the first fault strikes after at most four. */
export const SHARED_QUICK_WORK: Work = { runs: 500, pieceMs: 360 };

/** A kind of store, and what it takes to have one. */
export interface Engine<Server> {
  readonly name: EngineName;
  /** What a scenario gets to do, unless the command line says otherwise. */
  readonly work: Work;
  /** The same with `--quick`: few runs that rest for so long that their workers are busy until well after the first fault. */
  readonly quickWork: Work;
  /** Why it cannot be had on this machine; undefined when it can. */
  whyNot(): string | undefined;
  /** For all of its scenarios. */
  start(): Promise<Server>;
  stop(server: Server): Promise<void>;
}

/** A database server that a fleet shares, of this program's own. */
export interface SharedServer {
  /** Of its nodes, by which clients come in. */
  readonly ports: readonly number[];
  /**
   * A store that nobody has used yet.
   *
   * @param ports - by which workers reach the nodes, in their order; the nodes' own unless given.
   */
  store(name: string, ports?: readonly number[]): StoreConfig;
  /** Made for every connection: passes on what a node says, without notifications while it is told to leave them out. */
  withoutNotifications(isDeaf: () => boolean): (chunk: Buffer) => Buffer;
  /** Ends it, or a node of it, without a word to its clients. */
  crash(random: Random): Promise<void>;
  /** Starts what crashed again, on the same data. */
  start(): Promise<void>;
}
