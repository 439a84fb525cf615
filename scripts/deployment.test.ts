import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments, type YAMLSeq } from 'yaml';
import { commandFaults } from './deployment/command-faults.js';
import { readCompose } from './deployment/compose.js';
import { readCrontab } from './deployment/crontab.js';
import { readDockerfile } from './deployment/dockerfile.js';
import { environmentFaults, namesInCode, namesInExample } from './deployment/environment-faults.js';
import { readManifests } from './deployment/kubernetes.js';
import type { Launch } from './deployment/launch.js';
import { folder, readDeployment, READERS } from './deployment/read-deployment.js';
import { rehearsePreStop } from './deployment/rehearse-pre-stop.js';
import { hasSystemd, readUnit, verifyUnit } from './deployment/systemd.js';
import { probeFaults, stopFaults } from './deployment/worker-faults.js';
import { root } from './workspace.js';

const UNIT = 'systemd/nightshift-worker@.service';
const PATHS = ['/health', '/health/live', '/health/ready'];

const textOf = (path: string): string => readFileSync(join(folder, path), 'utf8');
const { readings, launches } = readDeployment();
const [image] = readings.get('Dockerfile')?.launches ?? [];
if (image === undefined) throw new Error('The Dockerfile starts nothing.');

/** A file with one text in the place of another, which must be there. */
function changed(path: string, from: string, to: string): string {
  const text = textOf(path);
  if (!text.includes(from)) throw new Error(`${path} has no ${JSON.stringify(from)}`);
  return text.replace(from, to);
}

const launch = (given: Partial<Launch>): Launch => ({
  where: 'here',
  command: ['nightshift', 'worker'],
  environment: new Map(),
  probes: [],
  ...given,
});

describe('the deployment files', () => {
  it('are all read', () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
    expect(paths.filter((path) => path !== '.dockerignore').sort()).toEqual(Object.keys(READERS).sort());
  });

  it.each([...readings])('%s says what its format allows', (_path, reading) => {
    expect(reading.faults).toEqual([]);
    expect(reading.launches).not.toEqual([]);
  });

  it('call commands and options that there are', () => {
    expect(launches.flatMap(commandFaults)).toEqual([]);
    expect(
      launches.filter(({ command }) => command.some((word) => word.endsWith('nightshift'))).length,
    ).toBeGreaterThan(8);
  });

  it('set names that somebody reads', () => {
    const page = readFileSync(join(root, 'docs/deploying.md'), 'utf8');
    const read = new Set([...namesInCode(), ...namesInExample(page)]);
    expect(launches.flatMap((one) => environmentFaults(one, read))).toEqual([]);
  });

  it('leave a worker the time to stop', () => {
    expect(launches.flatMap((one) => stopFaults(one, image))).toEqual([]);
  });

  it('look at the health of a worker where it is served', () => {
    expect(launches.flatMap((one) => probeFaults(one, { image, paths: PATHS }))).toEqual([]);
    expect(launches.flatMap(({ probes }) => probes).length).toBeGreaterThan(4);
  });

  it('keep secrets out of the image', () => {
    expect(textOf('.dockerignore').split('\n')).toEqual(
      expect.arrayContaining(['.env', '.env.*', '.git', 'node_modules']),
    );
  });

  it.runIf(hasSystemd())('have a unit that systemd takes', () => {
    expect(verifyUnit(UNIT, textOf(UNIT))).toBe('');
  });
});

describe('the preStop hook of a worker', () => {
  it('has it take no new work, and waits for what it runs', async () => {
    const [worker] = parseAllDocuments(textOf('kubernetes/worker.yaml'));
    const path = ['spec', 'template', 'spec', 'containers', 0, 'lifecycle', 'preStop', 'exec', 'command'];
    const hook = (worker?.getIn(path) as YAMLSeq).toJSON() as string[];
    const { hook: ended, health, worker: stopped } = await rehearsePreStop(hook);
    expect(ended).toEqual({ code: 0, output: '' });
    expect(health).toMatchObject({ running: 0 });
    expect(health.phase).not.toBe('working');
    expect(stopped.output).toMatch(/slow \S+ success/);
    expect(stopped.code).toBe(0);
  });
});

