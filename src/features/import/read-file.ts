import { parseCreatorAddress } from '../../creators/address.ts'
import { decodeFile } from '../../base/files/decode-file.ts'
import { InvalidInputError, type FieldProblem } from '../../base/errors.ts'
import type { FaultCode } from '../../base/fault-codes.ts'
import {
  findColumn,
  readTableFile,
  type TableFile,
  type TableRow,
} from '../../base/files/table-file.ts'
import { isStorable } from '../../http/body/storable.ts'

/** More lines than this are not imported at once. */
export const MAX_LINES = 10_000
/** The longest note that a member of a list may have. */
const LONGEST_NOTE = 2_000
const LONGEST_WORD = 200

export const IMPORT_COLUMNS = ['username', 'category', 'note', 'list'] as const
type Column = (typeof IMPORT_COLUMNS)[number]

/**
 * A line of the file; cells that are empty or missing are null. `line` is the number that editors
 * show.
 */
export type ImportLine = {
  line: number
  text: string
  username: string
  category: string | null
  note: string | null
  list: string | null
}
export type FaultyLine = {
  line: number
  text: string
  column: Column | null
  reason: string
  code: FaultCode
  limits?: FieldProblem['limits']
}

export type ImportFile = {
  lines: (ImportLine | FaultyLine)[]
  /** Columns of the header that an import does not know. */
  ignoredColumns: string[]
}

/**
 * Reads a CSV file of creators as `readTable` does. Faulty lines are reported by number. Throws an
 * InvalidInputError when the file as a whole is none.
 */
export function readImportFile(bytes: ArrayBuffer): ImportFile {
  const table = readTable(bytes, 'expected a header that names the column username')
  const places = placesIn(table)
  const count = table.rows.length + table.unread.length
  if (count > MAX_LINES)
    throw refusal(`has ${count} lines; at most ${MAX_LINES} are imported at once: split the file`, {
      code: 'too_many_lines',
      limits: { max: MAX_LINES },
    })
  const lines = table.rows.map((row) => readLine(row, places))
  const unread = table.unread.map((row) => ({ ...row, text: clipped(row.text), column: null }))
  const known = new Set<number | undefined>(Object.values(places))
  return {
    lines: [...lines, ...unread].sort((a, b) => a.line - b.line),
    ignoredColumns: table.heading.filter((name, at) => name !== '' && !known.has(at)).map(clipped),
  }
}

/** The file as a whole is none, and why. */
export const refusal = (
  reason: string,
  coded: Pick<FieldProblem, 'code' | 'limits' | 'value'>,
): InvalidInputError =>
  new InvalidInputError(`the file ${reason}`, [{ field: 'body', reason, ...coded }])

/**
 * Reads the table of a CSV file in any encoding that can be recognised. Throws an
 * InvalidInputError, with `expected` for an empty file.
 */
export function readTable(bytes: ArrayBuffer, expected: string): TableFile {
  const decoded = decodeFile(new Uint8Array(bytes))
  if ('fault' in decoded) throw refusal(decoded.fault, { code: 'not_utf8' })
  const table = readTableFile(decoded.text)
  if (table === null) throw refusal(`is empty: ${expected}`, { code: 'file_empty' })
  if ('fault' in table) throw refusal(table.fault, { code: table.code })
  return table
}

type Places = Partial<Record<Column, number>>

function placesIn({ heading }: TableFile): Places {
  const places: Places = {}
  for (const column of IMPORT_COLUMNS) {
    const place = findColumn(heading, column)
    if (place >= 0) places[column] = place
  }
  if (places.username === undefined) {
    const reason =
      'has no column username: its first line has to name the columns, of which an import knows ' +
      IMPORT_COLUMNS.join(', ')
    throw refusal(reason, { code: 'no_column', value: 'username' })
  }
  return places
}

type Coded = Pick<FaultyLine, 'code' | 'limits'>

function readLine({ line, cells }: TableRow, places: Places): ImportLine | FaultyLine {
  const cell = (column: Column): string | null => {
    const place = places[column]
    const text = place === undefined ? '' : (cells[place] ?? '').trim()
    return text === '' ? null : text
  }
  const text = clipped(cell('username') ?? cells.join(' ').trim())
  const fault = (column: Column, reason: string, coded: Coded): FaultyLine => ({
    line,
    text,
    column,
    reason,
    ...coded,
  })
  for (const column of IMPORT_COLUMNS) {
    const value = cell(column)
    if (value !== null && !isStorable(value))
      return fault(column, 'has a NUL character', { code: 'unstorable' })
    const longest = column === 'note' ? LONGEST_NOTE : LONGEST_WORD
    if (column !== 'username' && value !== null && value.length > longest)
      return fault(column, `is longer than ${longest} characters`, {
        code: 'too_long',
        limits: { max: longest },
      })
  }
  const address = parseCreatorAddress(cell('username') ?? '')
  if (!('username' in address)) return fault('username', address.reason, { code: 'not_a_username' })
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

/** Returns the text of a line as a report quotes it. */
export const clipped = (text: string): string =>
  (text.length <= 100 ? text : `${text.slice(0, 100).replace(/\p{Surrogate}$/u, '')}…`).replaceAll(
    '\0',
    '?',
  )
