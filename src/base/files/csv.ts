/** The maximum number of cells: ten thousand lines of twenty columns. */
const MAX_CELLS = 200_000

/**
 * Returns why a CSV text has more cells than a parser should build, or null. Separators inside
 * quotation marks count too.
 */
export function csvExcess(text: string, delimiter: string): string | null {
  let cells = 1
  for (const sign of [delimiter, '\n', '\r'])
    for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) {
      cells += 1
      if (cells > MAX_CELLS)
        return `has more than ${MAX_CELLS} cells: remove columns that are not imported, or split the file`
    }
  return null
}
