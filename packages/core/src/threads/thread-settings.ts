/** Why a thread cannot do what it is for, a sentence for people. */
export interface Refused {
  readonly refused: string;
}

/**
 * The settings that a thread connects with, or the name of the first one that no thread can be given.
 *
 * @param settings - by name; what is undefined is left out. No value is ever told in a refusal, for one is the password.
 */
export function settingsForThread<Settings extends object>(
  settings: Settings,
): { readonly settings: Settings } | Refused {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  const uncloneable = given.find(([, value]) => !isCloneable(value));
  if (uncloneable === undefined) return { settings: Object.fromEntries(given) as Settings };
  return {
    refused: `The connection option "${uncloneable[0]}" has a function or an object that no thread can be given`,
  };
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    // A DataCloneError says that it cannot be.
    return false;
  }
}
