/** A JSON object of the document. */
export type Node = { [key: string]: unknown }
export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const nodeOf = (value: unknown): Node => (isNode(value) ? value : {})
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** Numbers from a seed (mulberry32). */
export type Random = {
  next(): number
  below(limit: number): number
  pick<T>(from: readonly T[]): T
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    next,
    below,
    pick<T>(from: readonly T[]): T {
      const found = from[below(from.length)]
      if (found === undefined) throw new Error('nothing to pick from')
      return found
    },
  }
}

const HOSTILE: readonly unknown[] = [
  '',
  ' ',
  'null',
  '\0',
  '\ud800',
  '%00',
  '../../etc/passwd',
  "' or 1=1 --",
  '${jndi:x}',
  '=cmd()',
  '😀'.repeat(50),
  'a'.repeat(5_000),
  '٣',
  '1e3',
  '-0',
  'NaN',
  '9'.repeat(30),
  '\u202e',
  'İ',
  '<script>',
  -1,
  0,
  1.5,
  2 ** 53,
  1e308,
  true,
  null,
  [],
  {},
  [[[[]]]],
  { __proto__: null, constructor: 1 },
  '2026-02-30',
  'content-type',
  'q\\',
  '"',
  '(',
  '*',
]

/** Values as a schema wants them, and now and then as it does not. Addresses are of this machine alone. */
export function createValues(random: Random, schemas: Node, known: { pick(): string | undefined }) {
  const hostile = (): unknown => random.pick(HOSTILE)

  function value(schema: unknown, depth = 0): unknown {
    if (random.next() < 0.06 || depth > 8) return hostile()
    const node = resolve(nodeOf(schema))
    const options = [...listOf(node['anyOf']), ...listOf(node['oneOf'])]
    if (options.length > 0) return value(random.pick(options), depth + 1)
    if (Array.isArray(node['enum'])) return random.pick(node['enum'])
    if (node['const'] !== undefined) return node['const']
    const given = node['type']
    const type = Array.isArray(given) ? random.pick(given) : given
    switch (type) {
      case 'object':
        return object(node, depth)
      case 'array':
        return Array.from({ length: random.below(4) }, () => value(node['items'], depth + 1))
      case 'integer':
        return integer(node)
      case 'number':
        return integer(node) + random.next()
      case 'boolean':
        return random.next() < 0.5
      case 'null':
        return null
      default:
        return text(node)
    }
  }

  function resolve(node: Node): Node {
    const ref = node['$ref']
    return typeof ref === 'string' ? nodeOf(schemas[ref.split('/').at(-1) ?? '']) : node
  }

  function object(node: Node, depth: number): Node {
    const required = new Set(listOf(node['required']))
    const made: Node = {}
    for (const [name, schema] of Object.entries(nodeOf(node['properties']))) {
      if (random.next() < (required.has(name) ? 0.95 : 0.4)) made[name] = value(schema, depth + 1)
    }
    if (random.next() < 0.03) made[JSON.stringify(hostile())] = hostile()
    return made
  }

  function integer(node: Node): number {
    const min = typeof node['minimum'] === 'number' ? node['minimum'] : 0
    const max = typeof node['maximum'] === 'number' ? node['maximum'] : min + 1_000
    return random.pick([min, max, min + random.below(Math.min(max - min, 50) + 1)])
  }

  function text(node: Node): string {
    const example = node['example']
    if (random.next() < 0.5) return known.pick() ?? 'natgeo'
    if (typeof example === 'string' && random.next() < 0.6) return local(example)
    if (node['format'] === 'uuid') return crypto.randomUUID()
    if (node['format'] === 'date') return '2026-11-21'
    if (node['format'] === 'date-time') return '2026-11-21T09:00:00Z'
    const letters = 'abcdefghijklmnopqrstuvwxyz0123456789_.'
    return Array.from(
      { length: 1 + random.below(12) },
      () => letters[random.below(letters.length)],
    ).join('')
  }

  return { value, hostile }
}

/** No fuzzed request may lead gramd to another machine. */
const local = (example: string): string =>
  /^\w+:\/\//.test(example) ? 'http://user:password@127.0.0.1:9' : example
