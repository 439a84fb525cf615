import type { ListenOptions, Notifications, Signal, Subscription } from '@nightshift/core';
import type { RedisSession } from '../redis-session.js';
import { readEnds, readSignals } from './read-signals.js';
import { SignalChannel, type Listener } from './signal-channel.js';

/** Signals over PUBLISH and SUBSCRIBE. The ends of runs have a channel of their own: there are many, and no worker asks for them. */
export class RedisNotifications implements Notifications {
  readonly #signals: SignalChannel;
  readonly #ends: SignalChannel;

  constructor(session: RedisSession) {
    this.#signals = new SignalChannel({
      listen: (heard, reconnected) => session.listen('signals', { heard, reconnected }),
      read: readSignals,
      // Work may have come in.
      afterAway: [{ kind: 'queued' }],
    });
    this.#ends = new SignalChannel({
      listen: (heard, reconnected) => session.listen('settled', { heard, reconnected }),
      read: readEnds,
      afterAway: [],
    });
  }

  async subscribe(listener: Listener, { kinds = ALL }: ListenOptions = {}): Promise<Subscription> {
    const own: Listener = (signal) => {
      if (kinds.includes(signal.kind)) listener(signal);
    };
    const channels = [
      ...(kinds.includes('queued') || kinds.includes('cancel') ? [this.#signals] : []),
      ...(kinds.includes('settled') ? [this.#ends] : []),
    ];
    const asked = await Promise.allSettled(channels.map((channel) => channel.subscribe(own)));
    const subscriptions = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const unsubscribe = async (): Promise<void> => {
      await Promise.all(subscriptions.map((subscription) => subscription.unsubscribe()));
    };
    const refused = asked.find((one) => one.status === 'rejected');
    if (refused !== undefined) {
      await unsubscribe();
      throw refused.reason;
    }
    return {
      get live() {
        return subscriptions.every((subscription) => subscription.live);
      },
      unsubscribe,
    };
  }

  /** Ends every subscription. */
  async stop(): Promise<void> {
    await Promise.all([this.#signals.stop(), this.#ends.stop()]);
  }
}

const ALL: readonly Signal['kind'][] = ['queued', 'cancel', 'settled'];
