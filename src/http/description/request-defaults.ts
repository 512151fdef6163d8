import type { Document } from './document.ts'

type Schema = Record<string, unknown>

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Moves the defaults of request fields into their descriptions. Client generators treat a field
 * with `default` as always present, and then require it in requests.
 */
export function withOptionalDefaults(document: Document): void {
  const visited = new Set<unknown>()
  const walk = (node: unknown): void => {
    if (!isSchema(node)) return
    const schema = typeof node['$ref'] === 'string' ? componentAt(document, node['$ref']) : node
    if (!isSchema(schema) || visited.has(schema)) return
    visited.add(schema)
    const { properties } = schema
    if (isSchema(properties))
      for (const [name, property] of Object.entries(properties)) {
        properties[name] = isSchema(property) ? described(property) : property
        walk(properties[name])
      }
    for (const key of ['items', 'additionalProperties']) walk(schema[key])
    for (const part of ['anyOf', 'oneOf', 'allOf'].flatMap((key) => schema[key] ?? [])) walk(part)
  }
  const operations = Object.values(document.paths ?? {}).flatMap((item) => Object.values(item))
  for (const schema of operations.flatMap(bodySchemas)) walk(schema)
}

/** Returns the schemas of an operation's body, one for each media type. */
function bodySchemas(operation: unknown): unknown[] {
  const body = isSchema(operation) ? operation['requestBody'] : undefined
  const content = isSchema(body) ? body['content'] : undefined
  if (!isSchema(content)) return []
  return Object.values(content).map((type) => (isSchema(type) ? type['schema'] : undefined))
}

function componentAt({ components }: Document, ref: string): unknown {
  const name = ref.slice(ref.lastIndexOf('/') + 1)
  return components?.schemas?.[name]
}

function described({ default: usual, ...schema }: Schema): Schema {
  if (usual === undefined) return schema
  const { description } = schema
  const sentence = `Default: ${JSON.stringify(usual)}`
  const before = typeof description === 'string' ? `${description.replace(/\.$/, '')}. ` : ''
  return { ...schema, description: `${before}${sentence}` }
}
