import type { Store } from '@nightshift/core';
import type { OpenTransaction, Power, StoreTarget } from './target.js';

/** The store of one suite: opened before its tests, exchanged by a test that lets it crash, gone after them. */
export class StoreUnderTest<Tx> {
  readonly #createStore: () => Promise<StoreTarget<Tx>>;
  #target: StoreTarget<Tx> | undefined;
  #store: Store<Tx> | undefined;
  #extra: Store<Tx>[] = [];
  readonly #fresh: StoreTarget<Tx>[] = [];

  constructor(createStore: () => Promise<StoreTarget<Tx>>) {
    this.#createStore = createStore;
  }

  async start(): Promise<void> {
    this.#target = await this.#createStore();
    this.#store = this.#target.store;
    await this.#store.open();
  }

  async dispose(): Promise<void> {
    await this.#store?.close();
    await this.#target?.dispose();
  }

  get store(): Store<Tx> {
    if (this.#store === undefined) throw new Error('The store under test was not started: its createStore failed');
    return this.#store;
  }

  /** Without a fake clock, waits until the store's own time has come so far. */
  async advance(ms: number): Promise<void> {
    const { clock } = this.#started;
    if (clock !== undefined) return void (await clock.advance(ms));
    const now = async (): Promise<number> => (await this.store.schedules.now()).getTime();
    const end = (await now()) + ms;
    for (let left = ms; left > 0; left = end - (await now())) await new Promise((resolve) => setTimeout(resolve, left));
  }

  get hasFakeClock(): boolean {
    return this.#started.clock !== undefined;
  }

  /** @throws unless the target gives what it was not declared to be without. */
  require(power: Power): void {
    const target = this.#started;
    const given = {
      connect: target.connect !== undefined,
      reopen: target.reopen !== undefined,
      transactions: target.beginTx !== undefined,
      notifications: this.store.notifications !== undefined,
      transfer: this.store.transfer !== undefined,
      forget: this.store.forget !== undefined,
    };
    if (given[power]) return;
    throw new Error(
      `The store gives no ${power}: add it to the target of createStore, or declare { power: '${power}', reason } in \`without\``,
    );
  }

  /**
   * As many instances on the same data, open, the first being the store itself. A store that only one process can open
   * answers all of them itself.
   */
  async instances(count: number): Promise<readonly Store<Tx>[]> {
    const target = this.#started;
    while (target.connect !== undefined && this.#extra.length < count - 1) {
      const store = await target.connect();
      this.#extra.push(store);
      await store.open();
    }
    return Array.from({ length: count }, (_, index) =>
      index === 0 ? this.store : (this.#extra[index - 1] ?? this.store),
    );
  }

  /** A further store of the same kind with nothing in it, gone after the test. */
  async fresh(): Promise<Store<Tx>> {
    const target = await this.#createStore();
    this.#fresh.push(target);
    await target.store.open();
    return target.store;
  }

  async closeExtra(): Promise<void> {
    for (const target of this.#fresh.splice(0)) {
      await target.store.close();
      await target.dispose();
    }
    await Promise.all(this.#extra.splice(0).map((store) => store.close()));
  }

  async crash(): Promise<void> {
    this.#store = await this.#started.reopen?.();
    await this.store.open();
  }

  async beginTx(): Promise<OpenTransaction<Tx>> {
    const target = this.#started;
    if (target.beginTx === undefined) throw new Error('The target of createStore has no beginTx');
    return target.beginTx();
  }

  get #started(): StoreTarget<Tx> {
    if (this.#target === undefined) throw new Error('The store under test was not started: its createStore failed');
    return this.#target;
  }
}
