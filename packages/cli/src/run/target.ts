import type { RunRecord } from '@nightshift/core';
import type { Client } from '../app/session.js';

/** What a command follows: one run, or every run of a flow. */
export type Target = { readonly runId: string } | { readonly flowId: string };

/** The runs of the target as they are now. */
export async function targetRuns(client: Client, target: Target): Promise<RunRecord[]> {
  if ('flowId' in target) return client.flow(target.flowId);
  const run = await client.get(target.runId);
  return run === undefined ? [] : [run];
}
