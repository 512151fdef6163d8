import { METHODS, type Document } from '../../src/http/description/document.ts'

type Node = { [key: string]: unknown }

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An operation of a document, and what resolves its references. */
export type Described = {
  method: string
  path: string
  node: Node
  resolve(value: unknown): unknown
}

/** The name of a field or parameter; `where` is the call, and whether it is sent or answered. */
export type Named = {
  path: string
  where: string
  name: string
  direction: 'input' | 'answer'
  schema: unknown
}

export function operationsIn(document: Document): Described[] {
  const root: unknown = JSON.parse(JSON.stringify(document))
  const at = (node: unknown, key: string): unknown => (isNode(node) ? node[key] : undefined)
  const resolve = (value: unknown): unknown => {
    const ref = at(value, '$ref')
    return typeof ref === 'string' ? resolve(ref.slice(2).split('/').reduce(at, root)) : value
  }
  const paths = at(root, 'paths')
  return Object.entries(isNode(paths) ? paths : {}).flatMap(([path, item]) =>
    METHODS.flatMap((method): Described[] => {
      const node = at(item, method)
      return isNode(node) ? [{ method, path, node, resolve }] : []
    }),
  )
}

/** All names of an operation but those of problems, which are the same everywhere, and of headers. */
export function namesIn({ method, path, node, resolve }: Described): Named[] {
  const call = `${method} ${path}`
  const parameters = Array.isArray(node['parameters']) ? node['parameters'] : []
  const sent = parameters.flatMap((parameter: unknown): Named[] => {
    const { in: place, name, schema } = isNode(parameter) ? parameter : {}
    if (place === 'header' || typeof name !== 'string') return []
    return [{ path, where: `${call} ${String(place)}`, name, direction: 'input', schema }]
  })
  const named = (direction: Named['direction'], media: unknown) =>
    fieldsIn(media, resolve).map(({ name, schema }): Named => {
      return { path, where: `${call} ${direction}`, name, direction, schema }
    })
  const responses = Object.values(isNode(node['responses']) ? node['responses'] : {})
  return [
    ...sent,
    ...named('input', contentOf(resolve(node['requestBody']))),
    ...responses.flatMap((response) => named('answer', contentOf(resolve(response)))),
  ]
}

/** The schemas of a body by their media types, without that of a problem. */
function contentOf(body: unknown): unknown[] {
  const content = isNode(body) ? body['content'] : undefined
  if (!isNode(content)) return []
  return Object.entries(content)
    .filter(([type]) => type !== 'application/problem+json')
    .map(([, media]) => (isNode(media) ? media['schema'] : undefined))
}

/** The fields of a schema, at any depth. */
export function fieldsIn(
  schema: unknown,
  resolve: Described['resolve'],
): { name: string; schema: unknown }[] {
  const seen = new Set<unknown>()
  const found: { name: string; schema: unknown }[] = []
  const walk = (given: unknown): void => {
    const plain = resolve(given)
    if (Array.isArray(plain)) return plain.forEach(walk)
    if (!isNode(plain) || seen.has(plain)) return
    seen.add(plain)
    const { properties } = plain
    for (const [name, field] of Object.entries(isNode(properties) ? properties : {})) {
      found.push({ name, schema: resolve(field) })
      walk(field)
    }
    for (const key of ['items', 'additionalProperties', 'anyOf', 'oneOf', 'allOf']) walk(plain[key])
  }
  walk(schema)
  return found
}
