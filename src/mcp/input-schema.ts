import { fieldsIn, fieldsOf, isFields, textOf, textsOf, type Fields } from './json.ts'

/** Where a field of a tool belongs in the request. */
type Place = 'path' | 'query' | 'body'

export type ToolInput = {
  places: ReadonlyMap<string, Place>
  properties: Fields
  required: readonly string[]
  /** The whole body is the field `body`: its schema is no plain object. */
  isWhole: boolean
}

/** Words about a value that a model can do without, and that make the list of tools longer. */
const LEFT_OUT = new Set(['example', 'examples', 'minLength', 'param'])

/** Returns the fields of path, query and JSON body as those of one object, as of commands. */
export function inputOf(root: Fields, operation: Fields): ToolInput {
  const places = new Map<string, Place>()
  const properties: Record<string, unknown> = {}
  const required: string[] = []
  const add = (name: string, place: Place, schema: unknown, isRequired: boolean): void => {
    places.set(name, place)
    properties[name] = schema
    if (isRequired) required.push(name)
  }
  for (const { name, in: place, schema, required: isRequired } of fieldsIn(operation['parameters']))
    if (place === 'path' || place === 'query')
      add(textOf(name), place, plainSchema(root, schema), isRequired === true)
  const request = fieldsOf(operation['requestBody'])
  const media = fieldsOf(fieldsOf(request['content'])['application/json'])
  const body = plainSchema(root, media['schema'])
  const isWhole = 'schema' in media && !isFields(body['properties'])
  if (isWhole) add('body', 'body', body, request['required'] === true)
  const needed = textsOf(body['required'])
  for (const [name, schema] of isWhole ? [] : Object.entries(fieldsOf(body['properties'])))
    add(name, 'body', schema, needed.includes(name) && request['required'] === true)
  return { places, properties, required, isWhole }
}

/** The deepest nesting of a declared schema; a recursive one would never end. */
const DEEPEST = 12

/** Returns a schema without references, since many clients do not follow them. */
function plainSchema(root: Fields, value: unknown, depth = 0): Fields {
  const schema = referred(root, value)
  if (depth > DEEPEST) return {}
  const entries = Object.entries(schema).flatMap(([key, each]): [string, unknown][] => {
    if (LEFT_OUT.has(key) || key.startsWith('x-')) return []
    if (key === 'properties')
      return [[key, mapped(fieldsOf(each), (one) => plainSchema(root, one, depth + 1))]]
    if (key === 'format' && 'x-reference' in schema) return []
    if (isFields(each)) return [[key, plainSchema(root, each, depth + 1)]]
    const isBranch = key === 'anyOf' || key === 'oneOf' || key === 'allOf'
    return [[key, isBranch ? fieldsIn(each).map((one) => plainSchema(root, one, depth + 1)) : each]]
  })
  return Object.fromEntries(entries)
}

const mapped = (fields: Fields, change: (value: unknown) => unknown): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, change(value)]))

/** Returns what a reference within the document means; other schemas as they are. */
function referred(root: Fields, value: unknown): Fields {
  const node = fieldsOf(value)
  const reference = node['$ref']
  if (typeof reference !== 'string') return node
  const names = reference.slice('#/'.length).split('/')
  const found = names.reduce<unknown>((from, name) => fieldsOf(from)[name], root)
  return referred(root, found)
}
