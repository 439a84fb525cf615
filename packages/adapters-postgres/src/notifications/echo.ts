import { randomUUID } from 'node:crypto';

const ECHO_MS = 3_000;

/** Finds out whether what is sent on a channel arrives. */
export class Echo {
  readonly #awaited = new Map<string, () => void>();

  /** @param send - sends a nonce the way that every notification goes. */
  async arrives(send: (nonce: string) => Promise<void>): Promise<boolean> {
    const nonce = randomUUID();
    let timer: NodeJS.Timeout | undefined;
    const arrival = new Promise<boolean>((resolve) => {
      this.#awaited.set(nonce, () => resolve(true));
      timer = setTimeout(() => resolve(false), ECHO_MS);
    });
    try {
      await send(nonce);
      return await arrival;
    } finally {
      clearTimeout(timer);
      this.#awaited.delete(nonce);
    }
  }

  heard(nonce: string): void {
    this.#awaited.get(nonce)?.();
  }
}
