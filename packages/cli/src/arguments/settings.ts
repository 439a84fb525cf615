import { UsageError } from '../usage-error.js';
import { variablesOf, type Flag } from './flags.js';
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

  /** @throws UsageError unless it is a whole number, and within the bounds where there are some. */
  wholeNumber(name: string, bounds?: { readonly least: number; readonly most: number }): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    const isWithin = bounds === undefined || (value >= bounds.least && value <= bounds.most);
    if (text.trim() !== '' && Number.isInteger(value) && isWithin) return value;
    const range = bounds === undefined ? '' : ` from ${bounds.least} to ${bounds.most}`;
    const expected = `Expected ${this.#sourceOf(name)} to be a whole number${range}`;
    throw new UsageError(`${expected}; received ${JSON.stringify(text)}.`);
  }

  /** What stands on the command line, to be given to another process, without some of it. */
  typedAgain(without: readonly string[]): string[] {
    const again = this.sources.given.filter(({ name }) => !without.includes(name));
    return again.map(({ typed, value }) => {
      if (typeof value === 'string') return `${typed}=${value}`;
      return value || typed.startsWith('--no-') ? typed : `${typed}=false`;
    });
  }

  #flag(name: string): Flag | undefined {
    return this.sources.flags.find((flag) => flag.name === name);
  }

  #typed(name: string): (string | boolean)[] {
    return this.sources.given.filter((option) => option.name === name).map((option) => option.value);
  }

  #fromEnvironment(flag: Flag | undefined): string | undefined {
    const variable = this.#setVariable(flag);
    return variable === undefined ? undefined : this.sources.env[variable];
  }

  /** The variable that sets a flag; one that is empty sets nothing. */
  #setVariable(flag: Flag | undefined): string | undefined {
    if (flag === undefined) return undefined;
    return variablesOf(flag).find((variable) => (this.sources.env[variable] ?? '') !== '');
  }

  /** What a value came from, for the error about it. */
  #sourceOf(name: string): string {
    return (this.isTyped(name) ? undefined : this.#setVariable(this.#flag(name))) ?? `--${name}`;
  }
}

function isYes(value: string): boolean {
  return !['', '0', 'false', 'no', 'off'].includes(value.toLowerCase());
}
