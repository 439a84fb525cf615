import { CronExpressionParser } from 'cron-parser';
import type { Launch, Reading } from './launch.js';

/** A user's crontab: variables, and lines of five fields and a command. */
export function readCrontab(where: string, text: string): Reading {
  const launches: Launch[] = [];
  const faults: string[] = [];
  const environment = new Map<string, string>();
  for (const [index, line] of text.split('\n').entries()) {
    const at = `${where}:${index + 1}`;
    if (line === '' || line.startsWith('#')) continue;
    const variable = /^(\w+)=(.*)$/.exec(line);
    if (variable !== null) {
      environment.set(variable[1] ?? '', variable[2] ?? '');
      continue;
    }
    const fields = line.split(/\s+/);
    faults.push(...scheduleFaults(at, fields.slice(0, 5).join(' ')));
    // cron makes a line break of a bare %.
    if (/(^|[^\\])%/.test(line)) faults.push(`${at}: expected \\% in the place of %`);
    launches.push({ where: at, command: fields.slice(5), environment, probes: [] });
  }
  if (!text.endsWith('\n')) faults.push(`${where}: expected a line break at the end, or cron leaves the last line out`);
  return { launches, faults };
}

function scheduleFaults(at: string, schedule: string): string[] {
  try {
    CronExpressionParser.parse(schedule, { strict: false });
    return [];
  } catch (error) {
    return [`${at}: ${(error as Error).message}`];
  }
}
