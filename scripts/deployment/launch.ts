/** One process that a deployment file starts, whatever the file's format. */
export interface Launch {
  /** The file, and the part of it: `compose.yaml worker`. */
  readonly where: string;
  /** The program and its arguments; empty where the image decides. */
  readonly command: readonly string[];
  /** Names that the file itself sets, with their values where they are plain. */
  readonly environment: ReadonlyMap<string, string>;
  /** Seconds between the first word of the end and SIGKILL, less what a hook may use up before SIGTERM. */
  readonly stopSeconds?: number;
  readonly probes: readonly Probe[];
}

/** A look at the health of a process. */
export interface Probe {
  readonly port: number;
  readonly path: string;
}

/** What a file says, and what is wrong with how it says it. */
export interface Reading {
  readonly launches: readonly Launch[];
  readonly faults: readonly string[];
}

/** Probes in the text of a command: addresses of this host. */
export function probesIn(text: string): Probe[] {
  return [...text.matchAll(/http:\/\/127\.0\.0\.1:(\d+)(\/[\w/-]*)/g)].map(([, port, path = '/']) => ({
    port: Number(port),
    path,
  }));
}
