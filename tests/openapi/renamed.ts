import type { Json } from './differences.ts'
import type { Rename } from './renames.ts'

type Node = { [key: string]: Json }

const isNode = (value: Json | undefined): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const nodeOf = (value: Json | undefined): Node => (isNode(value) ? value : {})

/**
 * A document with the names that its fields and parameters have by now, and with every schema in its place:
 * a schema that two paths share may be renamed for one of them.
 */
export function renamed(
  document: Json,
  renames: readonly Rename[],
  values: RenamedValues = {},
): Json {
  const root = nodeOf(revalued(document, values))
  const paths = Object.entries(nodeOf(root['paths'])).map(([path, item]): [string, Json] => {
    const found = renames.filter((rename) => pathsBefore(rename).includes(path))
    const names = Object.assign({}, ...found.map((rename) => rename.names)) as Rename['names']
    return [inBraces(path, names), respelled(inPlace(root, item), names)]
  })
  const { components, ...rest } = root
  const { schemas, ...others } = nodeOf(components)
  const named = Object.keys(nodeOf(schemas)).map((name): [string, Json] => [name, true])
  return {
    ...rest,
    paths: Object.fromEntries(paths),
    components: { ...others, schemas: Object.fromEntries(named) },
  }
}

/** The paths of a rename with the names that their parameters had. */
function pathsBefore({ paths, names }: Rename): string[] {
  const backwards = Object.fromEntries(Object.entries(names).map(([was, is]) => [is, was]))
  return paths.map((path) => inBraces(path, backwards))
}

const inBraces = (path: string, names: Rename['names']): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `{${names[name] ?? name}}`)

/** A value without references; parts of one object are one. */
function inPlace(root: Node, value: Json, above: readonly string[] = []): Json {
  if (Array.isArray(value)) return value.map((each) => inPlace(root, each, above))
  if (!isNode(value)) return value
  const { $ref: ref, ...beside } = value
  if (typeof ref === 'string') {
    if (above.includes(ref)) return value
    const target = ref
      .slice(2)
      .split('/')
      .reduce<Json | undefined>((node, key) => nodeOf(node)[key], root)
    return { ...nodeOf(inPlace(root, target ?? null, [...above, ref])), ...beside }
  }
  const { allOf, ...own } = nullableInOne(
    Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, inPlace(root, each, above)]),
    ),
  )
  if (!Array.isArray(allOf)) return allOf === undefined ? own : { ...own, allOf }
  const parts = [...allOf.map(nodeOf), own]
  const required = parts.flatMap((part) =>
    Array.isArray(part['required']) ? part['required'] : [],
  )
  return {
    ...(Object.assign({}, ...parts) as Node),
    properties: Object.assign({}, ...parts.map((part) => nodeOf(part['properties']))) as Node,
    ...(required.length > 0 && { required }),
  }
}

/** An object or null, written as one schema: its two forms mean the same. */
function nullableInOne(schema: Node): Node {
  const { anyOf, ...rest } = schema
  const [first, second, ...others] = Array.isArray(anyOf) ? anyOf.map(nodeOf) : []
  const isNullable =
    first?.['type'] === 'object' && second?.['type'] === 'null' && others.length === 0
  return isNullable ? { ...first, type: ['object', 'null'], ...rest } : schema
}

type RenamedValues = Readonly<Record<string, Readonly<Record<string, string>>>>

/** A document in which enumerations of fields and parameters with these names have other values. */
function revalued(value: Json, values: RenamedValues, name?: string): Json {
  if (Array.isArray(value)) return value.map((each) => revalued(each, values, name))
  if (!isNode(value)) return value
  const parameter = typeof value['in'] === 'string' ? value['name'] : undefined
  const named = typeof parameter === 'string' ? parameter : name
  return Object.fromEntries(
    Object.entries(value).map(([key, each]): [string, Json] => {
      if (key === 'enum' && named !== undefined && Array.isArray(each))
        return [
          key,
          each.map(
            (item) => (typeof item === 'string' ? values[named]?.[item] : undefined) ?? item,
          ),
        ]
      if (key === 'properties' && isNode(each))
        return [
          key,
          Object.fromEntries(
            Object.entries(each).map(([field, schema]) => [field, revalued(schema, values, field)]),
          ),
        ]
      return [key, revalued(each, values, named)]
    }),
  )
}

/** A value in which fields and parameters have other names. */
function respelled(value: Json, names: Rename['names']): Json {
  const nameOf = (name: string): string => names[name] ?? name
  if (Array.isArray(value)) return value.map((each) => respelled(each, names))
  if (!isNode(value)) return value
  const isParameter = typeof value['in'] === 'string' && typeof value['name'] === 'string'
  return Object.fromEntries(
    Object.entries(value).map(([key, each]): [string, Json] => {
      if (key === 'properties' && isNode(each))
        return [
          key,
          Object.fromEntries(
            Object.entries(each).map(([name, field]) => [nameOf(name), respelled(field, names)]),
          ),
        ]
      if (key === 'required' && Array.isArray(each))
        return [key, each.map((name) => (typeof name === 'string' ? nameOf(name) : name))]
      if (key === 'name' && isParameter && typeof each === 'string') return [key, nameOf(each)]
      return [key, respelled(each, names)]
    }),
  )
}

/** Whether a difference is that a field of a request takes more than before, as `widened` says. */
export const isWidened = (
  difference: string,
  widened: Readonly<Record<string, readonly string[]>>,
): boolean =>
  Object.entries(widened).some(([call, fields]) => {
    const [method = '', path = ''] = call.split(' ')
    const body = `/paths/${path}/${method}/requestBody/`
    const [at = ''] = difference.split('\n')
    return (
      at.startsWith(body) &&
      fields.some((field) => `${at}/`.includes(`/schema/properties/${field}/`))
    )
  })

/** Whether a difference is what a listed place has by now, where nothing was. */
export function isAdded(difference: string, places: readonly RegExp[]): boolean {
  const [place = '', before] = difference.split('\n')
  return before === '  - undefined' && places.some((each) => each.test(place))
}

/** What a reference may say of itself that an id did not. */
const OF_REFERENCES = /\/(x-reference|format|pattern|type|example|minLength|maxLength)$/

/**
 * Tells whether a difference is that of a parameter which took an id, and takes a name, too: it is a reference by now,
 * and was none.
 */
export function becameReferences(differences: readonly string[]): (difference: string) => boolean {
  const mark = '/x-reference'
  const places = new Set(
    differences.flatMap((each) => {
      const [place = '', before] = each.split('\n')
      return place.endsWith(mark) && before === '  - undefined'
        ? [place.slice(0, -mark.length)]
        : []
    }),
  )
  return (difference) => {
    const [place = ''] = difference.split('\n')
    return OF_REFERENCES.test(place) && places.has(place.slice(0, place.lastIndexOf('/')))
  }
}
