import { UsageError } from '../usage-error.js';
import type { Flag } from './flags.js';
import type { GivenOption } from './tokens.js';

/** Values of flags that the application may preset. */
export type FlagDefaults = Readonly<Record<string, string | number | boolean | undefined>>;

interface Sources {
  readonly flags: readonly Flag[];
  readonly given: readonly GivenOption[];
  readonly env: NodeJS.ProcessEnv;
  readonly defaults?: FlagDefaults;
}

/** The values of the command's own flags: what was typed, else the environment, else the application's default. */
export class Settings {
  constructor(private readonly sources: Sources) {}

  /** The same, over the application's defaults. */
  over(defaults: FlagDefaults): Settings {
    return new Settings({ ...this.sources, defaults });
  }

  /** Whether a switch is on. */
  on(name: string): boolean {
    const flag = this.#flag(name);
    const value = this.#typed(name).at(-1) ?? this.#fromEnvironment(flag) ?? this.sources.defaults?.[name];
    return value === undefined ? flag?.on === true : value === true || isYes(String(value));
  }

  text(name: string): string | undefined {
    const value = this.#typed(name).at(-1) ?? this.#fromEnvironment(this.#flag(name)) ?? this.sources.defaults?.[name];
    return value === undefined ? undefined : String(value);
  }

  /** Whether it stands on the command line. */
  isTyped(name: string): boolean {
    return this.#typed(name).length > 0;
  }

  /** Every value of a flag that may be given many times; undefined when there is none. */
  list(name: string): readonly string[] | undefined {
    const typed = this.#typed(name).map(String);
    const values = typed.length > 0 ? typed : [this.text(name) ?? ''];
    const parts = values.flatMap((value) => value.split(',')).filter((part) => part !== '');
    return parts.length === 0 ? undefined : parts;
  }

  /** @throws UsageError unless it is a whole number. */
  wholeNumber(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value)) return value;
    throw new UsageError(`Expected --${name} to be a whole number; received ${JSON.stringify(text)}.`);
  }

  #flag(name: string): Flag | undefined {
    return this.sources.flags.find((flag) => flag.name === name);
  }

  #typed(name: string): (string | boolean)[] {
    return this.sources.given.filter((option) => option.name === name).map((option) => option.value);
  }

  #fromEnvironment(flag: Flag | undefined): string | undefined {
    if (flag?.env !== true) return undefined;
    const value = this.sources.env[`NIGHTSHIFT_${flag.name.replaceAll('-', '_').toUpperCase()}`];
    return value === '' ? undefined : value;
  }
}

function isYes(value: string): boolean {
  return !['', '0', 'false', 'no', 'off'].includes(value.toLowerCase());
}
