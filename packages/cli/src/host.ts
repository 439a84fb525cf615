/** What the command uses of the process that it runs in. */
export type Host = Pick<
  NodeJS.Process,
  'argv' | 'execPath' | 'execArgv' | 'env' | 'cwd' | 'stdin' | 'stdout' | 'stderr' | 'on' | 'off' | 'send' | 'exit'
>;

/** Handles signals until the answer is called. */
export function onSignals(
  host: Pick<Host, 'on' | 'off'>,
  handlers: Partial<Record<NodeJS.Signals, () => void>>,
): () => void {
  const entries = Object.entries(handlers) as [NodeJS.Signals, () => void][];
  for (const [signal, handle] of entries) host.on(signal, handle);
  return () => {
    for (const [signal, handle] of entries) host.off(signal, handle);
  };
}
