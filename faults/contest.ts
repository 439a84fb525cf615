import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '@nightshift/testing';
import type { Engine, EngineName } from './engine.js';
import { faultsOf, type Row } from './report.js';
import type { Scenario } from './scenario.js';
import type { Settings } from './settings.js';

/** Where scenarios are run. */
interface Place {
  /** For the files of every scenario. */
  readonly folder: string;
  /** The program of a worker process. */
  readonly program: string;
}

/** The scenarios of an engine. */
export interface Contest {
  readonly engine: EngineName;
  readonly scenarios: readonly string[];
  /** Why they cannot be run on this machine; undefined when they can. */
  whyNot(): string | undefined;
  /** Runs those that the settings choose, one after the other, each in a folder of its own. */
  strike(settings: Settings, place: Place): Promise<Row[]>;
}

export function contest<Server>(engine: Engine<Server>, scenarios: readonly Scenario<Server>[]): Contest {
  return {
    engine: engine.name,
    scenarios: scenarios.map(({ name }) => name),
    whyNot: () => engine.whyNot(),
    async strike(settings, { folder, program }) {
      const work = settings.isQuick ? engine.quickWork : engine.work;
      const runs = settings.runs ?? work.runs;
      const pieceMs = settings.pieceMs ?? work.pieceMs;
      const say = (line: string): void => console.log(`${engine.name} ${line}`);
      say(`gets ${String(runs)} runs per scenario`);
      const rows: Row[] = [];
      const server = await engine.start();
      try {
        for (const [index, scenario] of scenarios.entries()) {
          if (settings.scenarios.length > 0 && !settings.scenarios.includes(scenario.name)) continue;
          const random = seededRandom(settings.seed + index);
          const startedAt = performance.now();
          const own = await mkdtemp(join(folder, 'scenario-'));
          const result = await scenario.run({ settings, runs, pieceMs, server, random, folder: own, program, say });
          const seconds = (performance.now() - startedAt) / 1_000;
          const row: Row = { scenario: scenario.name, engine: engine.name, result, seconds };
          rows.push(row);
          const faults = faultsOf(row);
          say([`${scenario.name}: ${faults.length === 0 ? 'survived' : 'FAILED'}`, ...faults].join('\n  '));
        }
      } finally {
        await engine.stop(server);
      }
      return rows;
    },
  };
}
