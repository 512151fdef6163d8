import { readFileSync } from 'node:fs'
import { codeOf } from '../base/errors.ts'
import { ConfigError } from './load.ts'
import { decodeText } from './value-text.ts'

/**
 * The user of this process may not read the file; commands that need none of its settings still
 * work.
 */
export class ForbiddenFileError extends ConfigError {}

/**
 * Adds the variables of a file such as `.env` that are not set. A missing file adds none. Throws a
 * ConfigError that names each unreadable line; a ForbiddenFileError for a file of another user.
 */
export function addEnvFile(path: string, env: Record<string, string | undefined>): void {
  const bytes = readIfThere(path)
  if (bytes === undefined) return
  const decoded = decodeText(bytes)
  if ('fault' in decoded) throw new ConfigError(`${path} ${decoded.fault}`)
  const { values, problems } = parseEnvText(decoded.text)
  if (problems.length > 0)
    throw new ConfigError(
      [`${path} cannot be read`, ...problems.map((each) => `  ${each}`)].join('\n'),
    )
  for (const [name, value] of Object.entries(values)) env[name] ??= value
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT') return undefined
    if (code === 'EISDIR') throw new ConfigError(`${path} is a folder: expected a file`)
    throw new ForbiddenFileError(
      `${path} cannot be read (${code ?? String(error)}): run this as its owner, or give the ` +
        'user that runs gramd the right to read it',
    )
  }
}

const ASSIGNMENT = /^(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=(.*)$/s
/** The rest of a line after a value in quotation marks. */
const REST = /^[ \t]*(#.*)?$/

/**
 * Parses the variables of a text with a `NAME=value` a line, as `docker compose` does: comments
 * begin with `#` at the start of a line or after a space; quotation marks enclose a value, which
 * may then contain `#` and several lines. The last line with a name counts.
 */
export function parseEnvText(raw: string): {
  values: Record<string, string>
  problems: string[]
} {
  const lines = raw.split(/\r\n|\n|\r/)
  const values: Record<string, string> = {}
  const problems: string[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trim()
    if (line === '' || line.startsWith('#')) continue
    const [, name, rest] = ASSIGNMENT.exec(line) ?? []
    if (name === undefined || rest === undefined) {
      problems.push(`line ${at + 1}: expected ${nameIn(line)}=value`)
      continue
    }
    const read = valueFrom(rest.trim(), lines, at)
    if ('fault' in read) problems.push(`line ${at + 1}: ${name} ${read.fault}`)
    else values[name] = read.value
    at = read.end
  }
  return { values, problems }
}

/**
 * Finds the name that a line was meant to set, as in `$env:NAME="…"`, `- NAME: …` or `"NAME": …`;
 * never a part of a value.
 */
const nameIn = (line: string): string =>
  /^[^=:\p{L}]*(?:(?:set|setx|export|env|declare -x|ENV)[\s:"']+)?([A-Z][A-Z\d]*_[A-Z\d_]+)(?![-\p{L}])/u.exec(
    line,
  )?.[1] ?? 'NAME'

function withoutComment(text: string): string {
  const begin = text.search(/(?:^|[ \t])#/)
  return begin < 0 ? text : text.slice(0, begin)
}

type Read = { end: number } & ({ value: string } | { fault: string })

function valueFrom(rest: string, lines: readonly string[], at: number): Read {
  const mark = ['"', "'", '`'].find((each) => rest.startsWith(each))
  if (mark === undefined) return { value: withoutComment(rest).trim(), end: at }
  const begun = [rest.slice(1)]
  let end = at
  // Each line is searched once, however many lines a value has.
  while (!(begun.at(-1) ?? '').includes(mark) && end + 1 < lines.length) {
    end += 1
    begun.push(lines[end] ?? '')
  }
  const text = begun.join('\n')
  const close = text.indexOf(mark)
  if (close < 0) return { fault: 'begins with a quotation mark that is never closed', end: at }
  if (!REST.test(text.slice(close + 1)))
    return { fault: 'has text after its closing quotation mark', end }
  const value = text.slice(0, close)
  return { value: mark === '"' ? value.replaceAll('\\n', '\n') : value, end }
}
