import { CronJob, Job } from 'kubernetes-models/batch/v1';
import { Deployment } from 'kubernetes-models/apps/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';
import { probesIn, type Launch, type Probe, type Reading } from './launch.js';
import { watched } from './watched.js';

/** The part of a manifest that is read here; the schemas hold the rest. */
interface Manifest {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly template?: { readonly spec: Pod };
    readonly jobTemplate?: { readonly spec: { readonly template: { readonly spec: Pod } } };
  };
}

interface Pod {
  readonly terminationGracePeriodSeconds?: number;
  readonly containers: readonly Container[];
}

interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly lifecycle?: { readonly preStop?: { readonly exec: { readonly command: readonly string[] } } };
  readonly startupProbe?: HttpProbe;
  readonly readinessProbe?: HttpProbe;
  readonly livenessProbe?: HttpProbe;
}

interface HttpProbe {
  readonly httpGet: { readonly path: string; readonly port: string | number };
}

type Model = new (manifest: never) => { validate: () => void };
const MODELS: Readonly<Record<string, Model>> = { ConfigMap, CronJob, Deployment, Job, PodDisruptionBudget };

/** The containers that a file of manifests starts; the schemas of the Kubernetes API hold them. */
export function readManifests(where: string, text: string): Reading {
  const documents = parseAllDocuments(text, { uniqueKeys: true });
  const broken = documents.flatMap(({ errors }) => errors.map(({ message }) => `${where}: ${message}`));
  if (broken.length > 0) return { launches: [], faults: broken };
  const manifests = documents.map((document) => document.toJS() as Manifest);
  return {
    launches: manifests.flatMap((manifest) => launchesOf(where, manifest)),
    faults: manifests.flatMap((manifest) => faultsOf(where, manifest)),
  };
}

function faultsOf(where: string, manifest: Manifest): string[] {
  const label = `${where} ${manifest.kind ?? '(no kind)'} ${manifest.metadata?.name ?? '(no name)'}`;
  const Schema = MODELS[manifest.kind ?? ''];
  if (Schema === undefined) return [`${label}: no schema is known for this kind`];
  // The schemas allow fields that they do not know, and the API server drops them: a field that validation never looks at
  // is one that it does not know.
  const { value, unread } = watched(new Schema(manifest as never));
  try {
    value.validate();
  } catch (error) {
    return [`${label}: ${(error as Error).message}`];
  }
  return unread().map((path) => `${label}: there is no field ${path}`);
}

function launchesOf(where: string, { kind, metadata, data, spec }: Manifest): Launch[] {
  const name = `${where} ${kind ?? ''} ${metadata?.name ?? ''}`;
  if (data !== undefined) {
    return [{ where: name, command: [], environment: new Map(Object.entries(data)), probes: [] }];
  }
  const pod = spec?.template?.spec ?? spec?.jobTemplate?.spec.template.spec;
  return (pod?.containers ?? []).map((container) => launch(`${name} ${container.name}`, container, pod as Pod));
}

function launch(where: string, container: Container, pod: Pod): Launch {
  const hook = container.lifecycle?.preStop?.exec.command.join('\n') ?? '';
  const hookSeconds = Number(/performance\.now\(\) \+ ([\d_]+)/.exec(hook)?.[1]?.replaceAll('_', '') ?? 0) / 1_000;
  const probes = [container.startupProbe, container.readinessProbe, container.livenessProbe];
  return {
    where,
    command: container.command ?? [],
    environment: new Map((container.env ?? []).map(({ name, value = '' }) => [name, value])),
    stopSeconds: (pod.terminationGracePeriodSeconds ?? 30) - hookSeconds,
    probes: [...probes.flatMap((probe) => (probe === undefined ? [] : [address(probe, container)])), ...probesIn(hook)],
  };
}

function address({ httpGet: { path, port } }: HttpProbe, { ports = [] }: Container): Probe {
  const named = ports.find(({ name }) => name === port)?.containerPort;
  return { path, port: named ?? Number(port) };
}
