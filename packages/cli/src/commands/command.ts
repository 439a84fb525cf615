import type { Flag } from '../arguments/flags.js';
import type { Settings } from '../arguments/settings.js';
import type { Session } from '../app/session.js';
import type { ExitCode } from '../exit-codes.js';
import type { Host } from '../host.js';
import type { StoreOpeners } from '../move/open-store.js';
import type { Output } from '../terminal/output.js';

/** A command as help shows it, and where its code is. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly usage: readonly string[];
  /** Command lines, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  readonly flags: readonly Flag[];
  /** True when a job's options may stand among the flags. */
  readonly takesJobOptions?: boolean;
  /** Loads the code: what one command needs costs the others nothing. */
  load(): Promise<(invocation: Invocation) => Promise<ExitCode>>;
}

/** One call of a command. */
export interface Invocation {
  readonly host: Host;
  readonly output: Output;
  /** All commands there are, for help. */
  readonly commands: readonly Command[];
  readonly settings: Settings;
  /** Everything after the command's name, as it was typed. */
  readonly args: readonly string[];
  /** What of it is neither an option nor an option's value. */
  readonly positionals: readonly string[];
  /** The application, loaded on the first call; its store is closed when the command is over. */
  readonly session: () => Promise<Session>;
  /** What the application adds to the stores that addresses name; nothing without a config file. */
  readonly ownStores: () => Promise<StoreOpeners>;
}
