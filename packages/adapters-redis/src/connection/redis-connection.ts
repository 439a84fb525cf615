/** The one way in which the store talks to a server, whatever stands there. */
export interface RedisConnection {
  /** Connects. A connection that was closed can be opened again. */
  open(): Promise<void>;

  /** Lets go at once of what `open` and `listen` took. */
  close(): Promise<void>;

  /** Rejects when the connection is lost before the answer: a command is never sent twice. */
  call(command: string, args: readonly string[]): Promise<unknown>;

  /** Hears what is published on a channel, on a connection of its own that comes back by itself. */
  listen(channel: string, listener: ChannelListener): Promise<StopListening>;
}

export interface ChannelListener {
  readonly heard: (payload: string) => void;
  /** It was away: whatever was published meanwhile is lost. */
  readonly reconnected: () => void;
}

export interface StopListening {
  /** Whether it hears now. */
  readonly live: boolean;
  stop(): Promise<void>;
}
