import type { RenewalConnection } from '@nightshift/core/threads';
import { makeClient, type ClientPlan } from '../connection/client-plan.js';
import { IoredisConnection } from '../connection/ioredis-connection.js';
import { extendArgs } from '../lease-args.js';
import { runScript, type Script } from '../run-script.js';
import type { ScriptAnswers } from '../script-answers.js';
import { scriptError } from '../script-error.js';

/** What the renewal thread is started with. */
export interface RenewalThreadData {
  readonly plan: ClientPlan;
  readonly moveKey: string;
  /** The `extend` script. */
  readonly sha: string;
  readonly lua: string;
}

/** Connects the thread to the server that the store is on. */
export async function openConnection({ plan, moveKey, sha, lua }: RenewalThreadData): Promise<RenewalConnection> {
  const connection = new IoredisConnection(() => makeClient(onceOnly(plan)));
  await connection.open();
  const script: Script = { sha, lua: () => lua };
  return {
    async extend(leases, leaseMs) {
      const call = { moveKey, now: null, args: extendArgs(leases, leaseMs) };
      const answers = await runScript(connection, script, call).catch(noneOnceMoved);
      return leases.filter((_, index) => typeof (answers as ScriptAnswers['extend'])[index] === 'string');
    },
    end: () => connection.close(),
  };
}

/** By itself a client asks the sentinels again and again, and its caller waits. */
function onceOnly(plan: ClientPlan): ClientPlan {
  return plan.kind === 'cluster'
    ? plan
    : { ...plan, settings: { ...plan.settings, sentinelRetryStrategy: () => null } };
}

/** Nothing is held in a store that has moved away; the worker hears of the move by itself. */
function noneOnceMoved(error: unknown): ScriptAnswers['extend'] {
  if (scriptError(error, 'SEALED') === null) throw error;
  return [];
}
