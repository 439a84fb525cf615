/** The one column of every row, whatever the host's driver settings make of its name. */
export function answersOf(rows: readonly unknown[]): string[] {
  return rows.map((row) => Object.values(row as Record<string, string>)[0]!);
}
