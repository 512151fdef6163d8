import type { ImportEntry } from './file-entry.ts'
import { invalidField, type FieldProblem } from '../../base/errors.ts'
import { readJson } from '../../base/files/json.ts'
import { findColumn, readTableFile, type TableFile } from '../../base/files/table-file.ts'
import { isCookieExport, readCookieFile, readCookieLines } from './cookie-file.ts'

/** More accounts are not added at once: each takes a transaction, and its session a request. */
export const MAX_ENTRIES = 500

export const IMPORT_COLUMNS = [
  'username',
  'password',
  'totp_seed',
  'sessionid',
  'session_file',
  'proxy',
  'time_zone',
  'warm_up',
  'notes',
  'purpose',
  'groups',
  'language',
  'formality',
  'posts_limit_per_day',
  'account_age_days',
  'warmup_stage',
] as const

const NUMBERS = new Set(['posts_limit_per_day', 'account_age_days', 'warmup_stage'])

export type ImportFile = {
  format: 'json' | 'csv' | 'cookies'
  entries: ImportEntry[]
  /** Columns of the heading that an import does not know. */
  ignoredColumns: string[]
}

const EXPECTED =
  'expected session files of instagrapi (JSON), lines with a sessionid cookie, or CSV whose ' +
  'heading names username'

/**
 * Reads a file of accounts in one of three forms: JSON (one session file, a list of them, an object
 * of them by username, or one a line), CSV with a heading line, or a sessionid cookie a line, with
 * the username before it if it is known. Throws InvalidInputError about `text` when the file as a
 * whole is none of these.
 */
export function readImportFile(text: string): ImportFile {
  const file = readForm(text.replace(/^\uFEFF/, ''))
  const { length } = file.entries
  if (length === 0)
    throw invalidField('text', `has no account; ${EXPECTED}`, { code: 'no_accounts' })
  if (length > MAX_ENTRIES)
    throw invalidField('text', `has ${length} accounts; at most ${MAX_ENTRIES} at once: split it`, {
      code: 'too_many',
      limits: { max: MAX_ENTRIES },
    })
  return file
}

function readForm(text: string): ImportFile {
  if (/^\s*[[{]/.test(text))
    return { format: 'json', entries: readJsonEntries(text), ignoredColumns: [] }
  const table = isCookieExport(text) ? null : tableOf(text)
  if (table) return readCsv(table)
  const entries = readCookieLines(text, EXPECTED)
  return { format: 'cookies', entries, ignoredColumns: [] }
}

/** Null for a text whose first line is no heading of ours. */
function tableOf(text: string): TableFile | null {
  const [first = ''] = text
    .replace(/^"?sep=.*[\r\n]+/i, '')
    .trimStart()
    .split(/[\r\n]/, 1)
  const heading = readTableFile(first)
  if (heading === null || 'fault' in heading) {
    if (heading !== null && /username|sessionid/i.test(first))
      throw invalidField('text', heading.fault, { code: heading.code })
    return null
  }
  if (!['username', 'sessionid'].some((name) => findColumn(heading.heading, name) >= 0)) return null
  const table = readTableFile(text)
  if (table !== null && 'fault' in table)
    throw invalidField('text', table.fault, { code: table.code })
  return table
}

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function readJsonEntries(text: string): ImportEntry[] {
  const whole = readJson(text)
  if ('value' in whole) {
    if (Array.isArray(whole.value)) return entriesOfList(whole.value)
    if (isObject(whole.value)) return entriesOfObject(whole.value)
  } else if (whole.isTooMuch) throw invalidField('text', whole.fault, { code: 'file_too_deep' })
  const lines = text.split(/\r\n|\n|\r/)
  const first = readJson(lines.find((line) => line.trim() !== '') ?? '')
  // One object over several lines, not one a line.
  if ('fault' in first && 'fault' in whole)
    throw invalidField('text', `${whole.fault}; ${EXPECTED}`, { code: 'not_json' })
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return []
    const read = readJson(line)
    if ('value' in read && isObject(read.value))
      return [{ line: at + 1, fields: fieldsOf(read.value) }]
    return [unreadable(at + 1, { reason: 'is not JSON; expected one object', code: 'not_json' })]
  })
}

const unreadable = (
  line: number,
  { reason, code }: Pick<FieldProblem, 'reason' | 'code'>,
): ImportEntry => ({ line, fields: {}, fault: { field: 'line', reason, code } })

function entriesOfList(list: readonly unknown[]): ImportEntry[] {
  // What a browser's extension exports is one account.
  const cookies = readCookieFile(list)
  if (cookies !== null) return cookies
  return list.map((value, at) =>
    isObject(value)
      ? { line: at + 1, fields: fieldsOf(value) }
      : unreadable(at + 1, { reason: 'is not an object', code: 'not_json' }),
  )
}

/** One account, or several by their usernames. */
function entriesOfObject(whole: Json): ImportEntry[] {
  const cookies = Array.isArray(whole['cookies']) ? readCookieFile(whole['cookies']) : null
  if (cookies !== null && !isSessionFile(whole)) return cookies
  const byName = Object.entries(whole)
  const isOne = isSessionFile(whole) || byName.some(([, value]) => !isObject(value))
  if (isOne) return [{ line: 1, fields: fieldsOf(whole) }]
  return byName.map(([username, value], at) => ({
    line: at + 1,
    fields: { username, ...(isObject(value) ? fieldsOf(value) : {}) },
  }))
}

/** How files of other programs begin; each has at least one of these. */
const SESSION_KEYS = [
  'uuids',
  'device_settings',
  'authorization_data',
  'deviceString',
  'deviceId',
  'phoneId',
]
const isSessionFile = (value: Json): boolean =>
  SESSION_KEYS.some((key) => Object.hasOwn(value, key))

const fieldsOf = (value: Json): Json =>
  isSessionFile(value)
    ? {
        ...(typeof value['username'] === 'string' ? { username: value['username'] } : {}),
        session_file: value,
      }
    : value

function readCsv({ heading, rows, unread }: TableFile): ImportFile {
  const columns = heading.map((name) =>
    IMPORT_COLUMNS.find((column) => findColumn([name], column) === 0),
  )
  const read = rows.map(({ line, cells }) => ({
    line,
    fields: Object.fromEntries(
      columns.flatMap((name, at): [string, unknown][] => {
        const cell = (cells[at] ?? '').trim()
        return cell === '' || name === undefined ? [] : [[name, cellOf(name, cell)]]
      }),
    ),
  }))
  // Their text is not repeated: it has passwords.
  const faulty = unread.map(({ line, ...fault }) => unreadable(line, fault))
  return {
    format: 'csv',
    ignoredColumns: heading.filter((name, at) => name !== '' && columns[at] === undefined),
    entries: [...read, ...faulty].sort((one, other) => one.line - other.line),
  }
}

const YES = new Set(['true', 'yes', '1', 'да'])
const NO = new Set(['false', 'no', '0', 'нет'])

function cellOf(name: string, cell: string): unknown {
  if (NUMBERS.has(name)) return /^\d{1,9}$/.test(cell) ? Number(cell) : cell
  if (name === 'groups') return cell.split('|').map((group) => group.trim())
  if (name !== 'warm_up') return cell
  if (YES.has(cell.toLowerCase())) return true
  return NO.has(cell.toLowerCase()) ? false : cell
}
