import { FOREIGN_NOTE, hasForeign, markForeign } from './foreign-text.ts'
import { fieldsIn, fieldsOf, isFields, type Fields } from './json.ts'

/** The longest answer in characters: some 5,000 tokens. */
const MAX_ANSWER = 16_000

export type Shape = {
  /** The only fields to show, as paths. */
  fields?: readonly string[]
  /** The first character to show. */
  from?: number
}

/** Returns the text of an answer as a whole: what matters first, without what is empty. */
export function textOfAnswer(answer: unknown, { fields }: Shape): string {
  const chosen = fields ? chooseFields(answer, fields) : answer
  return JSON.stringify(markForeign(ordered(withoutEmpty(chosen)) ?? {}))
}

/** Returns the part of a text that one answer may have, and says how to read on. */
export function cutText(text: string, { from = 0 }: Shape, canReadOn: boolean): string {
  const note = hasForeign(text) ? `${FOREIGN_NOTE}\n` : ''
  if (from === 0 && text.length <= MAX_ANSWER) return `${note}${text}`
  const end = Math.min(from + MAX_ANSWER, text.length)
  const next = end < text.length ? `go on with answer_from=${end}` : 'this is the end'
  const remedy = canReadOn
    ? `${next}, or ask for less with answer_fields`
    : 'the change was made; read the rest with the operation that shows it'
  return `${note}Characters ${from} to ${end} of ${text.length}: ${remedy}.\n${text.slice(from, end)}`
}

/** How many rows of a page fit into one answer; null when all do, or when it is no page. */
export function rowsThatFit(answer: unknown, shape: Shape): number | null {
  const rows = fieldsIn(fieldsOf(answer)['data'])
  if (rows.length < 2 || textOfAnswer(answer, shape).length <= MAX_ANSWER) return null
  let length = JSON.stringify({ ...fieldsOf(answer), data: [] }).length
  const fitting = rows.findIndex((row) => {
    length += textOfAnswer({ data: [row] }, shape).length
    return length > MAX_ANSWER
  })
  return Math.max(1, fitting)
}

/** Fields that say what a thing is, before all others. */
const FIRST = ['id', 'username', 'name', 'title', 'full_name', 'version', 'next_cursor', 'total']

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (!isFields(value)) return value
  const rank = (name: string, each: unknown): number => {
    const first = FIRST.indexOf(name)
    if (first >= 0) return first - FIRST.length
    return typeof each === 'object' ? 1 : 0
  }
  const entries = Object.entries(value).toSorted(
    ([a, one], [b, two]) => rank(a, one) - rank(b, two),
  )
  return Object.fromEntries(entries.map(([name, each]) => [name, ordered(each)]))
}

/** Leaves out fields without a value; undefined when nothing is left. An empty page stays one. */
function withoutEmpty(value: unknown, isPage = true): unknown {
  if (value === null || value === '') return undefined
  if (Array.isArray(value))
    return value.length === 0 ? undefined : value.map((each) => withoutEmpty(each, false) ?? null)
  if (!isFields(value)) return value
  const entries = Object.entries(value)
    .map(([name, each]) => [name, withoutEmpty(each, false)] as const)
    .filter(([, each]) => each !== undefined)
  const filled = Object.fromEntries(entries)
  if (isPage && Array.isArray(value['data']) && value['data'].length === 0) filled['data'] = []
  return entries.length === 0 && !isPage ? undefined : filled
}

/** Returns an answer with these fields alone; `data.username` is a field of each row. */
function chooseFields(value: unknown, paths: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((each) => chooseFields(each, paths))
  if (!isFields(value)) return value
  const whole = new Set(paths.filter((path) => !path.includes('.')))
  const within = (name: string): string[] =>
    paths.filter((path) => path.startsWith(`${name}.`)).map((path) => path.slice(name.length + 1))
  const entries = Object.entries(value).flatMap(([name, each]): [string, unknown][] => {
    if (whole.has(name) || name === 'next_cursor') return [[name, each]]
    const inner = within(name)
    return inner.length > 0 ? [[name, chooseFields(each, inner)]] : []
  })
  const chosen: Fields = Object.fromEntries(entries)
  return chosen
}
