import { GraphProblem, invalid } from './errors.ts'

/** One name of `fields=`, such as `children{id}` or `insights.metric(views,reach)`. */
export type Field = {
  name: string
  args: Readonly<Record<string, string>>
  /** Null without braces. */
  fields: readonly Field[] | null
}

/** Reads `fields=`. Throws Meta's code 2500 for text that is no list of fields. */
export function parseFields(text: string): Field[] {
  const reader = { text, at: 0 }
  const fields = readList(reader)
  if (reader.at < text.length) throw syntaxError(reader)
  return fields
}

type Reader = { text: string; at: number }

function readList(reader: Reader): Field[] {
  const fields = [readField(reader)]
  while (take(reader, ',')) fields.push(readField(reader))
  return fields
}

function readField(reader: Reader): Field {
  const name = readName(reader)
  const args: Record<string, string> = {}
  while (take(reader, '.')) {
    const arg = readName(reader)
    if (!take(reader, '(')) throw syntaxError(reader)
    const end = reader.text.indexOf(')', reader.at)
    if (end < 0) throw syntaxError(reader)
    args[arg] = reader.text.slice(reader.at, end)
    reader.at = end + 1
  }
  if (!take(reader, '{')) return { name, args, fields: null }
  const fields = readList(reader)
  if (!take(reader, '}')) throw syntaxError(reader)
  return { name, args, fields }
}

function readName(reader: Reader): string {
  const name = /^\s*(\w+)\s*/.exec(reader.text.slice(reader.at))
  if (!name?.[1]) throw syntaxError(reader)
  reader.at += name[0].length
  return name[1]
}

function take(reader: Reader, sign: string): boolean {
  if (reader.text[reader.at] !== sign) return false
  reader.at += 1
  return true
}

const syntaxError = ({ text, at }: Reader): GraphProblem =>
  new GraphProblem({
    message: `(#2500) Syntax error "Expected name." at character ${at}: ${text.slice(0, 60)}`,
    code: 2500,
  })

/** The value of each field of a kind of object; undefined leaves the field out. */
export type Resolvers = Readonly<Record<string, (field: Field) => unknown>>

/**
 * The asked fields of an object, and always its id. Throws code 100 for a field it does not have.
 */
export function project(
  type: string,
  resolvers: Resolvers,
  fields: readonly Field[],
): Record<string, unknown> {
  const answer: Record<string, unknown> = {}
  for (const field of fields) {
    const resolve = resolvers[field.name]
    if (!resolve) {
      throw invalid(`Tried accessing nonexisting field (${field.name}) on node type (${type})`)
    }
    const value = resolve(field)
    if (value !== undefined) answer[field.name] = value
  }
  return { ...answer, id: resolvers['id']?.({ name: 'id', args: {}, fields: null }) }
}

/** Names as fields without anything below. */
export const named = (...names: string[]): Field[] =>
  names.map((name) => ({ name, args: {}, fields: null }))
