import { painter, type Paint } from './color.js';

/** Increased when a document's shape changes in a way that breaks its readers. */
const SCHEMA_VERSION = 1;

export interface OutputOptions {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
}

/** Lines that stay at the bottom of the terminal while others are written above them. */
export interface Pinned {
  erase(): void;
  draw(): void;
}

/** The two streams: stdout has the result and nothing else, stderr has everything that is said about it. */
export class Output {
  readonly json: boolean;
  readonly paint: Paint;
  readonly paintResult: Paint;
  #pinned: Pinned | undefined;
  readonly #closed = new AbortController();

  constructor(private readonly options: OutputOptions) {
    const { env, stdout, stderr, color } = options;
    this.json = options.json;
    this.paint = painter({ stream: stderr, env, refused: !color });
    this.paintResult = options.json ? (_style, text) => text : painter({ stream: stdout, env, refused: !color });
    stdout.on('error', (error: NodeJS.ErrnoException) => this.#onStreamError(error));
    stderr.on('error', (error: NodeJS.ErrnoException) => this.#onStreamError(error));
  }

  /** Aborts when whoever read stdout has gone, as `head` does. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  get columns(): number {
    return this.options.stdout.columns || 100;
  }

  /** Columns and rows of the terminal behind stderr; undefined when it is none. */
  get screen(): { readonly columns: number; readonly rows: number } | undefined {
    const { stderr, env } = this.options;
    if (!stderr.isTTY || env['TERM'] === 'dumb') return undefined;
    return { columns: stderr.columns || 80, rows: stderr.rows || 24 };
  }

  get quiet(): boolean {
    return this.options.quiet;
  }

  /** Lines of the result. */
  result(lines: string | readonly string[]): void {
    const text = typeof lines === 'string' ? lines : lines.join('\n');
    if (text !== '' && !this.closed.aborted) this.#above(() => this.options.stdout.write(`${text}\n`));
  }

  /** The result as JSON: one document, or a line of many with `line`. */
  document(kind: string, body: object, { line = false }: { readonly line?: boolean } = {}): void {
    const document = { schemaVersion: SCHEMA_VERSION, kind, ...body };
    this.result(line ? JSON.stringify(document) : JSON.stringify(document, null, 2));
  }

  /** Says something that `--quiet` leaves out. */
  say(text: string): void {
    if (!this.options.quiet) this.warn(text);
  }

  /** Says something that nobody may miss. */
  warn(text: string): void {
    this.#above(() => this.options.stderr.write(`${text}\n`));
  }

  /** Writes to stderr as it is; for lines that are redrawn. */
  raw(text: string): void {
    this.options.stderr.write(text);
  }

  pin(pinned: Pinned | undefined): void {
    this.#pinned?.erase();
    this.#pinned = pinned;
  }

  /** Resolves when what was written has been handed to the system. */
  async flush(): Promise<void> {
    const { stdout, stderr } = this.options;
    await Promise.all([stdout, stderr].map((stream) => new Promise((done) => stream.write('', done))));
  }

  #above(write: () => void): void {
    this.#pinned?.erase();
    write();
    this.#pinned?.draw();
  }

  // A reader that has gone is no error; a full disk is.
  #onStreamError(error: NodeJS.ErrnoException): void {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    this.#closed.abort();
  }
}
