import * as dclint from 'dclint';
import { parse } from 'yaml';
import { seconds } from './duration.js';
import { probesIn, type Launch, type Reading } from './launch.js';

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly stop_grace_period?: string;
}

// What orders and quotes keys is prettier's business here, and this file is as much to be read as to be run.
const MATTERS_OF_TASTE = [
  'service-keys-order',
  'services-alphabetical-order',
  'top-level-properties-order',
  'no-build-and-image',
  'require-quotes-in-ports',
];

// Its declarations import without endings, which Node's resolution does not follow: what is used of it is declared here.
const { DCLinter } = dclint as unknown as {
  readonly DCLinter: new (config: object) => {
    lintFiles(paths: string[], recursive: boolean): { messages: { line: number; message: string; rule: string }[] }[];
  };
};

/** The services that a compose file starts; the schema of the compose specification holds it. */
export function readCompose(where: string, { text, path }: { text: string; path: string }): Reading {
  const off = Object.fromEntries(MATTERS_OF_TASTE.map((rule) => [rule, 0]));
  const results = new DCLinter({ rules: off, quiet: true, debug: false, exclude: [] }).lintFiles([path], false);
  const faults = results.flatMap(({ messages }) =>
    messages.map(({ line, message, rule }) => `${where}:${line}: ${message} (${rule})`),
  );
  const { services } = parse(text, { merge: true }) as { services: Readonly<Record<string, Service>> };
  return { launches: Object.entries(services).map(([name, service]) => launch(`${where} ${name}`, service)), faults };
}

function launch(where: string, service: Service): Launch {
  return {
    where,
    command: service.command ?? [],
    environment: new Map(Object.entries(service.environment ?? {})),
    stopSeconds: seconds(service.stop_grace_period ?? '10s'),
    probes: probesIn((service.healthcheck?.test ?? []).join(' ')),
  };
}
