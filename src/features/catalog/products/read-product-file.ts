import type { FieldProblem } from '../../../base/errors.ts'
import { findColumn } from '../../../base/files/table-file.ts'
import { clipped, readTable, refusal } from '../../import/index.ts'
import { unmarked } from '../../export/index.ts'
import { EXPORTED_FIELDS } from '../exports/fields.ts'
import {
  fieldOfProduct,
  PRODUCT_FIELD_NAMES,
  PRODUCT_FIELDS,
  type ProductField,
} from '../fields/products.ts'

/** Lines of one file: each is written by itself, so that a faulty one costs no other. */
export const MAX_LINES = 1_000

type Column = ProductField
const isColumn = (name: string): name is Column => Object.hasOwn(PRODUCT_FIELDS, name)

/** The columns by which a line names a product that the store has. */
const KEYS = ['id', 'slug'] as const

const COLUMNS: readonly string[] = [...PRODUCT_FIELD_NAMES, ...KEYS]

export type ProductLine = {
  line: number
  name: string
  id: string | null
  slug: string | null
  /** The values of the cells, as the API takes them; an empty cell has none. */
  fields: Readonly<Record<string, unknown>>
}
export type FaultyLine = {
  line: number
  name: string
  column: string | null
  reason: string
  code: FieldProblem['code']
}

/**
 * Reads a CSV with the columns of an export of products, in any order; `name` has to be among them.
 * `ignoredColumns` are those that a product does not take from a file. Throws an InvalidInputError
 * for what is no such file.
 */
export function readProductFile(bytes: ArrayBuffer): {
  lines: (ProductLine | FaultyLine)[]
  ignoredColumns: string[]
} {
  const table = readTable(bytes, 'expected a header with the columns of an export')
  const columns = table.heading.map((name) => COLUMNS.find((known) => isNamed(name, known)) ?? name)
  if (!columns.includes('name'))
    throw refusal('has no column name: its first line has to name the columns, as an export does', {
      code: 'no_column',
      value: 'name',
    })
  const count = table.rows.length + table.unread.length
  if (count > MAX_LINES)
    throw refusal(`has ${count} lines; at most ${MAX_LINES} are imported at once: split the file`, {
      code: 'too_many_lines',
      limits: { max: MAX_LINES },
    })
  const lines = table.rows.map(({ line, cells }) => readLine(line, columns, cells))
  const unread = table.unread.map(({ line, text, ...fault }) => ({
    line,
    name: clipped(text),
    column: null,
    ...fault,
  }))
  return {
    lines: [...lines, ...unread].sort((one, other) => one.line - other.line),
    ignoredColumns: columns.filter((name) => name !== '' && !isColumn(name) && !isKey(name)),
  }
}

const isNamed = (name: string, column: string): boolean => findColumn([name], column) === 0

const isKey = (name: string): boolean => KEYS.some((key) => key === name)

/** Columns that an export has, for a sentence. */
export const IMPORTED = EXPORTED_FIELDS.filter((name) => isColumn(name) || isKey(name))

function readLine(
  line: number,
  columns: readonly string[],
  cells: readonly string[],
): ProductLine | FaultyLine {
  const cell = (column: string): string | null => {
    const at = columns.indexOf(column)
    const text = at === -1 ? '' : unmarked((cells[at] ?? '').trim())
    return text === '' ? null : text
  }
  const name = clipped(cell('name') ?? '')
  const fields: Record<string, unknown> = {}
  for (const column of columns.filter(isColumn)) {
    const text = cell(column)
    if (text === null) continue
    if (text.includes('\0'))
      return { line, name, column, reason: 'has a NUL character', code: 'unstorable' }
    fields[column] = valueOf(column, text)
  }
  return { line, name, id: cell('id'), slug: cell('slug'), fields }
}

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, false: false, 1: true, 0: false }

/**
 * Returns the value of a cell by the kind of its field. A value of another kind remains a text,
 * which the check of the field names.
 */
function valueOf(column: Column, text: string): unknown {
  switch (fieldOfProduct(column).kind) {
    case 'flag':
      return BOOLEANS[text.toLowerCase()] ?? text
    case 'count':
    case 'number': {
      const value = Number(text.replace(',', '.'))
      return Number.isNaN(value) ? text : value
    }
    case 'money':
      return text.replace(/^(\d{1,12}),(\d{1,3})$/, '$1.$2')
    case 'list':
      return linesOf(text)
    case 'variants':
      return linesOf(text).map((entry) => {
        const [option = '', ...value] = entry.split(':')
        return { option: option.trim(), value: value.join(':').trim() }
      })
    default:
      return text
  }
}

const linesOf = (text: string): string[] =>
  text
    .split(/[\r\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
