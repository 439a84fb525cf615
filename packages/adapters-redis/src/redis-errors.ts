import { NightshiftError } from '@nightshift/core';

// What Node calls a connection that did not come about or went away, and what the server says when it cannot serve.
const UNREACHABLE_CODE = /^E(CONNREFUSED|CONNRESET|HOSTUNREACH|NETUNREACH|NOTFOUND|PIPE|TIMEDOUT)$|^EAI_AGAIN$/;
const UNREACHABLE_NAME = /^(MaxRetriesPerRequestError|ClusterAllFailedError|AbortError)$/;
const UNREACHABLE_MESSAGE =
  /^(Connection (is closed|timed out)|Socket timeout|Command timed out|connect ETIMEDOUT|All sentinels are unreachable|None of startup nodes is available|Too many Cluster redirections|LOADING|WRONGPASS|NOAUTH|MASTERDOWN|CLUSTERDOWN|READONLY|TRYAGAIN|NOREPLICAS|UNKILLABLE|BUSY|MISCONF|Failed to refresh slots cache)/;

/** Tells the caller of a store what an error of the client or the server means to it. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof NightshiftError || !(error instanceof Error)) return error;
  if (isUnreachable(error)) {
    return new NightshiftError('STORE_UNREACHABLE', `Redis cannot be reached: ${describe(error)}`, { cause: error });
  }
  return error;
}

function isUnreachable(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return UNREACHABLE_CODE.test(code) || UNREACHABLE_NAME.test(error.name) || UNREACHABLE_MESSAGE.test(error.message);
}

function describe(error: Error): string {
  const cause = 'lastNodeError' in error && error.lastNodeError instanceof Error ? error.lastNodeError : error;
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message;
}
