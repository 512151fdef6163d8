import { resolve, typesOf, type JsonSchema } from './json-schema.ts'

const FORBIDDEN = [
  'allOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentRequired', 'dependentSchemas',
  'patternProperties', 'default',
] // prettier-ignore
const FORMATS = new Set([
  'date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid',
]) // prettier-ignore
const TYPES = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'])
const MAX_DEPTH = 10
const MAX_PROPERTIES = 5_000
const MAX_ENUM_VALUES = 1_000

type Walk = { root: JsonSchema; properties: number; enumValues: number }

/**
 * Why `strict: true` refuses a schema, in the API's words; undefined if it is accepted. Rules: root
 * is an object; every object closed with all keys required; no keyword of FORBIDDEN; at most 10
 * levels, 5,000 properties and 1,000 enum values.
 */
export function schemaProblem(schema: JsonSchema): string | undefined {
  if (!typesOf(schema).includes('object') || schema.anyOf) {
    return 'In context=(), schema must be a JSON Schema of \'type: "object"\'.'
  }
  const walk: Walk = { root: schema, properties: 0, enumValues: 0 }
  const tables = [schema.$defs ?? {}, schema.definitions ?? {}]
  const named = tables.flatMap((table) => Object.entries(table))
  return (
    problemIn(walk, schema, [], 1) ??
    firstOf(named, ([name, each]) => problemIn(walk, each, ['$defs', name], 1))
  )
}

function problemIn(
  walk: Walk,
  schema: JsonSchema,
  path: readonly string[],
  depth: number,
): string | undefined {
  const here = `In context=(${path.map((step) => `'${step}'`).join(', ')}), `
  const own = keywordProblem(walk, schema, depth) ?? objectProblem(schema)
  if (own !== undefined) return here + own
  const nested: [string[], JsonSchema][] = [
    ...Object.entries(schema.properties ?? {}).map(([name, each]): [string[], JsonSchema] => [
      ['properties', name],
      each,
    ]),
    ...(schema.anyOf ?? []).map((each, i): [string[], JsonSchema] => [['anyOf', String(i)], each]),
    ...(schema.items ? [[['items'], schema.items] satisfies [string[], JsonSchema]] : []),
  ]
  return firstOf(nested, ([step, each]) =>
    problemIn(walk, each, [...path, ...step], step[0] === 'anyOf' ? depth : depth + 1),
  )
}

function keywordProblem(walk: Walk, schema: JsonSchema, depth: number): string | undefined {
  walk.properties += Object.keys(schema.properties ?? {}).length
  walk.enumValues += schema.enum?.length ?? 0
  if (depth > MAX_DEPTH) return `schema exceeds ${MAX_DEPTH} levels of nesting.`
  if (walk.properties > MAX_PROPERTIES) return `schema exceeds ${MAX_PROPERTIES} properties.`
  if (walk.enumValues > MAX_ENUM_VALUES) return `schema exceeds ${MAX_ENUM_VALUES} enum values.`
  const forbidden = FORBIDDEN.find((keyword) => keyword in schema)
  if (forbidden !== undefined) return `'${forbidden}' is not permitted.`
  if (schema.format !== undefined && !FORMATS.has(schema.format)) {
    return `'${schema.format}' is not a valid format.`
  }
  const unknown = typesOf(schema).find((type) => !TYPES.has(type))
  if (unknown !== undefined) return `'${unknown}' is not a valid type.`
  return referenceProblem(walk.root, schema)
}

function referenceProblem(root: JsonSchema, schema: JsonSchema): string | undefined {
  if (schema.$ref !== undefined) {
    try {
      resolve(root, schema)
      return undefined
    } catch (thrown) {
      if (thrown instanceof RangeError) return `${thrown.message}.`
      throw thrown
    }
  }
  const typed = schema.type ?? schema.anyOf ?? schema.enum ?? schema.const
  return typed === undefined ? "schema must have a 'type' key." : undefined
}

function objectProblem(schema: JsonSchema): string | undefined {
  const types = typesOf(schema)
  if (types.includes('array') && !schema.items) return 'array schema missing items.'
  if (!types.includes('object')) return undefined
  if (schema.additionalProperties !== false) {
    return "'additionalProperties' is required to be supplied and to be false."
  }
  const required = new Set(schema.required)
  const missing = Object.keys(schema.properties ?? {}).find((name) => !required.has(name))
  if (missing === undefined) return undefined
  return (
    "'required' is required to be supplied and to be an array including every key in " +
    `properties. Missing '${missing}'.`
  )
}

function firstOf<T>(
  items: readonly T[],
  problem: (item: T) => string | undefined,
): string | undefined {
  for (const item of items) {
    const found = problem(item)
    if (found !== undefined) return found
  }
  return undefined
}
