import { draw, pick } from './draw.ts'
import { resolve, typesOf, type JsonSchema } from './json-schema.ts'
import { fits } from './schema-fit.ts'

/** Sensible values for a property, best first; the first that fits its schema is used. */
export type Propose = (property: string) => readonly unknown[]

/** No value is known for a schema, such as one with an unusual pattern. */
export class NoSampleError extends Error {}

type Sampler = { root: JsonSchema; key: string; propose: Propose }
type Place = { path: string; depth: number }

/** Below this depth a recursive schema takes its shortest end. */
const WIDE_DEPTH = 8
const WORDS = 'calm bright daily honest local gentle steady open fresh simple warm busy'.split(' ')
const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-03-14T09:26:53Z',
  time: '09:26:53Z',
  date: '2026-03-14',
  duration: 'P3DT4H',
  email: 'hello@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.17',
  ipv6: '2001:db8::17',
  uuid: '6f1c2b1e-3d4a-4c5b-8d6e-7f8091a2b3c4',
}
const PATTERN_CANDIDATES = [
  'a', 'A', '1', 'abc', 'ABC', 'abc123', '123', '12', '1234', 'ab', 'AB', 'a_b', 'a-b', '@abc',
  '#abc', 'en', 'en-US', '2026-03-14', '09:26', '18-24', '0.5', '+77011234567', '#a1b2c3', 'Abc',
] // prettier-ignore

/**
 * A JSON value that fits a strict schema. It depends only on `key`, the schema and the proposals;
 * each property draws by its own path, so that a new one changes no other. Throws NoSampleError if
 * no value is known.
 */
export function sample(schema: JsonSchema, key: string, propose: Propose = () => []): unknown {
  const value = valueOf({ root: schema, key, propose }, schema, { path: '', depth: 0 })
  if (!fits(schema, schema, value)) throw new NoSampleError('no value fits the schema')
  return value
}

function valueOf(sampler: Sampler, schema: JsonSchema, place: Place): unknown {
  const at = resolve(sampler.root, schema)
  if (at.const !== undefined) return at.const
  if (at.enum) return pick(at.enum, sampler.key, place.path)
  if (at.anyOf) return valueOf(sampler, branchOf(sampler, at.anyOf, place), place)
  switch (typeFor(sampler, at, place)) {
    case 'object':
      return objectOf(sampler, at, place)
    case 'array':
      return arrayOf(sampler, at, place)
    case 'string':
      return stringOf(sampler, at, place)
    case 'number':
    case 'integer':
      return numberOf(sampler, at, place)
    case 'boolean':
      return draw(sampler.key, place.path) < 0.5
    default:
      return null
  }
}

function branchOf(sampler: Sampler, branches: readonly JsonSchema[], place: Place): JsonSchema {
  const isLeaf = (each: JsonSchema): boolean =>
    each.$ref === undefined && !each.anyOf && !typesOf(each).some((type) => type === 'object')
  const leaves = place.depth > WIDE_DEPTH ? branches.filter(isLeaf) : branches
  const branch = pick(leaves.length > 0 ? leaves : branches, sampler.key, place.path, 'branch')
  if (!branch) throw new NoSampleError(`no branch at ${place.path}`)
  return branch
}

function typeFor(sampler: Sampler, schema: JsonSchema, place: Place): string | undefined {
  const types = typesOf(schema)
  if (place.depth > WIDE_DEPTH && types.includes('null')) return 'null'
  return pick(types, sampler.key, place.path, 'type')
}

function objectOf(sampler: Sampler, schema: JsonSchema, place: Place): Record<string, unknown> {
  const entries = Object.entries(schema.properties ?? {}).map(([name, each]) => {
    const inner = { path: `${place.path}/${name}`, depth: place.depth + 1 }
    const proposed = proposedFor(sampler, name, each)
    return [name, proposed ? proposed.value : valueOf(sampler, each, inner)] as const
  })
  return Object.fromEntries(entries)
}

