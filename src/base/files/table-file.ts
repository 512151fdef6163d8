import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { FaultCode } from '../fault-codes.ts'
import { withoutEnd } from '../text.ts'

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

/** A row with the number of the line at which it begins, as editors count. */
export type TableRow = { line: number; cells: string[] }
/** An unreadable row, with its text in the file and what was expected. */
type UnreadRow = { line: number; text: string; reason: string; code: FaultCode }

/** Why the whole file cannot be read: a predicate of "the file", and its code. */
type FileFault = { fault: string; code: FaultCode }

export type TableFile = {
  /** The first row, in lower case; columns are found in it with `findColumn`. */
  heading: string[]
  /** Rows with at least one cell that is not empty. */
  rows: TableRow[]
  unread: UnreadRow[]
}

const OPEN_QUOTE = 'has a quotation mark that is never closed: what follows was not read'

/** The separators; the heading decides which one the file uses. */
const DELIMITERS = [',', ';', '\t', '|'] as const
const NAMES = { ',': 'a comma', ';': 'a semicolon', '\t': 'a tab', '|': 'a bar' } as const

const Parsed = z.array(
  z.object({ record: z.array(z.string()), raw: z.string(), info: z.object({ lines: z.int() }) }),
)

/**
 * Reads CSV as spreadsheets write it: any of four separators, quotation marks around any cell, the
 * line ends of every system, Excel's line `sep=;`. Returns null for a text without a row; `fault`,
 * a predicate of "the file", when the whole file cannot be read.
 */
export function readTableFile(path: string): TableFile | FileFault | null {
  const { text, delimiter, skipped } = withoutSeparatorLine(path.replace(/^\uFEFF/, ''))
  const excess = csvExcess(text, delimiter)
  if (excess !== null) return { fault: excess, code: 'file_too_deep' }
  const { rows, unread } = parseRows(text, delimiter)
  const numbered = rows.map(({ line, ...row }) => ({ ...row, line: line + skipped }))
  const [first, ...rest] = numbered
  if (!first) return unread.length === 0 ? null : { fault: OPEN_QUOTE, code: 'open_quote' }
  const heading = first.cells.map((cell) => cell.trim().toLowerCase())
  const twice = heading.find((name, at) => keyOf(name) !== '' && findColumn(heading, name) !== at)
  if (twice !== undefined)
    return { fault: `names the column ${twice.slice(0, 100)} twice`, code: 'column_twice' }
  const checked = rest
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map(({ line, cells, raw }) => ({
      line,
      cells,
      raw,
      fault: faultIn({ cells, raw }, heading, delimiter),
    }))
  return {
    heading,
    rows: checked.flatMap(({ fault, line, cells }) => (fault === null ? [{ line, cells }] : [])),
    unread: [
      ...checked.flatMap(({ fault, line, raw }) =>
        fault === null ? [] : [{ line, text: raw, ...fault }],
      ),
      ...unread.map(({ line, ...row }) => ({ ...row, line: line + skipped })),
    ],
  }
}

/** Returns why the cells of a row do not fit the heading, or null. */
function faultIn(
  { cells, raw }: { cells: readonly string[]; raw: string },
  heading: readonly string[],
  delimiter: Delimiter,
): Pick<UnreadRow, 'reason' | 'code'> | null {
  if (cells.some((cell) => /^"[^"]+"./.test(cell) && !raw.includes(inMarks(cell))))
    return {
      reason:
        'has text after a closing quotation mark: put the marks around the whole cell, and ' +
        'double those in it',
      code: 'text_after_quote',
    }
  const isTooWide = cells.slice(heading.length).some((cell) => cell.trim() !== '')
  return isTooWide
    ? {
        reason:
          `has ${cells.length} cells, and the heading ${heading.length}: put a cell with ` +
          `${NAMES[delimiter]} into quotation marks`,
        code: 'too_many_cells',
      }
    : null
}

const inMarks = (cell: string): string => `"${cell.replaceAll('"', '""')}"`

/**
 * Returns the index of a column in a heading, ignoring case, spaces and signs; −1 when it is
 * missing.
 */
export const findColumn = (heading: readonly string[], column: string): number =>
  heading.findIndex((name) => keyOf(name) === keyOf(column))

/** `Time zone`, `time-zone` and `time_zone` name one column. */
const keyOf = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

type Delimiter = (typeof DELIMITERS)[number]

function withoutSeparatorLine(text: string): {
  text: string
  delimiter: Delimiter
  skipped: number
} {
  const [line = '', sign] = /^"?sep=([,;\t|])"?(?:\r\n|\n|\r)/i.exec(text) ?? []
  const delimiter = DELIMITERS.find((each) => each === sign)
  if (delimiter === undefined) return { text, delimiter: delimiterOf(text), skipped: 0 }
  return { text: text.slice(line.length), delimiter, skipped: 1 }
}

/**
 * Returns the separator that is most frequent in the first line with text, outside quotation marks.
 */
function delimiterOf(text: string): Delimiter {
  const [first = ''] = text.trimStart().split(/[\r\n]/, 1)
  const bare = first
    .split('"')
    .filter((_, at) => at % 2 === 0)
    .join('')
  const counted = DELIMITERS.map((sign) => ({ sign, times: bare.split(sign).length }))
  return counted.reduce((most, each) => (each.times > most.times ? each : most)).sign
}

function parseRows(
  text: string,
  delimiter: string,
): { rows: (TableRow & { raw: string })[]; unread: UnreadRow[] } {
  const unread: UnreadRow[] = []
  const parsed: unknown = parse(text, {
    delimiter,
    info: true,
    raw: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    ltrim: delimiter !== '\t',
    skip_empty_lines: true,
    skip_records_with_error: true,
    // The only remaining fault: everything after such a mark may belong to the cell that it begins.
    on_skip: (_error, raw) => {
      const swallowed = (raw ?? '').replace(/^[\r\n]+/, '')
      const line = linesIn(text) + 1 - linesIn(swallowed)
      unread.push({
        line,
        text: withoutEnd(swallowed, '\r\n'),
        reason: OPEN_QUOTE,
        code: 'open_quote',
      })
    },
  })
  const rows = Parsed.parse(parsed).map(({ record, raw, info }) => {
    const begun = raw.replace(/^[\r\n]+/, '').replace(/(\r\n|\r|\n)$/, '')
    return { line: info.lines - linesIn(begun), cells: record, raw: begun }
  })
  return { rows, unread }
}

const linesIn = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0
