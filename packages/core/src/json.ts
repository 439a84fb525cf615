/** A value that survives JSON: what inputs, outputs, checkpoints and state are stored as. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };
