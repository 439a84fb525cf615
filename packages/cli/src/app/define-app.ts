import type { AnyJob, Jobs } from '@nightshift/core';
import type { StoreOpeners } from '../move/open-store.js';

/** What a config file exports as `app`: the application that the command works on. */
export interface AppDefinition<J extends AnyJob, Tx> {
  /**
   * The jobs, or how to load them. Known without opening anything: `list` and help need no more, and answer with the
   * database down.
   */
  readonly jobs: readonly J[] | (() => readonly J[] | Promise<readonly J[]>);

  /**
   * Makes the client, and opens what the jobs' services need. Called once, by commands that need the store. Import
   * adapters and services in here, so that `list` and help stay quick.
   */
  open(tools: OpenTools): OpenedApp<J, Tx> | Promise<OpenedApp<J, Tx>>;

  /** Values of the command's own flags, where neither the command line nor the environment has one. */
  readonly defaults?: CommandDefaults;

  /** Stores that `nightshift move` opens besides its own, by the scheme of their addresses. */
  readonly stores?: StoreOpeners;
}

/** An application with its doors open. */
export interface OpenedApp<J extends AnyJob, Tx> {
  readonly jobs: Jobs<J, Tx>;
  /** Called before work is enqueued or done, with the store open: `run`, `retry` and `worker`, and no command that only looks. */
  prepare?(): void | Promise<void>;
  /** Called at the end, after the client is closed. */
  dispose?(): void | Promise<void>;
}

export interface OpenTools {
  /** Tells the person at the terminal something, on stderr; `--quiet` leaves it out. */
  say(text: string): void;
}

/** Presets of flags, by their name. Durations are text such as `'30s'`. */
export interface CommandDefaults {
  readonly timeout?: string;
  readonly inline?: boolean;
  readonly concurrency?: number;
  readonly queue?: string;
  readonly drain?: string;
  readonly lease?: string;
}

/** An application as the command sees it, its types forgotten. */
export interface App {
  readonly jobs: AppDefinition<AnyJob, never>['jobs'];
  readonly defaults?: CommandDefaults;
  readonly stores?: StoreOpeners;
  open(tools: OpenTools): OpenedApp<AnyJob, never> | Promise<OpenedApp<AnyJob, never>>;
}

/**
 * Describes the application to the command `nightshift`. Export it as `app` from `nightshift.config.ts`.
 *
 * @example
 * import { createJobs, defineJob, memoryStore } from '@nightshift/core';
 *
 * const greet = defineJob({ name: 'greet', description: 'Greets somebody.', run: () => 'Hello' });
 *
 * export const app = defineApp({
 *   jobs: [greet],
 *   open: () => ({ jobs: createJobs({ jobs: [greet], store: memoryStore() }) }),
 * });
 */
export function defineApp<const J extends AnyJob, Tx>(definition: AppDefinition<J, Tx>): App {
  // The command enqueues by name and lets each job's schema check the input: what the types knew is of no more use.
  return definition;
}
