// The types of Node name WebAssembly without its classes, and the browser's types would bring every browser global along.

/** Linear memory; a shared one can be posted to threads. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
}

/** A global of an instance. */
export interface WasmGlobal {
  value: number;
}

interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

interface WasmApi {
  readonly Memory: new (size: { initial: number; maximum: number; shared: true }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: Record<string, Record<string, unknown>>) => WasmInstance;
  readonly Global: new (type: { value: string; mutable: boolean }, value: number) => WasmGlobal;
  validate(bytes: Uint8Array): boolean;
}

/** The part of the WebAssembly interface that the compiled kernel needs. */
export const wasmApi = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;
