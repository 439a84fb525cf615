import { NightshiftError, storeMoved, type MoveMark } from '@nightshift/core';
import { setTimeout as delay } from 'node:timers/promises';

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
/** What a sealed table raises; the message is the mark. */
const STORE_SEALED = 'NS001';
const TRIES = 6;

// Of the server: connection exceptions (08), no writes because it is a replica, too many connections, shutdown and start-up. Of the drivers: what they call a
// connection that did not come about or went away.
const UNREACHABLE =
  /^(08|25006$|53300$|57P0[1-5]$|E(CONNREFUSED|CONNRESET|HOSTUNREACH|NETUNREACH|NOTFOUND|PIPE|TIMEDOUT)$|EAI_AGAIN$|CONNECTION_(CLOSED|ENDED|DESTROYED)$|CONNECT_TIMEOUT$)/;
const UNREACHABLE_MESSAGE =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Tells the caller of a store what a driver's error means to it. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof NightshiftError || !(error instanceof Error)) return error;
  if (UNREACHABLE.test(codeOf(error)) || UNREACHABLE_MESSAGE.test(error.message)) {
    return new NightshiftError('STORE_UNREACHABLE', `PostgreSQL cannot be reached: ${describe(error)}`, {
      cause: error,
    });
  }
  if (codeOf(error) === STORE_SEALED) return storeMoved(JSON.parse(error.message) as MoveMark);
  if (codeOf(error) === '23505' && constraintOf(error) === 'run_pkey') {
    return new NightshiftError('INVALID_OPTION', 'a run with this id exists already; give every run an id of its own', {
      cause: error,
    });
  }
  return error;
}

/** Runs an operation again that lost against a concurrent one: PostgreSQL has rolled it back, as if it had never been. */
export async function retryingConflicts<Result>(operation: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await operation();
    } catch (error) {
      const code = codeOf(error);
      if (tries === TRIES || (code !== SERIALIZATION_FAILURE && code !== DEADLOCK_DETECTED)) throw error;
      await delay(5 * 2 ** tries);
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function constraintOf(error: Error): unknown {
  return Reflect.get(error, 'constraint') ?? Reflect.get(error, 'constraint_name');
}

// Node reports a name with several addresses as one error without a message.
function describe(error: Error): string {
  return error.message === '' ? codeOf(error) : error.message;
}
