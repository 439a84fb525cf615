import { parseArgs } from 'node:util';
import { UsageError } from '../usage-error.js';

/** What may follow a command, by the name that is typed without its hyphens. */
export type Known = ReadonlyMap<string, KnownOption>;

export interface KnownOption {
  /** What it is called wherever it is read. */
  readonly name: string;
  readonly type: 'boolean' | 'text';
  readonly short?: string | undefined;
}

/** Arguments, told apart. */
export interface Tokens {
  readonly positionals: readonly string[];
  readonly given: readonly GivenOption[];
  /** Options that nothing knows, as they were typed. */
  readonly unknown: readonly string[];
}

export interface GivenOption {
  readonly name: string;
  /** As it was typed, with its hyphens. */
  readonly typed: string;
  /** Text, or whether a switch is on. */
  readonly value: string | boolean;
}

/** The options known under their own names and, where those have capitals, their hyphenated ones. */
export function knownOptions(options: readonly KnownOption[]): Map<string, KnownOption> {
  return new Map(
    options.flatMap((option) => [[hyphenated(option.name), option] as const, [option.name, option] as const]),
  );
}

/** `user-id` for `userId`. */
export function hyphenated(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

/**
 * Tells options from the rest.
 *
 * @throws UsageError for an option without its value, or a switch with one.
 */
export function readTokens(args: readonly string[], known: Known): Tokens {
  const positionals: string[] = [];
  const given: GivenOption[] = [];
  const unknown: string[] = [];
  for (const token of tokensOf(args, known)) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = known.get(token.name);
    const switched = option === undefined ? switchOff(token, known) : undefined;
    if (option !== undefined) given.push({ name: option.name, typed: token.rawName, value: valueOf(token, option) });
    else if (switched !== undefined) given.push(switched);
    else unknown.push(token.rawName);
  }
  return { positionals, given, unknown };
}

function tokensOf(args: readonly string[], known: Known) {
  const options = Object.fromEntries(
    [...known].map(([typed, { type, short }]) => [
      typed,
      { type: type === 'text' ? ('string' as const) : ('boolean' as const), ...(short !== undefined && { short }) },
    ]),
  );
  return parseArgs({ args: [...args], options, strict: false, tokens: true, allowPositionals: true }).tokens;
}

type OptionToken = Extract<ReturnType<typeof tokensOf>[number], { kind: 'option' }>;

// `--no-dryRun` for a switch called dryRun.
function switchOff(token: OptionToken, known: Known): GivenOption | undefined {
  const option = token.name.startsWith('no-') ? known.get(token.name.slice(3)) : undefined;
  if (option?.type !== 'boolean' || token.value !== undefined) return undefined;
  return { name: option.name, typed: token.rawName, value: false };
}

function valueOf(token: OptionToken, option: KnownOption): string | boolean {
  if (option.type === 'boolean') return switchOf(token);
  if (token.value === undefined) throw new UsageError(`Expected a value after ${token.rawName}.`);
  if (!token.inlineValue && token.value.startsWith('-') && token.value !== '-') {
    throw new UsageError(
      `Expected a value after ${token.rawName}; received what looks like an option. Write ${token.rawName}=… when it is the value.`,
    );
  }
  return token.value;
}

function switchOf(token: OptionToken): boolean {
  if (token.value === undefined || token.value === 'true') return true;
  if (token.value === 'false') return false;
  throw new UsageError(
    `Expected ${token.rawName}, ${token.rawName}=true or ${token.rawName}=false; received ${token.rawName}=${token.value}.`,
  );
}

/** Where the first argument stands that is neither an option nor the value of a known one. */
export function indexOfFirstPositional(args: readonly string[], known: Known): number | undefined {
  return tokensOf(args, known).find((token) => token.kind === 'positional')?.index;
}
