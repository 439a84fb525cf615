import type { LogFields, RunLogger } from '../job/job-context.js';
import type { Limits } from '../limits.js';
import type { Json } from '../json.js';
import type { Mask } from '../redaction/mask.js';
import type { NewLog, Report } from '../store/contract.js';
import type { LogLevel } from '../store/run-record.js';
import { after, type Timer } from '../timers.js';
import { ProgressCounter } from './progress-counter.js';

const FLUSH_MS = 1_000;

interface ReporterOptions {
  readonly limits: Pick<Limits, 'logLines' | 'logLineLength'>;
  /** Items done in earlier attempts. */
  readonly done: number;
  /** Takes secrets out of whatever is logged or reported, before anything is cut short. */
  readonly mask: Mask;
  /** When the attempt began, by the same clock as `now`. */
  readonly startedAt: number;
  now(): number;
  /** Stores what gathered; the reporter calls it one at a time. */
  send(report: Omit<Report, 'lease'>): Promise<void>;
  /** Told of a store that refused a report; the next one carries it again. */
  onError(error: unknown): void;
  onLog(level: LogLevel, message: string, fields: LogFields | undefined): void;
}

/** Gathers progress and log lines of one attempt, and stores them about once a second. */
export class Reporter {
  readonly progress: ProgressCounter;
  readonly log: RunLogger;
  readonly #options: ReporterOptions;
  #changed = false;
  #lines: NewLog[] = [];
  #lineCount = 0;
  #dropped = 0;
  #timer: Timer | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(options: ReporterOptions) {
    this.#options = options;
    const start = { done: options.done, at: options.startedAt, mask: options.mask };
    this.progress = new ProgressCounter(start, () => this.#touch());
    this.log = {
      debug: (message, fields) => this.#write('debug', message, fields),
      info: (message, fields) => this.#write('info', message, fields),
      warn: (message, fields) => this.#write('warn', message, fields),
      error: (message, fields) => this.#write('error', message, fields),
    };
  }

  itemFailed(item: string, message: string): void {
    this.progress.addFailedItem();
    this.log.warn(`Item failed: ${message}`, { item });
  }

  /** Stores what is left. Rejects when that fails. */
  async flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    const send = this.#sending.then(() => this.#send());
    // The caller has the rejection; the next flush only needs to come after this one.
    this.#sending = send.catch(() => undefined);
    await send;
  }

  /** Counts what was dropped as a last line, and stores what is left. */
  async close(): Promise<void> {
    if (this.#dropped > 0) {
      const message = `${this.#dropped} more log lines were dropped`;
      this.#lines.push({ at: new Date(this.#options.now()), level: 'warn', message });
    }
    await this.flush();
  }

  #write(level: LogLevel, message: string, given: LogFields | undefined): void {
    const { mask, limits } = this.#options;
    const { logLines, logLineLength } = limits;
    const masked = mask.text(message);
    const text = masked.length <= logLineLength ? masked : `${masked.slice(0, logLineLength)}…`;
    const fields = given && mask.active ? readable(given, mask) : given;
    this.#options.onLog(level, text, fields);
    if (this.#lineCount >= logLines) {
      this.#dropped += 1;
      return;
    }
    this.#lineCount += 1;
    const at = new Date(this.#options.now());
    this.#lines.push({ at, level, message: text, ...(fields && { fields: fieldsOf(fields, logLineLength) }) });
    this.#arm();
  }

  #touch(): void {
    this.#changed = true;
    this.#arm();
  }

  #arm(): void {
    // A failed flush keeps its lines for the next one.
    this.#timer ??= after(FLUSH_MS, () => void this.flush().catch((error: unknown) => this.#options.onError(error)), {
      unref: true,
    });
  }

  async #send(): Promise<void> {
    if (!this.#changed && this.#lines.length === 0) return;
    const lines = this.#lines;
    const report = {
      ...(this.#changed && { progress: this.progress.snapshot(this.#options.now()) }),
      ...(lines.length > 0 && { logs: lines }),
    };
    this.#lines = [];
    this.#changed = false;
    try {
      await this.#options.send(report);
    } catch (error) {
      this.#lines = [...lines, ...this.#lines];
      this.#changed ||= report.progress !== undefined;
      throw error;
    }
  }
}

function fieldsOf(fields: LogFields, longest: number): NonNullable<NewLog['fields']> {
  try {
    const text = JSON.stringify(fields, errorsAsText);
    return text.length <= longest
      ? (JSON.parse(text) as Record<string, Json>)
      : { truncated: `${text.slice(0, longest)}…` };
  } catch (error) {
    return { unreadable: String(error) };
  }
}

/** The fields as the host's logger may have them: what it would read from a live object could hold a secret. */
function readable(fields: LogFields, mask: Mask): LogFields {
  try {
    return mask.json(JSON.parse(JSON.stringify(fields, errorsAsText)) as Json) as LogFields;
  } catch (error) {
    return { unreadable: mask.text(String(error)) };
  }
}

function errorsAsText(_key: string, value: unknown): unknown {
  return value instanceof Error ? String(value) : value;
}