function proposedFor(
  sampler: Sampler,
  name: string,
  schema: JsonSchema,
): { value: unknown } | undefined {
  const items = itemsOf(sampler.root, schema)
  for (const candidate of sampler.propose(name)) {
    const value =
      Array.isArray(candidate) && items ? allowedItems(sampler.root, items, candidate) : candidate
    if (fits(sampler.root, schema, value)) return { value }
  }
  return undefined
}

/** The array schema inside `schema`, also within a union. */
function itemsOf(root: JsonSchema, schema: JsonSchema): JsonSchema | undefined {
  const at = resolve(root, schema)
  const branches = at.anyOf?.map((each) => resolve(root, each)) ?? []
  return [at, ...branches].find((each) => each.items)
}

function allowedItems(root: JsonSchema, array: JsonSchema, values: readonly unknown[]): unknown[] {
  const { items, maxItems } = array
  return values.filter((each) => !items || fits(root, items, each)).slice(0, maxItems)
}

function arrayOf(sampler: Sampler, schema: JsonSchema, place: Place): unknown[] {
  const least = schema.minItems ?? 0
  const most = place.depth > WIDE_DEPTH ? least : (schema.maxItems ?? least + 3)
  const length = least + Math.floor(draw(sampler.key, place.path, 'length') * (most - least + 1))
  const { items } = schema
  if (!items) return []
  // Long arrays prove no more than short ones, and nested ones multiply.
  return Array.from({ length: Math.max(least, Math.min(length, 3)) }, (_, index) =>
    valueOf(sampler, items, { path: `${place.path}/${index}`, depth: place.depth + 1 }),
  )
}

function stringOf(sampler: Sampler, schema: JsonSchema, place: Place): string {
  const least = schema.minLength ?? 0
  const most = schema.maxLength ?? Math.max(least, 40)
  const words = WORDS.map((_, index) => pick(WORDS, sampler.key, place.path, index) ?? '')
  const sentence = words
    .slice(0, 4)
    .join(' ')
    .padEnd(least, ` ${words.join(' ')}`)
    .slice(0, most)
  const known = schema.format === undefined ? undefined : FORMATS[schema.format]
  const candidates = known === undefined ? [sentence, ...PATTERN_CANDIDATES] : [known]
  const value = candidates.find((each) => fits(sampler.root, schema, each))
  if (value === undefined) throw new NoSampleError(`no known string fits ${place.path}`)
  return value
}

function numberOf(sampler: Sampler, schema: JsonSchema, place: Place): number {
  const isInteger = !typesOf(schema).includes('number')
  const step = schema.multipleOf ?? (isInteger ? 1 : undefined)
  const [low, high] = rangeOf(schema)
  const share = draw(sampler.key, place.path, 'number')
  const exact = low + (high - low) * share
  const candidates = step === undefined ? [] : multiplesNear(step, low, high, exact)
  candidates.push(Math.round(exact * 100) / 100, exact, (low + high) / 2, low, high)
  const value = candidates.find((each) => fits(sampler.root, schema, each))
  if (value === undefined) throw new NoSampleError(`no number fits ${place.path}`)
  return value
}

/** The bounds of a number; an open side is 100 away from the other, or 0. */
function rangeOf(schema: JsonSchema): [number, number] {
  const low = Math.max(schema.minimum ?? -Infinity, schema.exclusiveMinimum ?? -Infinity)
  const high = Math.min(schema.maximum ?? Infinity, schema.exclusiveMaximum ?? Infinity)
  if (low === -Infinity && high === Infinity) return [0, 100]
  if (low === -Infinity) return [high - 100, high]
  return [low, high === Infinity ? low + 100 : high]
}

function multiplesNear(step: number, low: number, high: number, near: number): number[] {
  const middle = Math.round(near / step)
  const counts = [middle, middle - 1, middle + 1, Math.ceil(low / step), Math.floor(high / step)]
  // 3 × 0.1 is 0.30000000000000004; twelve digits suffice for any realistic step.
  return [...counts, Math.ceil(low / step) + 1, Math.floor(high / step) - 1, 0].map((count) =>
    Number((count * step).toPrecision(12)),
  )
}
