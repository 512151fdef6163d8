/** Lines under a head: columns in `wordy` are text and aligned left, the others are numbers. */
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
