import { describe, expect, test } from 'vitest'
import { AIInsights, answerSchema } from '../../../src/features/analyze/insights.ts'
import type { ProfileFacts } from '../../../src/features/analyze/store/profile-facts.ts'
import { createRequestWriter } from '../../../src/features/analyze/prompt.ts'
import { schemaNodes, strictProblems } from './strict-schema.ts'

const ALL = ['life_situation', 'lifestyle', 'content', 'commercial', 'audience_inference'] as const
type Section = (typeof ALL)[number]

/** Every choice of sections, none among them. */
const combinations = ALL.reduce<Section[][]>(
  (found, section) => found.flatMap((sections) => [sections, [...sections, section]]),
  [[]],
)

/** The schema as it goes out. */
function sentFormat(sections: Section[]) {
  const config = { aiSections: sections, openaiReasoningEffort: 'none' as const }
  const facts = { username: 'x' } as ProfileFacts
  const { body } = createRequestWriter(config, 'gpt-6-luna')(facts)
  const format: unknown = JSON.parse(JSON.stringify(body.response_format))
  expect(format).toMatchObject({
    type: 'json_schema',
    json_schema: { strict: true, name: expect.stringMatching(/^[\w-]{1,64}$/) },
  })
  return (format as { json_schema: { schema: Record<string, unknown> } }).json_schema.schema
}

describe.for(
  combinations.map((sections) => [sections.join(', ') || 'no section', sections] as const),
)('the schema that is sent for %s', ([, sections]) => {
  const schema = sentFormat(sections)

  test('keeps every rule of strict schemas', () => {
    expect(strictProblems(schema)).toEqual([])
  })

  test('asks for these sections alone, each with evidence about its own fields first', () => {
    const properties = schema['properties'] as Record<string, { properties: object }>
    expect(Object.keys(properties)).toEqual([...sections, 'confidence', 'notes'])
    for (const section of sections) {
      const [evidence, ...fields] = Object.entries(properties[section]?.properties ?? {})
      expect(evidence).toMatchObject([
        'evidence',
        {
          type: 'array',
          items: {
            properties: {
              field: { enum: fields.map(([name]) => name) },
              quote: { type: ['string', 'null'] },
              post_id: { type: ['string', 'null'] },
            },
          },
        },
      ])
    }
  })
})

test('no field asks for health, religion, politics, sexuality or origin', () => {
  const words = [...schemaNodes(sentFormat([...ALL]))].flatMap(({ node }) => [
    ...Object.keys((node['properties'] as object | undefined) ?? {}),
    ...((node['enum'] as string[] | undefined) ?? []),
  ])
  expect(words.length).toBeGreaterThan(40)
  for (const word of words) {
    expect(word).not.toMatch(
      /health|ill|disab|relig|faith|politic|vote|sex|orient|ethnic|race|national/,
    )
  }
})

/** Words of JSON Schema that strict schemas do not have. */
const OTHER_KEYWORDS = [
  'oneOf', 'not', 'if', 'then', 'else', 'dependentRequired', 'dependentSchemas', 'patternProperties', 'propertyNames',
  'prefixItems', 'contains', 'uniqueItems', 'maxLength', 'minProperties', 'unevaluatedProperties',
] // prettier-ignore

