import type { WasmMemory } from './wasm-api.js';

const ELEMENTS = { f32: Float32Array, i32: Int32Array, u16: Uint16Array, u64: BigUint64Array } as const;

type ElementKind = keyof typeof ELEMENTS;
type ViewOf<K extends ElementKind> = InstanceType<(typeof ELEMENTS)[K]>;

/** Arrays by name: what they hold and how many. */
export type ArenaPlan = Readonly<Record<string, readonly [kind: ElementKind, length: number]>>;

/** One view per planned array. */
export type ArenaViews<P extends ArenaPlan> = { readonly [N in keyof P]: ViewOf<P[N][0]> };

/** Where the arrays of a plan begin, in bytes, and where the last one ends. */
export interface ArenaMap {
  readonly pointers: Readonly<Record<string, number>>;
  readonly end: number;
}

const ALIGNMENT = 64;

/** Lays arrays behind each other from an address on, each at the beginning of a cache line. */
export function mapArena(plan: ArenaPlan, from: number): ArenaMap {
  const pointers: Record<string, number> = {};
  let end = align(from);
  for (const [name, [kind, length]] of Object.entries(plan)) {
    pointers[name] = end;
    end = align(end + length * ELEMENTS[kind].BYTES_PER_ELEMENT);
  }
  return { pointers, end };
}

/** Views of mapped arrays in a memory. */
export function viewArena<P extends ArenaPlan>(plan: P, map: ArenaMap, memory: WasmMemory): ArenaViews<P> {
  const views = Object.entries(plan).map(([name, [kind, length]]) => {
    const View = ELEMENTS[kind] as new (buffer: SharedArrayBuffer, from: number, length: number) => ViewOf<ElementKind>;
    return [name, new View(memory.buffer, map.pointers[name]!, length)];
  });
  return Object.fromEntries(views) as ArenaViews<P>;
}

const align = (address: number): number => Math.ceil(address / ALIGNMENT) * ALIGNMENT;
