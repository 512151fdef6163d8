import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'

const GAP = '  '
/** A text is not cut below this width. */
const MIN_TEXT = 10
/** Values up to this width are times, states and numbers, which say nothing when they are cut. */
const MAX_WHOLE = 16
/** A heading above shorter values is not cut below this width. */
const MIN_HEADING = 6

export type Column = {
  readonly heading: string
  /** Commands take its values: it is neither cut nor left out. */
  readonly isKey?: boolean
}

export type Table = {
  readonly lines: readonly string[]
  /** The headings of columns for which there was no room. */
  readonly left: readonly string[]
}

/** Rows under headings, none of which is a key, as lines of a table. */
export const layTable = (
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] =>
  fitTable(
    headings.map((heading) => ({ heading })),
    rows,
    width,
  ).lines

/**
 * Rows under headings, at most `width` columns of a terminal wide. Long texts are cut; where that
 * is not enough, columns are left out from the right. Only keys that are wider than the terminal
 * together make a wider table.
 */
export function fitTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): Table {
  const measured = columns.map((column, place) => measure(column, place, rows))
  const fitted = fitting(measured, width)
  const widths = shrink(fitted, width - GAP.length * (fitted.length - 1))
  const lines = [columns.map(({ heading }) => heading), ...rows].map((row) =>
    fitted
      .map(({ place }, at) => fit(row[place] ?? '', widths[at] ?? 0, at === fitted.length - 1))
      .join(GAP)
      .trimEnd(),
  )
  const left = measured.filter((each) => !fitted.includes(each)).map(({ heading }) => heading)
  return { lines, left }
}

type Measured = Column & { place: number; wanted: number; min: number }

function measure(column: Column, place: number, rows: readonly (readonly string[])[]): Measured {
  const heading = stringWidth(column.heading)
  const values = Math.max(0, ...rows.map((row) => stringWidth(row[place] ?? '')))
  const wanted = Math.max(heading, values)
  const text = values > MAX_WHOLE ? MIN_TEXT : Math.max(values, Math.min(heading, MIN_HEADING))
  return { ...column, place, wanted, min: column.isKey ? Math.max(values, text) : text }
}

/** The columns for which there is room, without those at the right where there is none for all. */
function fitting(columns: readonly Measured[], width: number): readonly Measured[] {
  const needed = columns.reduce((sum, { min }) => sum + min + GAP.length, -GAP.length)
  const last = columns.findLast(({ isKey }) => !isKey)
  // The first column says what a row is.
  if (needed <= width || !last || last === columns[0]) return columns
  return fitting(
    columns.filter((each) => each !== last),
    width,
  )
}

/** Takes from the widest columns until all fit. */
function shrink(columns: readonly Measured[], room: number): number[] {
  const widths = columns.map(({ wanted }) => wanted)
  let over = widths.reduce((sum, width) => sum + width, 0) - room
  while (over > 0) {
    const widest = Math.max(0, ...widths.filter((width, at) => width > (columns[at]?.min ?? width)))
    const at = widths.findIndex(
      (width, place) => width === widest && width > (columns[place]?.min ?? width),
    )
    if (at === -1) break
    const second = Math.max(columns[at]?.min ?? 0, ...widths.filter((each) => each < widest))
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
