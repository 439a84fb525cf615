import { NightshiftError } from '@nightshift/core';

/** For the caller who gets past the types. @throws NightshiftError `TX_UNSUPPORTED` when there is a transaction. */
export function refuseTx(options: { readonly tx?: unknown } | undefined): void {
  if (options?.tx === undefined) return;
  throw new NightshiftError(
    'TX_UNSUPPORTED',
    'The redis store cannot join a transaction: leave out `tx`, or use a store on the database that the transaction belongs to',
  );
}