describe('their check', () => {
  it.each([
    { what: 'an unknown instruction', from: 'USER node', to: 'USRE node', fault: /Unknown instruction/ },
    { what: 'no user', from: 'USER node\n', to: '', fault: /expected USER/ },
    {
      what: 'a command for a shell',
      from: '["node_modules/.bin/nightshift", "worker"]',
      to: 'nightshift worker',
      fault: /exec form/,
    },
  ])('finds $what in the Dockerfile', ({ from, to, fault }) => {
    expect(readDockerfile('Dockerfile', changed('Dockerfile', from, to)).faults.join()).toMatch(fault);
  });

  it.each([
    { what: 'an unknown key', from: 'stop_grace_period', to: 'stop_grace', fault: /additional propert/i },
    { what: 'a wrong type', from: 'read_only: true', to: 'read_only: [1]', fault: /must be/ },
  ])('finds $what in the compose file', ({ from, to, fault }) => {
    const scratch = mkdtempSync(join(tmpdir(), 'nightshift-compose-'));
    try {
      const path = join(scratch, 'compose.yaml');
      const text = changed('compose.yaml', from, to);
      writeFileSync(path, text);
      expect(readCompose('compose.yaml', { text, path }).faults.join()).toMatch(fault);
    } finally {
      rmSync(scratch, { recursive: true });
    }
  });

  it.each([
    {
      what: 'an unknown field',
      from: 'readinessProbe:',
      to: 'readynessProbe:',
      fault: /no field \.spec\.template\.spec\.containers\.0\.readynessProbe/,
    },
    { what: 'a wrong type', from: 'replicas: 2', to: 'replicas: two', fault: /replicas must be integer/ },
    {
      what: 'a missing field',
      from: '        - name: worker\n',
      to: '        - stdin: false\n',
      fault: /must have required property/,
    },
    { what: 'a kind of its own', from: 'kind: Deployment', to: 'kind: Deploy', fault: /no schema/ },
    { what: 'broken YAML', from: 'replicas: 2', to: 'replicas: [2', fault: /kubernetes\/worker\.yaml/ },
  ])('finds $what in a manifest', ({ from, to, fault }) => {
    const text = changed('kubernetes/worker.yaml', from, to);
    expect(readManifests('kubernetes/worker.yaml', text).faults.join()).toMatch(fault);
  });

  it.each([
    { what: 'a weaker setting', from: 'ProtectSystem=strict', to: 'ProtectSystem=no', fault: /ProtectSystem=strict/ },
    {
      what: 'a line that is none',
      from: 'KillMode=mixed',
      to: 'KillMode mixed',
      fault: /expected \[Section\] or Key=value/,
    },
  ])('finds $what in the unit', ({ from, to, fault }) => {
    expect(readUnit(UNIT, changed(UNIT, from, to)).faults.join()).toMatch(fault);
  });

  it.runIf(hasSystemd())('has systemd find a key that there is not', () => {
    expect(verifyUnit(UNIT, changed(UNIT, 'TimeoutStopSec', 'TimeoutStopSecs'))).toMatch(/TimeoutStopSecs/);
  });

  it.each([
    { what: 'a time that never is', from: '*/15 * * * *', to: '*/15 25 * * *', fault: /range/i },
    { what: 'a bare percent', from: '>> /var/log', to: '>> /var/%d/log', fault: /expected \\%/ },
  ])('finds $what in the crontab', ({ from, to, fault }) => {
    expect(readCrontab('crontab', changed('crontab', from, to)).faults.join()).toMatch(fault);
  });

  it('finds commands, options and names that there are not', () => {
    expect(commandFaults(launch({ command: ['nightshift', 'work'] })).join()).toMatch(/no `nightshift work`/);
    expect(commandFaults(launch({ command: ['nightshift', 'worker', '--drane', '5s'] }))).toEqual([
      'here: `nightshift worker` has no option --drane',
    ]);
    const environment = new Map([['WORKER_CONCURENCY', '5']]);
    expect(environmentFaults(launch({ environment }), namesInCode())).toEqual([
      'here: nothing reads WORKER_CONCURENCY',
    ]);
  });

  it('finds a worker that would be killed while it stops', () => {
    expect(stopFaults(launch({ stopSeconds: 30 }), image)).toEqual([
      'here: a stop may take 35 s; SIGKILL comes after 30 s',
    ]);
    expect(stopFaults(launch({ command: [], stopSeconds: 10 }), image)).not.toEqual([]);
    expect(
      stopFaults(launch({ command: ['nightshift', 'worker', '--drain', '5m'], stopSeconds: 90 }), image),
    ).not.toEqual([]);
    expect(stopFaults(launch({ command: ['node', 'server.js'], stopSeconds: 10 }), image)).toEqual([]);
  });

  it('finds a probe of another port or path', () => {
    const probes = [{ port: 8080, path: '/ready' }];
    expect(probeFaults(launch({ probes }), { image, paths: PATHS })).toEqual([
      'here: looks at port 8080; the worker listens on 9090',
      'here: the worker does not serve /ready',
    ]);
  });
});
