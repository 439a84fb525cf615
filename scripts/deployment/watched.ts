/**
 * A value whose reader is watched.
 *
 * @returns the value to read in its place, and the paths of what was not read so far.
 */
export function watched<T extends object>(value: T): { readonly value: T; readonly unread: () => string[] } {
  const read = new Set<string>();
  return { value: watch(value, '', read), unread: () => pathsOf(value, '').filter((path) => !read.has(path)) };
}

function watch<T extends object>(value: T, path: string, read: Set<string>): T {
  return new Proxy(value, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key);
      if (typeof key === 'symbol') return found;
      read.add(`${path}.${key}`);
      return typeof found === 'object' && found !== null ? watch(found, `${path}.${key}`, read) : found;
    },
  });
}

function pathsOf(value: object, path: string): string[] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => [
    `${path}.${key}`,
    ...(typeof inner === 'object' && inner !== null ? pathsOf(inner, `${path}.${key}`) : []),
  ]);
}
