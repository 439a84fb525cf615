/**
 * An error of the client without the command that met it, whose arguments may be a password or the input of a run: whoever
 * logs an error logs what hangs on it.
 */
export function withoutCommand(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  Reflect.deleteProperty(error, 'command');
  if ('lastNodeError' in error) withoutCommand(error.lastNodeError);
  return error;
}
