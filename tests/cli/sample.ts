import type { Document } from '../../src/http/description/document.ts'

type Node = Readonly<Record<string, unknown>>
const LONG = Symbol('long')
type Root = Node & { readonly [LONG]: boolean }
const nodeOf = (value: unknown): Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}

/** The longest that a value with few values may be, instead of the first; a text instead of a word. */
export type Extent = { isLong: boolean }

const LONG_TEXT = 'Кофе в парке и новая кофемолка: скидка двадцать процентов до конца недели'

/** Texts that are no sentences, by the names of their fields. */
const LONG_NAMED: readonly (readonly [RegExp, string])[] = [
  [/([_a-z]I|_i|^i)d$/, '17895695668004550'],
  [/^(user|login|owner)|username$/i, 'a.username_of_thirty_letters.kz'],
  [/language$/i, 'kk'],
  [/currency$/i, 'KZT'],
  [/cursor$/i, 'eyJhIjoxfQ'],
]

/** An answer that an operation declares, with one of everything in it; null where it answers nothing. */
export function sampleOf(
  document: Document,
  operation: Node,
  { isLong }: Extent = { isLong: false },
): unknown {
  const root: Root = { ...nodeOf(document), [LONG]: isLong }
  const responses = nodeOf(operation['responses'])
  const status = Object.keys(responses).find((name) => name.startsWith('2')) ?? ''
  const content = nodeOf(resolved(root, responses[status])['content'])
  const json = nodeOf(content['application/json'])
  return json['schema'] === undefined ? null : valueOf(root, json['schema'])
}

function resolved(root: Node, value: unknown): Node {
  const node = nodeOf(value)
  const ref = node['$ref']
  if (typeof ref !== 'string') return node
  return resolved(
    root,
    ref
      .slice(2)
      .split('/')
      .reduce<unknown>((from, name) => nodeOf(from)[name], root),
  )
}

const FORMATS: Readonly<Record<string, string>> = {
  uuid: '019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e44',
  'date-time': '2026-11-20T12:00:00.000Z',
  date: '2026-11-20',
  uri: 'https://example.com/',
}

const DEEPEST = 12

function valueOf(root: Root, schema: unknown, depth = 0): unknown {
  const node = resolved(root, schema)
  if (depth > DEEPEST) return null
  const inner = (each: unknown): unknown => valueOf(root, each, depth + 1)
  if ('const' in node) return node['const']
  if (Array.isArray(node['enum'])) return root[LONG] ? longest(node['enum']) : node['enum'][0]
  const choices = node['oneOf'] ?? node['anyOf']
  // Null is one of the choices of what may be missing: a sample has a value.
  if (Array.isArray(choices)) return choices.map(inner).find((value) => value !== null) ?? null
  if (Array.isArray(node['allOf']))
    return Object.assign({}, ...node['allOf'].map((each) => nodeOf(inner(each))))
  return ofType(node, inner, root[LONG])
}

const longest = (values: readonly unknown[]): unknown =>
  values.toSorted((a, b) => String(b).length - String(a).length)[0]

function ofType(node: Node, inner: (schema: unknown) => unknown, isLong: boolean): unknown {
  const types = [node['type']].flat()
  if (types.includes('object') || 'properties' in node)
    return Object.fromEntries(
      Object.entries(nodeOf(node['properties'])).map(([name, each]) => [
        name,
        (isLong && inner(each) === LONG_TEXT
          ? LONG_NAMED.find(([names]) => names.test(name))?.[1]
          : undefined) ?? inner(each),
      ]),
    )
  if (types.includes('array')) return [inner(node['items'])]
  if (types.includes('string'))
    return FORMATS[String(node['format'])] ?? (isLong ? LONG_TEXT : 'text')
  if (types.includes('integer') || types.includes('number')) return isLong ? 1_234_567 : 3
  return types.includes('boolean') ? true : null
}
