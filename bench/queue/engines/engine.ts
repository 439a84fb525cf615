import type { Place } from '../contestant.js';

/** Where contestants are measured: a server with its settings, or nothing but the process. */
export interface Engine {
  /** What the tables call it. */
  readonly title: string;
  /** Whether several processes can work on one place. */
  readonly shared: boolean;
  /** Why it cannot be had here, or null. */
  missing(): Promise<string | null>;
  /** A ground that nothing has used before. */
  ground(): Promise<Ground>;
  /** Ends what grounds have in common. */
  close(): Promise<void>;
}

/** A place for one measurement. */
export interface Ground {
  readonly place: Place;
  /** Version and settings that decide what a write costs, as the server itself states them. */
  readonly server: string;
  /** Processor time that the server has taken, in milliseconds; null where nobody can tell. */
  cpuMs(): Promise<number | null>;
  /** Bytes that the server holds; null where there is none. */
  bytes(): Promise<number | null>;
  close(): Promise<void>;
}
