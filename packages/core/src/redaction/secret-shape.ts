import { NightshiftError } from '../errors.js';
import type { JsonSchema } from '../job/json-schema.js';

/** Where in a value the secrets are. Shapes of a schema that contains itself point at each other in circles. */
export interface SecretShape {
  /** The whole value is secret. */
  readonly secret: boolean;
  /** By property name, or index of a list; null where there is none. */
  readonly properties: ReadonlyMap<string, SecretShape | null>;
  /** Of every item, and every property that has no shape of its own. */
  readonly each: SecretShape | undefined;
  /** What holds of the same value as well: alternatives, and the parts of an intersection. */
  readonly also: readonly SecretShape[];
}

interface Growing extends SecretShape {
  secret: boolean;
  readonly properties: Map<string, Growing | null>;
  each: Growing | undefined;
  also: Growing[];
}

/** A schema, or the `true` and `false` that stand for one. */
type Schema = boolean | (JsonSchema & Marks & Parts);

interface Marks {
  readonly secret?: unknown;
  readonly 'x-secret'?: unknown;
  readonly writeOnly?: unknown;
}

interface Parts {
  readonly $ref?: string;
  readonly prefixItems?: readonly Schema[];
  readonly additionalProperties?: Schema;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/**
 * Finds the secrets of a schema, by the annotations `secret`, `x-secret` and `writeOnly`, and of a list of paths.
 *
 * @returns undefined when there are none: nothing has to be looked for then.
 */
export function secretShape(schema: JsonSchema | undefined, paths: readonly string[]): SecretShape | undefined {
  const shape = emptyShape();
  if (schema !== undefined) shape.also.push(shapeOf(schema, { root: schema, known: new Map() }));
  for (const path of paths) addPath(shape, checkPath(path));
  return prune(shape) ? shape : undefined;
}

/** Shapes of a property or item, for a value that all of these shapes hold of. */
export function shapesBelow(shapes: readonly SecretShape[], name: string): SecretShape[] {
  // A name of its own, even one without a secret, is not one of the others.
  return shapes.flatMap((shape) =>
    shape.properties.has(name) ? (shape.properties.get(name) ?? []) : (shape.each ?? []),
  );
}

/** The shapes and all that holds as well. */
export function unfold(shapes: readonly SecretShape[]): SecretShape[] {
  const found = new Set(shapes);
  // A set grows under its own iteration, and takes each shape once.
  for (const shape of found) for (const other of shape.also) found.add(other);
  return [...found];
}

/** @throws NightshiftError `INVALID_DEFINITION`. */
export function checkPath(path: string): string[] {
  const parts = path.split('.');
  if (parts.every((part) => part !== '')) return parts;
  throw new NightshiftError(
    'INVALID_DEFINITION',
    `Expected a path of secrets to be names with dots between them, such as "card.number" or "items.*.token"; received ${JSON.stringify(path)}.`,
  );
}

interface Compiling {
  readonly root: JsonSchema;
  readonly known: Map<object, Growing>;
}

function shapeOf(schema: Schema, compiling: Compiling): Growing {
  if (typeof schema === 'boolean') return emptyShape();
  const known = compiling.known.get(schema);
  if (known !== undefined) return known;
  const shape = emptyShape();
  compiling.known.set(schema, shape);
  const within = (part: Schema): Growing => shapeOf(part, compiling);
  shape.secret = schema.secret === true || schema['x-secret'] === true || schema.writeOnly === true;
  for (const [name, part] of Object.entries(schema.properties ?? {})) shape.properties.set(name, within(part));
  for (const [index, part] of (schema.prefixItems ?? []).entries()) shape.properties.set(String(index), within(part));
  const rest = [schema.items, schema.additionalProperties, ...Object.values(schema.patternProperties ?? {})];
  const each = rest.filter((part) => part !== undefined).map(within);
  if (each.length > 0) shape.each = { ...emptyShape(), also: each };
  shape.also.push(...[schema.anyOf, schema.oneOf, schema.allOf].flatMap((parts) => (parts ?? []).map(within)));
  const target = schema.$ref === undefined ? undefined : resolve(schema.$ref, compiling.root);
  if (target !== undefined) shape.also.push(within(target));
  return shape;
}

/** Within the same document: `#`, or a JSON pointer such as `#/$defs/card`. */
function resolve(reference: string, root: JsonSchema): Schema | undefined {
  const steps = reference.replace(/^#\/?/, '').split('/').filter(Boolean);
  let found: unknown = root;
  for (const step of steps) {
    const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    found = typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[name] : undefined;
  }
  return typeof found === 'object' && found !== null ? found : undefined;
}

function addPath(shape: Growing, [first, ...rest]: readonly string[]): void {
  if (first === undefined) {
    shape.secret = true;
    return;
  }
  // Its own branch, so that what the path says does not hide what the schema says of the same name.
  const branch = emptyShape();
  const next = emptyShape();
  if (first === '*') branch.each = next;
  else branch.properties.set(first, next);
  shape.also.push(branch);
  addPath(next, rest);
}

function emptyShape(): Growing {
  return { secret: false, properties: new Map(), each: undefined, also: [] };
}

/** Forgets whatever leads to no secret, so that nobody looks there; false when nothing is left. */
function prune(start: Growing): boolean {
  const reached = new Set([start]);
  for (const shape of reached) for (const next of below(shape)) reached.add(next);
  const leading = new Set([...reached].filter((shape) => shape.secret));
  for (let before = -1; leading.size > before;) {
    before = leading.size;
    for (const shape of reached) if (below(shape).some((next) => leading.has(next))) leading.add(shape);
  }
  for (const shape of reached) {
    for (const [name, next] of shape.properties)
      if (next !== null && !leading.has(next)) shape.properties.set(name, null);
    if (shape.each !== undefined && !leading.has(shape.each)) shape.each = undefined;
    shape.also = shape.also.filter((next) => leading.has(next));
  }
  return leading.has(start);
}

function below({ properties, each, also }: Growing): Growing[] {
  return [...properties.values(), each, ...also].filter((next) => next !== null && next !== undefined);
}
