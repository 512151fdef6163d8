import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { invalidField, type FieldProblem } from '../../base/errors.ts'
import { csvExcess } from '../../base/csv.ts'
import { readJson } from '../../base/json.ts'

/** More accounts are not added at once: each takes a transaction, and its session a request. */
export const MOST_ENTRIES = 500

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

/** What a line or a part of the file says of one account; nothing of it is checked yet. */
export type ImportEntry = {
  /** Where it begins, as editors count; in a list, its place. */
  line: number
  fields: Record<string, unknown>
  /** It cannot be read at all. */
  fault?: FieldProblem
}

export type ImportFile = {
  format: 'json' | 'csv' | 'cookies'
  entries: ImportEntry[]
  /** Columns of the heading that an import does not know. */
  ignoredColumns: string[]
}

const EXPECTED =
  'expected session files of instagrapi (JSON), lines with a sessionid cookie, or CSV whose heading names username'

/**
 * Reads a file of accounts in one of three forms: JSON (one session file, a list of them, an object of them by username,
 * or one a line), CSV with a heading line, or a sessionid cookie a line, with the username before it if it is known.
 * Throws InvalidInputError about `text` when the file as a whole is none of these.
 */
export function readImportFile(text: string): ImportFile {
  const file = readForm(text.replace(/^\uFEFF/, ''))
  const { length } = file.entries
  if (length === 0) throw invalidField('text', `has no account; ${EXPECTED}`)
  if (length > MOST_ENTRIES)
    throw invalidField('text', `has ${length} accounts; at most ${MOST_ENTRIES} at once: split it`)
  return file
}

function readForm(text: string): ImportFile {
  if (/^\s*[[{]/.test(text))
    return { format: 'json', entries: readJsonEntries(text), ignoredColumns: [] }
  const [heading = ''] = text.trimStart().split(/[\r\n]/, 1)
  const names = heading.split(/[,;\t]/).map((name) => name.trim().toLowerCase())
  if (names.includes('username') || names.includes('sessionid')) return readCsv(text)
  return { format: 'cookies', entries: readCookieLines(text), ignoredColumns: [] }
}

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function readJsonEntries(text: string): ImportEntry[] {
  const whole = readJson(text)
  if ('value' in whole) {
    if (Array.isArray(whole.value)) return entriesOfList(whole.value)
    if (isObject(whole.value)) return entriesOfObject(whole.value)
  } else if (whole.isTooMuch) throw invalidField('text', whole.fault)
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (line.trim() === '') return []
    const read = readJson(line)
    if ('value' in read && isObject(read.value))
      return [{ line: at + 1, fields: fieldsOf(read.value) }]
    return [unreadable(at + 1, 'is not JSON; expected one object')]
  })
}

const unreadable = (line: number, reason: string): ImportEntry => ({
  line,
  fields: {},
  fault: { field: 'line', reason },
})

const Cookie = z.looseObject({ name: z.string(), value: z.string() })

function entriesOfList(list: readonly unknown[]): ImportEntry[] {
  // What a browser's extension exports is one account.
  const cookies = z.array(Cookie).safeParse(list)
  if (cookies.success) {
    const found = cookies.data.find(({ name }) => name === 'sessionid')
    return found ? [{ line: 1, fields: { sessionid: found.value } }] : []
  }
  return list.map((value, at) =>
    isObject(value)
      ? { line: at + 1, fields: fieldsOf(value) }
      : unreadable(at + 1, 'is not an object'),
  )
}

/** One account, or several by their usernames. */
function entriesOfObject(whole: Json): ImportEntry[] {
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

const Records = z.array(
  z.object({ record: z.array(z.string()), info: z.object({ lines: z.int() }) }),
)

function readCsv(text: string): ImportFile {
  const [first = ''] = text.trimStart().split(/[\r\n]/, 1)
  const delimiter = [',', ';', '\t'].toSorted(
    (a, b) => first.split(b).length - first.split(a).length,
  )[0]
  const excess = csvExcess(text, delimiter ?? ',')
  if (excess !== null) throw invalidField('text', excess)
  const [heading, ...rest] = parseRecords(text, delimiter ?? ',')
  const names = (heading?.record ?? []).map((name) => name.trim().toLowerCase())
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) !== at)
  if (twice !== undefined) throw invalidField('text', `names the column ${twice} twice`)
  const known = (name: string) => IMPORT_COLUMNS.some((column) => column === name)
  return {
    format: 'csv',
    ignoredColumns: names.filter((name) => name !== '' && !known(name)),
    entries: rest.map(({ record, info }) => ({
      line: info.lines,
      fields: Object.fromEntries(
        names.flatMap((name, at): [string, unknown][] => {
          const cell = (record[at] ?? '').trim()
          return cell === '' || !known(name) ? [] : [[name, cellOf(name, cell)]]
        }),
      ),
    })),
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

function parseRecords(text: string, delimiter: string): z.output<typeof Records> {
  try {
    const records: unknown = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    })
    return Records.parse(records)
  } catch (error) {
    // The message of the parser repeats the cell, which may be a password.
    const line = error instanceof Error && 'lines' in error ? ` in line ${String(error.lines)}` : ''
    const reason = `is no CSV: a quotation mark is out of place or not closed${line}`
    throw invalidField('text', reason)
  }
}

/** As it stands alone, after a username, or in the form that browsers' tools export cookies in. */
const COOKIE_LINE =
  /^(?:@?([a-z0-9._]{1,30})[\s,;|:]+)?(?:sessionid=)?"?(\d+(?::|%3a)[^\s";]+)"?;?$/i
const EXPORTED_LINE = /\tsessionid\t(\S+)\s*$/

function readCookieLines(text: string): ImportEntry[] {
  const isExported = /\tsessionid\t/.test(text)
  return text.split(/\r?\n/).flatMap((given, at): ImportEntry[] => {
    const line = given.trim()
    const exported = EXPORTED_LINE.exec(given)?.[1]
    if (exported !== undefined) return [{ line: at + 1, fields: { sessionid: exported } }]
    // Other cookies of an export, and comments.
    if (line === '' || line.startsWith('#') || isExported) return []
    const [, username, sessionid] = COOKIE_LINE.exec(line) ?? []
    if (sessionid === undefined)
      return [unreadable(at + 1, `is no sessionid cookie, with or without a username; ${EXPECTED}`)]
    return [
      {
        line: at + 1,
        fields: { ...(username === undefined ? {} : { username }), sessionid },
      },
    ]
  })
}