describe('the check of strict schemas', () => {
  const leaf = { type: 'string' }
  const object = (properties: Record<string, unknown>, more: object = {}): object => ({
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
    ...more,
  })
  const deep = (levels: number): object =>
    levels === 1 ? leaf : object({ inner: deep(levels - 1) })
  const named = (count: number, make: (n: number) => string): string[] =>
    Array.from({ length: count }, (_, n) => make(n))
  const withNames = (names: string[]): object =>
    object(Object.fromEntries(names.map((name) => [name, leaf])))

  test.for<[string, unknown]>([
    ['the root is no object', { type: 'array', items: leaf }],
    ['the root is a union', { ...object({}), anyOf: [object({})] }],
    ['an object is open', object({}, { additionalProperties: true })],
    ['a is not required', object({ a: leaf }, { required: [] })],
    ['too many levels', deep(11)],
    ['too many properties', withNames(named(5_001, (n) => `p${n}`))],
    ['names and values are too long', withNames(named(1_300, (n) => `${n}`.padStart(100, 'x')))],
    ['too many values of enumerations', object({ a: { enum: named(1_001, String) } })],
    ['an enumeration is too long', object({ a: { enum: named(251, (n) => `${n}`.padEnd(60)) } })],
    ['default is not supported', object({ a: { ...leaf, default: 'x' } })],
    ['minLength is not supported', object({ a: { ...leaf, minLength: 1 } })],
    ['allOf is not supported', object({ a: { type: 'string', allOf: [leaf] } })],
    ['unknown format', object({ a: { ...leaf, format: 'uri' } })],
    ['unknown type', object({ a: { type: 'any' } })],
    ['a schema has no type', object({ a: {} })],
    ['a list has no items', object({ a: { type: 'array' } })],
    ['an object is open', object({ a: { anyOf: [{ type: 'null' }, { type: 'object' }] } })],
    ['an object is open', object({ a: { type: 'array', items: { type: 'object' } } })],
    ['an object is open', { type: 'object', properties: {}, required: [] }],
    [
      'b is not required',
      object({ a: { type: 'array', items: object({ b: leaf }, { required: [] }) } }),
    ],
    ['a is not required', object({ a: leaf }, { required: undefined })],
    ['too many levels', object({ a: { type: 'array', items: deep(9) } })],
    ['too many levels', object({ a: { anyOf: [{ type: 'null' }, deep(10)] } })],
    [
      'too many values of enumerations',
      object(Object.fromEntries(named(11, String).map((n) => [n, { enum: named(100, String) }]))),
    ],
    ['names and values are too long', object({ a: { const: 'x'.repeat(120_000) } })],
    ['the root is no object', { type: ['object', 'null'] }],
    ['a list has no items', object({ a: { type: ['array', 'null'], items: [leaf] } })],
    ...OTHER_KEYWORDS.map((keyword): [string, unknown] => [
      `${keyword} is not supported`,
      object({ a: { ...leaf, [keyword]: {} } }),
    ]),
  ])('finds that %s', ([problem, schema]) => {
    expect(strictProblems(schema)).toContain(problem)
  })

  test('is content at the limits', () => {
    expect(strictProblems(deep(10))).toEqual([])
    expect(strictProblems(withNames(named(5_000, (n) => `p${n}`)))).toEqual([])
  })
})

const content = {
  evidence: [{ field: 'primary_topic', quote: 'рецепт', post_id: null }],
  primary_topic: 'food',
  secondary_topics: [],
  content_language: ['ru'],
  content_tone: null,
  posts_in_russian: true,
  posts_in_kazakh: null,
}
const answer = { content, confidence: 0.7, notes: null }

describe('an answer', () => {
  const schema = answerSchema({ sections: ['content'], promptVersion: '2' })

  test('that fits is kept as it is', () => {
    expect(schema.parse(answer)).toEqual(answer)
    expect(AIInsights.parse(answer)).toEqual(answer)
  })

  test('to the prompt that did not ask for evidence has none', () => {
    const { evidence: _evidence, ...plain } = content
    const old = answerSchema({ sections: ['content'], promptVersion: '1' })
    expect(old.parse({ ...answer, content: plain })).toEqual({ ...answer, content: plain })
    expect(AIInsights.safeParse({ ...answer, content: plain }).success).toBe(true)
    expect(schema.safeParse({ ...answer, content: plain }).success).toBe(false)
    expect(old.safeParse(answer).success).toBe(false)
  })

  const piece = { field: 'primary_topic', quote: 'x', post_id: null }
  test.for<[string, unknown]>([
    ['has a section that was switched off', { ...answer, lifestyle: {} }],
    ['lacks a section', { confidence: 0.5, notes: null }],
    ['is surer than certain', { ...answer, confidence: 1.01 }],
    ['has no confidence', { ...answer, confidence: null }],
    ['has no primary topic', { ...answer, content: { ...content, primary_topic: null } }],
    ['has a blank primary topic', { ...answer, content: { ...content, primary_topic: '  ' } }],
    ['has null for a list', { ...answer, content: { ...content, secondary_topics: null } }],
    [
      'has a word that is none of the choices',
      { ...answer, content: { ...content, content_tone: 'angry' } },
    ],
    ['has a field that nobody asked for', { ...answer, content: { ...content, religion: 'x' } }],
    [
      'has a topic as long as a page',
      { ...answer, content: { ...content, primary_topic: 'x'.repeat(101) } },
    ],
    ['has notes as long as a book', { ...answer, notes: 'x'.repeat(2_001) }],
    ['says itself what it cannot support', { ...answer, unsupported: [] }],
    [
      'has evidence about a field of another section',
      { ...answer, content: { ...content, evidence: [{ ...piece, field: 'has_car' }] } },
    ],
    [
      'has evidence of another shape',
      { ...answer, content: { ...content, evidence: [{ ...piece, note: 'x' }] } },
    ],
    [
      'has evidence without end',
      { ...answer, content: { ...content, evidence: Array.from({ length: 41 }, () => piece) } },
    ],
    ['is a list', []],
  ])('that %s is refused', ([, value]) => {
    expect(schema.safeParse(value).success).toBe(false)
  })
})
