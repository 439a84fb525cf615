// Node's own modules are looked up when they are needed, and never imported: a bundle of this package then loads on any
// runtime that has the web's globals, `Buffer`, `setImmediate` and `process`, which is all that enqueuing takes.

/** The SHA-256 of a text. */
export function sha256(text: string): Buffer {
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest();
}

/** The name of the machine, for people who look for a worker. */
export function hostname(): string {
  return process.getBuiltinModule('node:os').hostname();
}

/** Bytes of memory that the machine has. */
export function totalMemory(): number {
  return process.getBuiltinModule('node:os').totalmem();
}

/** What V8 has given out of its heap, and may. */
export function heapStatistics(): { readonly used_heap_size: number; readonly heap_size_limit: number } {
  return process.getBuiltinModule('node:v8').getHeapStatistics();
}
