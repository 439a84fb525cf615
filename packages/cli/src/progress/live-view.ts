import type { Clock, RunRecord } from '@nightshift/core';
import { cut } from '../terminal/layout.js';
import type { Output, Pinned } from '../terminal/output.js';
import { liveLine } from './run-line.js';

const REDRAW_MS = 200;

/** A line per running run at the bottom of the terminal, drawn again and again; what is said meanwhile goes above. */
export class LiveView implements Pinned {
  #runs: readonly RunRecord[] = [];
  #drawn = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly output: Output,
    private readonly look: { readonly clock: Clock; readonly ascii: boolean },
  ) {
    output.pin(this);
    this.#timer = setInterval(() => this.#redraw(), REDRAW_MS);
    this.#timer.unref();
  }

  show(runs: readonly RunRecord[]): void {
    this.#runs = runs.filter((run) => run.state === 'running');
    this.#redraw();
  }

  close(): void {
    clearInterval(this.#timer);
    this.output.pin(undefined);
  }

  erase(): void {
    if (this.#drawn > 0) this.output.raw(upAndClear(this.#drawn));
    this.#drawn = 0;
  }

  draw(): void {
    const lines = this.#lines();
    this.#drawn = lines.length;
    this.output.raw(lines.map((line) => `${line}\n`).join(''));
  }

  #redraw(): void {
    this.erase();
    this.draw();
  }

  #lines(): string[] {
    const { columns, rows } = this.output.screen ?? { columns: 80, rows: 24 };
    const now = new Date(this.look.clock.now());
    const room = Math.max(1, rows - 2);
    const shown = this.#runs.length > room ? this.#runs.slice(0, room - 1) : this.#runs;
    const lines = shown.map((run) =>
      cut(liveLine(run, now, { paint: this.output.paint, ascii: this.look.ascii }), columns - 1),
    );
    const hidden = this.#runs.length - shown.length;
    return hidden > 0 ? [...lines, `… and ${hidden} more running`] : lines;
  }
}

// The control sequences that every terminal since the VT100 knows: so many lines up, to the first column, clear what is below.
function upAndClear(lines: number): string {
  return `\u001b[${lines}A\r\u001b[J`;
}
