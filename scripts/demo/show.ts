import type { RunRecord } from '@nightshift/core';
import type { ExplainedMatch } from '@nightshift/jobs-domain/social';

/** Prints what the flow did: its runs with durations and rows, and what the whole took. */
export function showSummary(
  runs: readonly RunRecord[],
  whole: { readonly users: number; readonly ms: number; readonly peakBytes: number },
): void {
  const lines = runs.map((run) => {
    const ms = (run.finishedAt?.getTime() ?? 0) - (run.startedAt?.getTime() ?? 0);
    const output = (run.output ?? {}) as Partial<Record<string, number>>;
    const users = output.users ?? 0;
    return [
      run.job,
      run.state,
      `${(ms / 1_000).toFixed(1)} s`,
      users.toLocaleString('en'),
      (output.skipped ?? 0).toLocaleString('en'),
      users === 0 || ms === 0 ? '' : Math.round((users / ms) * 60_000).toLocaleString('en'),
      (output.rows ?? 0).toLocaleString('en'),
    ];
  });
  console.log();
  table(['job', 'state', 'duration', 'users', 'unchanged', 'per minute', 'rows written'], lines);
  console.log();
  const megabytes = Math.round(whole.peakBytes / 1e6).toLocaleString('en');
  console.log(
    `${runs.length} runs over ${whole.users.toLocaleString('en')} users in ${(whole.ms / 1_000).toFixed(1)} s, ` +
      `everything included; at most ${megabytes} MB of memory.`,
  );
}

/** Prints a user's best matches, with the reasons. */
export function showMatches(userId: number, matches: readonly ExplainedMatch[]): void {
  console.log(`\nThe best matches of user ${userId}:\n`);
  for (const match of matches) {
    const place = match.city === null ? '' : `, ${match.city}`;
    console.log(
      `  ${match.rank}. ${match.displayName}, ${match.age}${place} · score ${match.score.toFixed(1)} · tier ${match.tier}`,
    );
    for (const reason of match.reasons) console.log(`       + ${reason}`);
    for (const difference of match.watch) console.log(`       - ${difference}`);
    if (match.shared.length > 0) console.log(`       in common: ${match.shared.join(', ')}`);
  }
  if (matches.length === 0) console.log('  none: nobody fits both ways.');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  console.log(line(head));
  for (const row of rows) console.log(line(row));
}
