import { Registry, type AnyJob, type Jobs } from '@nightshift/core';
import type { Settings } from '../arguments/settings.js';
import type { Output } from '../terminal/output.js';
import type { App, OpenedApp } from './define-app.js';

export type Client = Jobs<AnyJob, never>;

/** The application during one command: its jobs from the start, its client once something needs the store. */
export class Session {
  #opening: Promise<OpenedApp<AnyJob, never>> | undefined;

  private constructor(
    readonly registry: Registry,
    readonly settings: Settings,
    private readonly open: () => Promise<OpenedApp<AnyJob, never>>,
  ) {}

  /** Reads the jobs; opens nothing. */
  static async start(app: App, output: Output, settings: Settings): Promise<Session> {
    const jobs = typeof app.jobs === 'function' ? await app.jobs() : app.jobs;
    const presets = app.defaults === undefined ? settings : settings.over({ ...app.defaults });
    return new Session(new Registry(jobs), presets, () => openApp(app, output));
  }

  /** The client, with the store open. */
  async client(): Promise<Client> {
    return (await this.#open()).jobs;
  }

  /** The client of a command that enqueues or works: the application has prepared what its jobs need. */
  async preparedClient(): Promise<Client> {
    const opened = await this.#open();
    await opened.prepare?.();
    return opened.jobs;
  }

  async close(): Promise<void> {
    if (this.#opening === undefined) return;
    // What could not be opened was reported by whoever asked for it.
    const [opened] = await Promise.allSettled([this.#opening]);
    if (opened.status === 'rejected') return;
    await opened.value.jobs.close();
    await opened.value.dispose?.();
  }

  #open(): Promise<OpenedApp<AnyJob, never>> {
    this.#opening ??= this.open();
    return this.#opening;
  }
}

async function openApp(app: App, output: Output): Promise<OpenedApp<AnyJob, never>> {
  const opened = await app.open({ say: (text) => output.say(text) });
  opened.jobs.events.on('worker:error', ({ during, error }) => {
    output.warn(`${output.paint('yellow', 'warning:')} ${during}: ${messageOf(error)}; it is tried again`);
  });
  try {
    await opened.jobs.open();
  } catch (error) {
    await opened.dispose?.();
    throw error;
  }
  return opened;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
