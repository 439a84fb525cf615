import { blockOf, type MatchList } from './block.js';
import { checkK, checkRows, checkThresholds, DEFAULT_K } from './check-call.js';
import type { MatchFeatures } from './features.js';
import type { MatchKernel } from './kernel.js';
import { KERNEL_BASE64 } from './kernel.generated.js';
import { TILE_USERS } from './tiles.js';
import { wasmApi, type WasmGlobal } from './wasm-api.js';
import { mapArena, viewArena, type ArenaViews } from './wasm-arena.js';
import { ABOVE_ROWS, BATCH_ROWS, listCapacity, scratchPlan, type ScratchPlan, type WasmLayout } from './wasm-layout.js';

/** Whether this platform runs the compiled kernel: 128-bit vectors and shared memory. */
export function wasmSupported(): boolean {
  return wasmApi.validate(kernelBytes());
}

/** Opens the compiled kernel over a prepared population. @param thread - whose scratch memory it uses, from 0. */
export function wasmKernel(features: MatchFeatures, layout: WasmLayout, thread: number): MatchKernel {
  const scratch = layout.scratch[thread];
  if (scratch === undefined)
    throw new RangeError(`the kernel was prepared for ${layout.scratch.length} threads, this is number ${thread}`);
  const runner = new Runner(layout, scratch);
  return {
    kind: 'wasm-simd',
    topMatches: (rows, k = DEFAULT_K) => {
      checkRows(features, rows);
      return runner.lists(rows, {
        batch: BATCH_ROWS,
        capacity: listCapacity(checkK(k)),
        run: (exports, count) => exports.topMatches(count, k),
      });
    },
    rowsAbove: (rows, thresholds) => {
      checkRows(features, rows);
      checkThresholds(features, thresholds);
      runner.setThresholds(thresholds);
      const capacity = layout.slots + TILE_USERS;
      return runner.lists(rows, { batch: ABOVE_ROWS, capacity, run: (exports, count) => exports.rowsAbove(count) });
    },
  };
}

interface KernelExports {
  topMatches(rows: number, k: number): void;
  rowsAbove(rows: number): void;
}

interface Job {
  /** Rows per call into the kernel. */
  readonly batch: number;
  /** Keys per row. */
  readonly capacity: number;
  run(exports: KernelExports, rows: number): void;
}

/** One instance of the module with its scratch memory. */
class Runner {
  readonly #exports: KernelExports;
  readonly #capacity: WasmGlobal;
  readonly #scratch: ArenaViews<ScratchPlan>;

  constructor(
    private readonly layout: WasmLayout,
    scratch: number,
  ) {
    const module = new wasmApi.Module(kernelBytes());
    const { exports } = new wasmApi.Instance(module, { env: { memory: layout.memory } });
    const map = mapArena(scratchPlan(layout.slots), scratch);
    for (const [name, value] of Object.entries({ ...layout.globals, ...map.pointers })) {
      const global = exports[name];
      if (global instanceof wasmApi.Global) global.value = value;
    }
    this.#capacity = exports.capacity as WasmGlobal;
    this.#exports = exports as unknown as KernelExports;
    this.#scratch = viewArena(scratchPlan(layout.slots), map, layout.memory);
  }

  setThresholds(thresholds: Float32Array): void {
    thresholds.forEach(
      (threshold, position) => (this.#scratch.slotThreshold[this.layout.slotOf[position]!] = threshold),
    );
  }

  /** Computes rows in kernel order, where neighbours share tiles, and answers in the order asked. */
  lists(rows: Int32Array, job: Job): ReturnType<typeof blockOf> {
    const { slotOf } = this.layout;
    const asked = Int32Array.from(rows, (_, i) => i).sort((a, b) => slotOf[rows[a]!]! - slotOf[rows[b]!]!);
    const lists: MatchList[] = new Array<MatchList>(rows.length);
    this.#capacity.value = job.capacity;
    for (let first = 0; first < asked.length; first += job.batch) {
      const batch = asked.subarray(first, first + job.batch);
      this.#scratch.rowSlot.set(batch.map((i) => slotOf[rows[i]!]!));
      job.run(this.#exports, batch.length);
      batch.forEach((i, row) => (lists[i] = this.#listOf(row, job.capacity)));
    }
    return blockOf(rows, lists);
  }

  // A key is the complement of the position in its low half and the score in its high half.
  #listOf(row: number, capacity: number): MatchList {
    const { buffer, byteOffset } = this.#scratch.keys;
    const count = this.#scratch.rowCount[row]!;
    const halves = new Int32Array(buffer, byteOffset + row * capacity * 8, count * 2);
    const scores = new Float32Array(buffer, halves.byteOffset, count * 2);
    const positions = new Int32Array(count);
    const raw = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      positions[i] = ~halves[2 * i]!;
      raw[i] = scores[2 * i + 1]!;
    }
    return { positions, raw };
  }
}

function kernelBytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(KERNEL_BASE64, 'base64'));
}
