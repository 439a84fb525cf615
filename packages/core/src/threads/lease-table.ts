import type { HeldLease } from '../store/lease-renewal.js';
import { LeaseSlots } from './lease-slots.js';

/** What one worker holds, in memory that the thread reads. It grows by a piece whenever it is full, and never shrinks. */
export class LeaseTable {
  readonly #pieces: LeaseSlots[] = [];
  readonly #free: number[] = [];
  readonly #onPiece: (memory: SharedArrayBuffer) => void;

  /** @param onPiece - told of each piece but the first, before there is a lease in it. */
  constructor(onPiece: (memory: SharedArrayBuffer) => void) {
    this.#onPiece = onPiece;
    this.#addPiece();
  }

  get memory(): readonly SharedArrayBuffer[] {
    return this.#pieces.map(({ memory }) => memory);
  }

  /** @returns the place of the lease, which it keeps until it is dropped. */
  hold(lease: HeldLease, now: number): number {
    if (this.#free.length === 0) this.#onPiece(this.#addPiece().memory);
    const place = this.#free.at(-1) as number;
    this.#pieceOf(place).write(place % LeaseSlots.COUNT, lease, now);
    this.#free.length -= 1;
    return place;
  }

  drop(place: number): void {
    this.#pieceOf(place).clear(place % LeaseSlots.COUNT);
    this.#free.push(place);
  }

  #pieceOf(place: number): LeaseSlots {
    return this.#pieces[Math.floor(place / LeaseSlots.COUNT)] as LeaseSlots;
  }

  #addPiece(): LeaseSlots {
    const piece = new LeaseSlots();
    const end = this.#pieces.push(piece) * LeaseSlots.COUNT;
    for (let place = end - 1; place >= end - LeaseSlots.COUNT; place -= 1) this.#free.push(place);
    return piece;
  }
}
