export const percent = (share: number | null): string =>
  share === null ? '–' : `${(100 * share).toFixed(1)} %`

/** Rows under their titles, with the first column on the left and the others on the right. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const first = Math.max(...[titles, ...rows].map(([name = '']) => name.length))
  return [titles, ...rows]
    .map(([name = '', ...cells]) =>
      [name.padEnd(first), ...cells.map((cell) => cell.padStart(9))].join(' '),
    )
    .join('\n')
}
