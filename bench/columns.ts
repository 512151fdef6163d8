/** Lines under a head, in columns: those named in `wordy` hold words and begin at the left, the others hold numbers. */
export function inColumns(
  head: readonly string[],
  lines: readonly (readonly string[])[],
  wordy: ReadonlySet<number>,
): string {
  const rows = [head, ...lines]
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const format = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return wordy.has(column) ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd()
  return rows.map(format).join('\n')
}
