import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'

const GAP = '  '
/** No column becomes narrower than this, however many there are. */
const NARROWEST = 6

/** Rows under headings, at most as wide as the terminal; a cell that does not fit is cut. */
export function layTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const wanted = headings.map((heading, column) =>
    Math.max(stringWidth(heading), ...rows.map((row) => stringWidth(row[column] ?? ''))),
  )
  const widths = shrink(wanted, width - GAP.length * (headings.length - 1))
  return [headings, ...rows].map((row) =>
    row
      .map((cell, column) => fit(cell, widths[column] ?? 0, column === row.length - 1))
      .join(GAP)
      .trimEnd(),
  )
}

/** Takes from the widest columns until all fit. */
function shrink(wanted: readonly number[], room: number): number[] {
  const widths = [...wanted]
  let over = widths.reduce((sum, width) => sum + width, 0) - room
  while (over > 0) {
    const widest = Math.max(...widths)
    if (widest <= NARROWEST) break
    const at = widths.indexOf(widest)
    const second = Math.max(NARROWEST, ...widths.filter((each) => each < widest))
    const cut = Math.min(over, Math.max(1, widest - second))
    widths[at] = widest - cut
    over -= cut
  }
  return widths
}

function fit(cell: string, width: number, isLast: boolean): string {
  const taken = stringWidth(cell)
  if (taken <= width) return isLast ? cell : cell + ' '.repeat(width - taken)
  // A colour would be cut in two; a cell this wide does without.
  const cut = cutTo(stripVTControlCharacters(cell), Math.max(1, width - 1))
  return `${cut}…${' '.repeat(Math.max(0, width - 1 - stringWidth(cut)))}`
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The beginning of a text that takes so many columns of a terminal at most. */
function cutTo(text: string, width: number): string {
  let [result, taken] = ['', 0]
  for (const { segment } of GRAPHEMES.segment(text)) {
    taken += stringWidth(segment)
    if (taken > width) break
    result += segment
  }
  return result
}
