/** Rows of different lengths in two arrays: row `r` is `values[starts[r] .. starts[r + 1]]`. */
export interface CompressedRows {
  readonly starts: Int32Array;
  readonly values: Int32Array;
}

/** A shared Float32Array of a length, or with the given values. */
export function sharedFloat32(source: number | readonly number[]): Float32Array {
  return filled(new Float32Array(shared(source, 4)), source);
}

/** A shared Float64Array with the given values. */
export function sharedFloat64(source: readonly number[]): Float64Array {
  return filled(new Float64Array(shared(source, 8)), source);
}

/** A shared Uint8Array with the given values. */
export function sharedUint8(source: readonly number[]): Uint8Array {
  return filled(new Uint8Array(shared(source, 1)), source);
}

/** Rows of numbers, compressed into shared memory. */
export function compressRows(rows: readonly (readonly number[])[]): CompressedRows {
  const starts = new Int32Array(shared(rows.length + 1, 4));
  rows.forEach((row, r) => (starts[r + 1] = starts[r]! + row.length));
  const values = new Int32Array(shared(starts[rows.length]!, 4));
  rows.forEach((row, r) => values.set(row, starts[r]));
  return { starts, values };
}

function shared(source: number | readonly number[], bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer((typeof source === 'number' ? source : source.length) * bytes);
}

function filled<T extends { set(values: ArrayLike<number>): void }>(array: T, source: number | readonly number[]): T {
  if (typeof source !== 'number') array.set(source);
  return array;
}
