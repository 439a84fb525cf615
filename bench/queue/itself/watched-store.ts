import type { Store } from '@nightshift/core';

/**
 * Sees a call of a store on its way.
 *
 * @param verb - such as `claim` or `workers.beat`.
 * @returns what the caller gets, usually what `proceed` does.
 */
export type Watch = (verb: string, given: readonly unknown[], proceed: () => unknown) => unknown;

const PARTS = ['read', 'schedules', 'workers', 'state', 'limits'];

/** The same store, whose calls are seen. */
export function watchedStore(store: Store, watch: Watch): Store {
  return watched(store, watch, '');
}

function watched<Part extends object>(part: Part, watch: Watch, prefix: string): Part {
  return new Proxy(part, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      const verb = `${prefix}${String(name)}`;
      if (typeof value === 'object' && value !== null && PARTS.includes(verb)) return watched(value, watch, `${verb}.`);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => watch(verb, given, () => Reflect.apply(value, target, given) as unknown);
    },
  });
}
