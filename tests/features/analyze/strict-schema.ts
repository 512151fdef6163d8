/** The keywords that strict structured outputs are documented to take; any other is refused or silently ignored. */
const KEYWORDS = new Set([
  '$schema', 'type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'const', 'anyOf', 'description',
  'pattern', 'format', 'multipleOf', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minItems', 'maxItems',
]) // prettier-ignore
const FORMATS = new Set<unknown>([
  'date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid',
]) // prettier-ignore
const TYPES = new Set<unknown>([
  'object',
  'array',
  'string',
  'number',
  'integer',
  'boolean',
  'null',
])
const MAX_PROPERTIES = 5_000
const MAX_LEVELS = 10
const MAX_NAMES_LENGTH = 120_000
const MAX_ENUM_VALUES = 1_000
/** A string enumeration with more values than the first may have this many characters in all. */
const LARGE_ENUM = { values: 250, length: 15_000 }

type Node = Record<string, unknown>
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const lengthOf = (values: readonly unknown[]): number =>
  values.reduce<number>((sum, value) => sum + String(value).length, 0)
const propertiesOf = (node: Node): Node => (isNode(node['properties']) ? node['properties'] : {})

/** All schemas inside a schema, itself first, with the levels down to each. */
export function* schemaNodes(schema: unknown, level = 1): Generator<{ node: Node; level: number }> {
  if (!isNode(schema)) return
  yield { node: schema, level }
  for (const each of Object.values(propertiesOf(schema))) yield* schemaNodes(each, level + 1)
  yield* schemaNodes(schema['items'], level + 1)
  for (const each of listOf(schema['anyOf'])) yield* schemaNodes(each, level)
}

/** Why OpenAI would refuse a schema with `strict: true`, one sentence for each reason; its documented rules, all of them. */
export function strictProblems(schema: unknown): string[] {
  const nodes = [...schemaNodes(schema)]
  const root = nodes[0]?.node ?? {}
  const names = nodes.flatMap(({ node }) => Object.keys(propertiesOf(node)))
  const values = nodes.flatMap(({ node }) => [
    ...listOf(node['enum']),
    ...('const' in node ? [node['const']] : []),
  ])
  const enumValues = nodes.flatMap(({ node }) => listOf(node['enum']))
  return [
    ...(root['type'] === 'object' ? [] : ['the root is no object']),
    ...('anyOf' in root ? ['the root is a union'] : []),
    ...(names.length > MAX_PROPERTIES ? ['too many properties'] : []),
    ...(lengthOf([...names, ...values]) > MAX_NAMES_LENGTH
      ? ['names and values are too long']
      : []),
    ...(enumValues.length > MAX_ENUM_VALUES ? ['too many values of enumerations'] : []),
    ...nodes.flatMap(({ node, level }) => nodeProblems(node, level)),
  ]
}

function nodeProblems(node: Node, level: number): string[] {
  const unknown = Object.keys(node).filter((keyword) => !KEYWORDS.has(keyword))
  const types = Array.isArray(node['type']) ? node['type'] : [node['type']]
  const format = node['format']
  return [
    ...(level > MAX_LEVELS ? ['too many levels'] : []),
    ...unknown.map((keyword) => `${keyword} is not supported`),
    ...('type' in node || 'anyOf' in node || 'enum' in node || 'const' in node
      ? []
      : ['a schema has no type']),
    ...('type' in node && !types.every((type) => TYPES.has(type)) ? ['unknown type'] : []),
    ...(format === undefined || FORMATS.has(format) ? [] : ['unknown format']),
    ...(types.includes('array') && !isNode(node['items']) ? ['a list has no items'] : []),
    ...(types.includes('object') ? objectProblems(node) : []),
    ...enumProblems(listOf(node['enum'])),
  ]
}

function objectProblems(node: Node): string[] {
  const required = new Set(listOf(node['required']))
  const missing = Object.keys(propertiesOf(node)).filter((name) => !required.has(name))
  return [
    ...(node['additionalProperties'] === false ? [] : ['an object is open']),
    ...missing.map((name) => `${name} is not required`),
  ]
}

function enumProblems(values: readonly unknown[]): string[] {
  const isLarge = values.length > LARGE_ENUM.values && lengthOf(values) > LARGE_ENUM.length
  return isLarge ? ['an enumeration is too long'] : []
}
