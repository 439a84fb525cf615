import type { ClaimedRun, Store, Timers } from '@nightshift/core';
import { CallNames } from './call-names.js';
import type { CrashPoint } from './crash-point.js';

type Method = (...args: unknown[]) => unknown;

interface LifeOptions {
  readonly store: Store<unknown>;
  readonly timers: Timers;
  /** Where the process dies; nowhere when absent. */
  readonly diesAt: CrashPoint | undefined;
}

/**
 * One life of a process that works on runs: its store and its timers. At its crash point it dies: the call never returns,
 * no timer fires any more, and nothing reaches the store from then on.
 */
export class ProcessLife {
  readonly store: Store<unknown>;
  readonly timers: Timers;
  /** The handler's calls so far, in order. */
  readonly calls: readonly string[];
  readonly died: Promise<void>;
  readonly #calls: string[] = [];
  readonly #counts = new Map<string, number>();
  readonly #names = new CallNames();
  readonly #diesAt: CrashPoint | undefined;
  #isDead = false;
  #announce: () => void = () => undefined;

  constructor({ store, timers, diesAt }: LifeOptions) {
    this.#diesAt = diesAt;
    this.calls = this.#calls;
    this.died = new Promise((resolve) => (this.#announce = resolve));
    this.store = this.#guarded(store, '');
    this.timers = {
      after: (ms, callback) => timers.after(ms, () => !this.#isDead && callback()),
      sleep: (ms, signal) => this.#named('pause', false, () => timers.sleep(ms, signal)),
    };
  }

  /** The same object, each of whose methods passes through this life. */
  #guarded<Target extends object>(target: Target, path: string): Target {
    return new Proxy(target, {
      get: (_target, key) => {
        const value: unknown = Reflect.get(target, key);
        const name = `${path}${String(key)}`;
        if (typeof value === 'function') {
          const method = (value as Method).bind(target);
          return (...args: unknown[]) => this.#call(name, args, method);
        }
        return typeof value === 'object' && value !== null ? this.#guarded(value, `${name}.`) : value;
      },
    });
  }

  async #call(verb: string, args: unknown[], act: Method): Promise<unknown> {
    if (this.#isDead) return never();
    const name = this.#names.nameOf(verb, args);
    const perform = async (): Promise<unknown> => act(...args);
    if (name !== undefined) return this.#named(name, joinsTransaction(args), perform);
    const answer = await perform();
    if (verb === 'claim') this.#names.claimed(answer as ClaimedRun[]);
    return this.#isDead ? never() : answer;
  }

  async #named<Answer>(name: string, inTransaction: boolean, act: () => Promise<Answer>): Promise<Answer> {
    if (this.#isDead) return never();
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    const call = `${name} #${count}`;
    this.#calls.push(call);
    if (this.#isCrash('before', call)) return this.#die(inTransaction);
    const answer = await act();
    if (this.#isCrash('after', call)) return this.#die(inTransaction);
    return this.#isDead ? never() : answer;
  }

  #isCrash(side: CrashPoint['side'], call: string): boolean {
    return this.#diesAt?.side === side && this.#diesAt.call === call;
  }

  // A database rolls back the transaction of a process that died; here the error makes the host's code do so.
  #die<Answer>(inTransaction: boolean): Promise<Answer> {
    this.#isDead = true;
    this.#announce();
    return inTransaction ? Promise.reject(new Error('The process was killed inside a transaction')) : never();
  }
}

function joinsTransaction(args: readonly unknown[]): boolean {
  const last = args.at(-1);
  return typeof last === 'object' && last !== null && 'tx' in last && last.tx !== undefined;
}

function never<Answer>(): Promise<Answer> {
  return new Promise(() => undefined);
}
