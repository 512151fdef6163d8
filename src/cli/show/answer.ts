import { printable, printableJson, printableLines } from '../../base/terminal-text.ts'
import type { View } from '../command.ts'
import { painter, type Terminal } from '../terminal.ts'
import { wrap } from './lines.ts'
import { fitTable } from './table.ts'
import { showDistance, showValue, words, type Display } from './value.ts'

type Screen = Display & { columns: number }

type Printed = {
  terminal: Terminal
  isJson: boolean
  now: Date
  view?: Pick<View, 'columns' | 'empty' | 'fields'> | undefined
  /**
   * The sentence about what was done, for people; it is the only output unless the view names
   * fields.
   */
  sentence?: string | undefined
}

/** Prints an answer for people on a terminal, else as JSON; where there is none, what was done. */
export function printAnswer(answer: unknown, printed: Printed): void {
  const { terminal, isJson, now, view = {}, sentence } = printed
  const people = isJson ? undefined : terminal.people
  if (!people) {
    const json = answer ?? (sentence === undefined ? null : { done: sentence })
    if (json !== null) terminal.out(printableJson(JSON.stringify(json, null, 2)))
    return
  }
  const { columns, timeZone } = people
  const hasFields = sentence === undefined || view.fields !== undefined
  const display =
    answer === null || !hasFields
      ? ''
      : showAnswer(answer, view, { columns, timeZone, now, paint: painter(people) })
  const parts = [printableLines(sentence ?? ''), display].filter((part) => part !== '')
  if (parts.length > 0) terminal.out(parts.join('\n\n'))
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An answer of the API for people: a table of a list, the fields of a thing, or a sentence. */
export function showAnswer(
  answer: unknown,
  view: Pick<View, 'columns' | 'empty' | 'fields'>,
  screen: Screen,
): string {
  if (Array.isArray(answer)) return showRows(answer, view, screen)
  if (!isFields(answer)) return printable(String(answer))
  const rows = answer['data']
  if (!Array.isArray(rows)) return showFields(answer, view.fields, screen)
  const { data: _, next_cursor, nextCursor = next_cursor, ...rest } = answer
  const parts = [showRows(rows, view, screen)]
  if (Object.keys(rest).length > 0) parts.push(showFields(rest, undefined, screen))
  if (typeof nextCursor === 'string') parts.push(`more: --cursor ${nextCursor}`)
  return parts.join('\n\n')
}

function showRows(
  rows: readonly unknown[],
  view: Pick<View, 'columns' | 'empty'>,
  screen: Screen,
): string {
  if (rows.length === 0) return view.empty ?? 'nothing here'
  if (!rows.every(isFields)) return rows.map((row) => showValue('', row, screen)).join('\n')
  const columns = view.columns ?? flatNames(rows)
  const keys = keysOf(columns)
  const { lines, left } = fitTable(
    columns.map((name) => ({ heading: headingOf(name), isKey: keys.has(name) })),
    rows.map((row) => columns.map((name) => showValue(name, fieldAt(row, name), screen))),
    screen.columns,
  )
  const [heading = '', ...values] = lines
  const rest = left.length === 0 ? [] : restLine(left, screen)
  return [screen.paint('bold', heading), ...values, ...rest].join('\n')
}

/** Returns the columns that commands take: ids, or the first column of a table that has none. */
function keysOf(columns: readonly string[]): ReadonlySet<string> {
  const ids = columns.filter((name) => /(^|[._])id$|[a-z]Id$/.test(name))
  return new Set(ids.length > 0 ? ids : columns.slice(0, 1))
}

/** Returns the line that names the columns that are left out. */
function restLine(left: readonly string[], screen: Screen): string[] {
  const line = `in a wider terminal, or with --json, also ${left.join(', ')}`
  return wrap(line, screen.columns).map((each) => screen.paint('dim', each))
}

/** The last two parts of a path say what a column is. */
const headingOf = (path: string): string => words(path.split('.').slice(-2).join(' '))

const flatNames = (rows: readonly Fields[]): string[] => [
  ...new Set(
    rows.flatMap((row) =>
      Object.entries(row).flatMap(([name, value]) =>
        typeof value === 'object' && value !== null ? [] : [name],
      ),
    ),
  ),
]

/** The value at a path such as `proxy.label`; undefined where it leads nowhere. */
export const fieldAt = (from: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, name) => (isFields(value) ? value[name] : undefined), from)

function showFields(fields: Fields, names: readonly string[] | undefined, screen: Screen): string {
  const selected = names ?? Object.keys(fields)
  const entries = selected.map((name) => [name, fieldAt(fields, name)] as const)
  const isBig = ([, value]: readonly [string, unknown]): boolean =>
    (Array.isArray(value) && value.some((item) => typeof item === 'object')) ||
    (isFields(value) && Object.keys(value).length > 3)
  const small = entries.filter((entry) => !isBig(entry) && entry[1] !== undefined)
  const longest = Math.max(0, ...small.map(([name]) => headingOf(name).length))
  const lines = small.map(([name, value]) => {
    const distance = showDistance(value, screen.now)
    const text = showValue(name, value, screen)
    const heading = screen.paint('dim', headingOf(name).padEnd(longest))
    return `${heading}  ${distance === '' ? text : `${text} (${distance})`}`
  })
  const blocks = entries.filter(isBig).map(([name, value]) => {
    const inner = Array.isArray(value)
      ? showRows(value, {}, { ...screen, columns: screen.columns - 2 })
      : showFields(isFields(value) ? value : {}, undefined, {
          ...screen,
          columns: screen.columns - 2,
        })
    return `${screen.paint('bold', headingOf(name))}\n${inner.replaceAll(/^(?=.)/gm, '  ')}`
  })
  return [...(lines.length > 0 ? [lines.join('\n')] : []), ...blocks].join('\n\n')
}
