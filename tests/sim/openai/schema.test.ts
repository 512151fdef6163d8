import fc from 'fast-check'
import { zodResponseFormat } from 'openai/helpers/zod'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { JsonSchema } from '../../../sim/openai/json-schema.ts'
import { fits } from '../../../sim/openai/schema-fit.ts'
import { schemaProblem } from '../../../sim/openai/schema-rules.ts'
import { NoSampleError, sample } from '../../../sim/openai/schema-sample.ts'

const NAMES = ['primary_topic', 'confidence', 'notes', 'geo_mentions', 'a', 'b', 'c', 'd']

const range = fc
  .tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 40 }))
  .map(([low, width]) => ({ low, high: low + width }))

const leaf: fc.Arbitrary<z.ZodType> = fc.oneof(
  fc.constant(z.boolean()),
  fc.constant(z.null()),
  fc.constantFrom(z.iso.datetime(), z.iso.date(), z.email(), z.uuid(), z.ipv4()),
  fc.constantFrom(z.string(), z.string().min(3).max(9), z.string().min(60), z.string().max(2)),
  fc.string().map((text) => z.literal(text)),
  fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 5 }).map((each) => z.enum(each)),
  range.map(({ low, high }) => z.int().min(low).max(high)),
  range.map(({ low, high }) => z.number().min(low).max(high)),
  range.map(({ low, high }) => z.number().gt(low).lt(high)),
  range.map(({ low, high }) => z.number().multipleOf(0.5).min(low).max(high)),
  fc.constant(z.int()),
  fc.constant(z.number().min(0).max(1)),
)

const { objects } = fc.letrec<{ any: z.ZodType; objects: z.ZodObject }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'schema' },
    leaf,
    tie('any').map((each) => each.nullable()),
    fc.tuple(tie('any'), fc.nat(4), fc.nat(4)).map(([each, least, more]) =>
      z
        .array(each)
        .min(least)
        .max(least + more),
    ),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => z.union([a, b])),
    tie('objects'),
  ),
  objects: fc
    .uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 5 })
    .chain((names) =>
      fc
        .tuple(...names.map(() => tie('any')))
        .map((types) =>
          z.object(Object.fromEntries(names.map((name, i) => [name, types[i] ?? z.null()]))),
        ),
    ),
}))

const schemaOf = (zod: z.ZodObject): JsonSchema =>
  JsonSchema.parse(zodResponseFormat(zod, 'random').json_schema.schema)

test('a sample of any strict schema passes the schema it was made for', () => {
  fc.assert(
    fc.property(objects, fc.string(), (zod, key) => {
      const schema = schemaOf(zod)
      expect(schemaProblem(schema)).toBeUndefined()
      const value = sample(schema, key)
      expect(zod.safeParse(value).error).toBeUndefined()
      expect(sample(schema, key)).toEqual(value)
    }),
    { seed: 7, numRuns: 300 },
  )
})

test('proposals are taken where they fit, and only there', () => {
  fc.assert(
    fc.property(objects, fc.string(), (zod, key) => {
      const proposals = ['a', 0.7, true, null, ['x', 'y']]
      const value = sample(schemaOf(zod), key, () => proposals)
      expect(zod.safeParse(value).error).toBeUndefined()
    }),
    { seed: 11, numRuns: 200 },
  )
  const taken = z.object({
    topic: z.enum(['food', 'travel']),
    tags: z.array(z.enum(['x', 'z'])),
    maybe: z.array(z.string()).max(1).nullable(),
  })
  const values = { topic: ['sport', 'travel'], tags: [['x', 'y', 'z']], maybe: [['p', 'q']] }
  const proposed = new Map<string, unknown[]>(Object.entries(values))
  expect(sample(schemaOf(taken), 'k', (name) => proposed.get(name) ?? [])).toEqual({
    topic: 'travel',
    tags: ['x', 'z'],
    maybe: ['p'],
  })
})

test('a new property changes no other', () => {
  const small = z.object({ a: z.number(), b: z.string() })
  const large = small.extend({ c: z.boolean() })
  const value = sample(schemaOf(large), 'k')
  expect(value).toMatchObject(small.parse(sample(schemaOf(small), 'k')))
})

test('a recursive schema ends', () => {
  const Tree = z.object({
    name: z.string(),
    get children() {
      return z.array(Tree)
    },
    get next() {
      return Tree.nullable()
    },
  })
  for (let i = 0; i < 20; i += 1) {
    expect(Tree.safeParse(sample(schemaOf(Tree), `k${i}`)).success).toBe(true)
  }
})

test('a pattern that the model cannot meet is said to be so', () => {
  const schema = schemaOf(z.object({ code: z.string().regex(/^Z{17}q$/) }))
  expect(() => sample(schema, 'k')).toThrow(NoSampleError)
})

const closed = (properties: object, more: object = {}) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
})
const nested = (levels: number): object =>
  levels === 0 ? { type: 'string' } : closed({ a: nested(levels - 1) })
const words = (count: number) => Array.from({ length: count }, (_, i) => `w${i}`)

test.for([
  ['an open object', { ...closed({}), additionalProperties: undefined }, "'additionalProperties'"],
  ['an optional key', closed({ a: { type: 'string' } }, { required: [] }), "Missing 'a'"],
  ['a root that is no object', { type: 'array', items: { type: 'string' } }, '"object"'],
  ['a root union', { anyOf: [closed({})] }, '"object"'],
  ['allOf', closed({ a: { type: 'string', allOf: [] } }), "'allOf' is not permitted"],
  ['a default', closed({ a: { type: 'string', default: 'x' } }), "'default' is not permitted"],
  ['an unknown format', closed({ a: { type: 'string', format: 'uri' } }), "'uri'"],
  ['a schema without a type', closed({ a: {} }), "'type'"],
  ['an array of anything', closed({ a: { type: 'array' } }), 'missing items'],
  ['a reference to nowhere', closed({ a: { $ref: '#/$defs/b' } }), 'leads nowhere'],
  ['a fault in a definition', closed({}, { $defs: { b: {} } }), "'$defs', 'b'"],
  ['eleven levels', nested(11), '10 levels'],
  ['1,001 enum values', closed({ a: { enum: words(1_001) } }), '1000 enum values'],
])('%s is refused', ([, schema, message]) => {
  expect(schemaProblem(JsonSchema.parse(schema))).toContain(message)
})

test('a value that misses a schema is seen', () => {
  const schema = JsonSchema.parse(
    closed({
      n: { type: 'integer', minimum: 1, multipleOf: 2 },
      s: { type: ['string', 'null'], maxLength: 2 },
    }),
  )
  const isFit = (value: unknown) => fits(schema, schema, value)
  expect(isFit({ n: 2, s: null })).toBe(true)
  for (const value of [
    { n: 3, s: null },
    { n: 0, s: null },
    { n: 2, s: 'abc' },
    { n: 2 },
    [],
    null,
  ]) {
    expect(isFit(value)).toBe(false)
  }
  expect(isFit({ n: 2, s: 'ab', extra: 1 })).toBe(false)
})
