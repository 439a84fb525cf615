/** The types that a job is made of. */
export interface JobTypes {
  /** What a caller gives. */
  input: unknown;
  /** What the handler gets: the input with the schema's defaults and coercions. */
  parsed: unknown;
  output: unknown;
  services: object;
  /** Outputs of the jobs it depends on, by name. */
  results: object;
  /** The transaction that its checkpoints join; never when they join none. */
  tx: unknown;
}

/** The part of a job that inputs and outputs are typed from. */
export interface TypedJob<Name extends string = string, Types extends JobTypes = JobTypes> {
  readonly name: Name;
  /** Carries types alone; it is never set. */
  readonly types?: Types;
}

export type TypesOf<J extends TypedJob> = NonNullable<J['types']>;
export type InputOf<J extends TypedJob> = TypesOf<J>['input'];
export type JobOutput<J extends TypedJob> = TypesOf<J>['output'];
