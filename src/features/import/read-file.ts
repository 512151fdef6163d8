import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { parseCreatorAddress } from '../../creators/address.ts'
import { csvExcess } from '../../base/csv.ts'
import { InvalidInputError } from '../../base/errors.ts'
import { withoutEnd } from '../../base/text.ts'
import { isStorable } from '../../http/body/storable.ts'

/** More lines than this are not imported at once. */
export const MOST_LINES = 10_000
/** As long as the note of a member of a list may be. */
const LONGEST_NOTE = 2_000
const LONGEST_WORD = 200

export const IMPORT_COLUMNS = ['username', 'category', 'note', 'list'] as const
type Column = (typeof IMPORT_COLUMNS)[number]

/** A line of the file; cells that are empty or missing are null. `line` is the number that editors show. */
export type ImportLine = {
  line: number
  text: string
  username: string
  category: string | null
  note: string | null
  list: string | null
}
export type FaultyLine = { line: number; text: string; column: Column | null; reason: string }

export type ImportFile = {
  lines: (ImportLine | FaultyLine)[]
  /** Columns of the header that an import does not know. */
  ignoredColumns: string[]
}

/**
 * Reads a CSV file of creators: UTF-8 with or without a byte order mark, cells separated by what separates them in the
 * header (comma, semicolon or tab). Faulty lines are reported by number. Throws an InvalidInputError when the
 * file as a whole is none.
 */
export function readImportFile(bytes: ArrayBuffer): ImportFile {
  const { records, faulty } = readTable(bytes)
  const [header, ...rest] = records
  if (!header) throw refusal('is empty: expected a header that names the column username')
  const { places, ignoredColumns } = readHeader(header)
  if (rest.length + faulty.length > MOST_LINES)
    throw refusal(
      `has ${rest.length + faulty.length} lines; at most ${MOST_LINES} are imported at once: split the file`,
    )
  const lines = rest
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map((record) => readLine(record, places))
  return { lines: [...lines, ...faulty].sort((a, b) => a.line - b.line), ignoredColumns }
}

/** The file as a whole is none, and why. */
export const refusal = (reason: string): InvalidInputError =>
  new InvalidInputError(`the file ${reason}`, [{ field: 'body', reason }])

/**
 * The lines of a CSV file as cells, each with the number that editors show, and those that cannot be read: UTF-8 with or
 * without a byte order mark, cells separated by what separates them in the header. Throws an InvalidInputError.
 */
export const readTable = (bytes: ArrayBuffer): ReturnType<typeof parseRecords> =>
  parseRecords(decode(bytes))

function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError)
      throw refusal('is not UTF-8: save it as "CSV UTF-8" (Excel) or as UTF-8 text')
    throw error
  }
}

type Record = { line: number; cells: string[] }

const Parsed = z.array(
  z.object({
    record: z.array(z.string()),
    raw: z.string(),
    info: z.object({ lines: z.int() }),
  }),
)

/** The lines of the file with the number at which each begins, and those that a quotation mark has swallowed. */
function parseRecords(text: string): { records: Record[]; faulty: FaultyLine[] } {
  const faulty: FaultyLine[] = []
  const delimiter = delimiterOf(text)
  const excess = csvExcess(text, delimiter)
  if (excess !== null) throw refusal(excess)
  const parsed: unknown = parse(text, {
    delimiter,
    info: true,
    raw: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    // The one fault that is left: what follows such a mark may all belong to the cell that it begins.
    on_skip: (error, raw) => {
      const last = error?.['lines']
      const swallowed = withoutEnd(raw ?? '', '\r\n')
      const line = (typeof last === 'number' ? last : 1) - linesIn(raw ?? '')
      const reason = 'has a quotation mark that is never closed: what follows was not read'
      faulty.push({ line: Math.max(line, 1), text: clipped(swallowed), column: null, reason })
    },
  })
  const records = Parsed.parse(parsed).map(({ record, raw, info }) => {
    const begun = raw.replace(/^[\r\n]+/, '').replace(/(\r\n|\r|\n)$/, '')
    return { line: info.lines - linesIn(begun), cells: record }
  })
  return { records, faulty }
}

const linesIn = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0

/** What stands most often in the first line. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split(/[\r\n]/, 1)
  const counted = [',', ';', '\t'].map((sign) => ({ sign, times: first.split(sign).length }))
  return counted.reduce((most, each) => (each.times > most.times ? each : most)).sign
}

function readHeader({ cells }: Record): {
  places: Partial<globalThis.Record<Column, number>>
  ignoredColumns: string[]
} {
  const places: Partial<globalThis.Record<Column, number>> = {}
  const ignoredColumns: string[] = []
  for (const [place, cell] of cells.entries()) {
    const name = cell.trim().toLowerCase()
    const column = IMPORT_COLUMNS.find((known) => known === name)
    if (column === undefined) {
      if (name !== '') ignoredColumns.push(clipped(name))
    } else if (places[column] === undefined) places[column] = place
    else throw refusal(`names the column ${column} twice`)
  }
  if (places.username === undefined) {
    const reason = `has no column username: its first line has to name the columns, of which an import knows ${IMPORT_COLUMNS.join(', ')}`
    throw refusal(reason)
  }
  return { places, ignoredColumns }
}

function readLine(
  { line, cells }: Record,
  places: Partial<globalThis.Record<Column, number>>,
): ImportLine | FaultyLine {
  const cell = (column: Column): string | null => {
    const place = places[column]
    const text = place === undefined ? '' : (cells[place] ?? '').trim()
    return text === '' ? null : text
  }
  const text = clipped(cell('username') ?? cells.join(' ').trim())
  const fault = (column: Column, reason: string): FaultyLine => ({ line, text, column, reason })
  for (const column of IMPORT_COLUMNS) {
    const value = cell(column)
    if (value !== null && !isStorable(value)) return fault(column, 'has a NUL character')
    const longest = column === 'note' ? LONGEST_NOTE : LONGEST_WORD
    if (column !== 'username' && value !== null && value.length > longest)
      return fault(column, `is longer than ${longest} characters`)
  }
  const address = parseCreatorAddress(cell('username') ?? '')
  if (!('username' in address)) return fault('username', address.reason)
  const { username } = address
  return {
    line,
    text,
    username,
    category: cell('category'),
    note: cell('note'),
    list: cell('list'),
  }
}

/** What a report quotes of a line. */
export const clipped = (text: string): string =>
  (text.length <= 100 ? text : `${text.slice(0, 100).replace(/\p{Surrogate}$/u, '')}…`).replaceAll(
    '\0',
    '?',
  )
