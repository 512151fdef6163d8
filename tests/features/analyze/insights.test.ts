import { zodResponseFormat } from 'openai/helpers/zod'
import { describe, expect, test } from 'vitest'
import {
  AIInsights,
  insightsSchema,
  type InsightSection,
} from '../../../src/features/analyze/insights.ts'

const ALL: InsightSection[] = [
  'life_situation',
  'lifestyle',
  'content',
  'commercial',
  'audience_inference',
]

/** The keywords that strict structured outputs are documented to take. */
const KEYWORDS = new Set([
  '$schema', 'type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'anyOf', 'description',
  'minimum', 'maximum', 'minItems', 'maxItems',
]) // prettier-ignore

type Node = Record<string, unknown>
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** All schemas inside a schema, itself first, with their depth. */
function* nodes(schema: unknown, depth = 1): Generator<{ node: Node; depth: number }> {
  if (!isNode(schema)) return
  yield { node: schema, depth }
  const { properties, items, anyOf } = schema
  if (isNode(properties))
    for (const each of Object.values(properties)) yield* nodes(each, depth + 1)
  yield* nodes(items, depth + 1)
  if (Array.isArray(anyOf)) for (const each of anyOf) yield* nodes(each, depth)
}

const subsets = [ALL, ['content'], ['lifestyle', 'commercial'], []] as InsightSection[][]

describe.for(subsets.map((sections) => [sections.join(', ') || 'no section', sections] as const))(
  'the request schema with %s',
  ([, sections]) => {
    const { json_schema } = zodResponseFormat(insightsSchema(sections), 'creator_insights')
    const schema: Node = JSON.parse(JSON.stringify(json_schema.schema))

    test('is strict, and an object at its root', () => {
      expect(json_schema).toMatchObject({
        strict: true,
        name: expect.stringMatching(/^[\w-]{1,64}$/),
      })
      expect(schema).toMatchObject({ type: 'object' })
      expect(schema).not.toHaveProperty('anyOf')
    })

    test('closes every object and requires every key', () => {
      const objects = [...nodes(schema)].filter(({ node }) => node['type'] === 'object')
      expect(objects.length).toBe(1 + sections.length)
      for (const { node } of objects) {
        expect(node['additionalProperties']).toBe(false)
        expect(node['required']).toEqual(Object.keys(node['properties'] as Node))
      }
    })

    test('uses no keyword that the API refuses, and stays within its limits', () => {
      const all = [...nodes(schema)]
      for (const { node, depth } of all) {
        for (const keyword of Object.keys(node)) expect(KEYWORDS).toContain(keyword)
        expect('type' in node || 'anyOf' in node || 'enum' in node).toBe(true)
        expect(depth).toBeLessThanOrEqual(10)
      }
      const values = all.flatMap(({ node }) => (Array.isArray(node['enum']) ? node['enum'] : []))
      expect(values.length).toBeLessThanOrEqual(1_000)
    })

    test('asks for the chosen sections alone', () => {
      const names = Object.keys(schema['properties'] as Node)
      expect(names).toEqual([
        ...ALL.filter((name) => sections.includes(name)),
        'confidence',
        'notes',
      ])
    })
  },
)

const content = {
  primary_topic: 'food',
  secondary_topics: [],
  content_language: ['ru'],
  content_tone: null,
  posts_in_russian: true,
  posts_in_kazakh: null,
}
const answer = { content, confidence: 0.7, notes: null }

describe('an answer', () => {
  const schema = insightsSchema(['content'])

  test('that fits is kept as it is', () => {
    expect(schema.parse(answer)).toEqual(answer)
    expect(AIInsights.parse(answer)).toEqual(answer)
  })

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
    ['is a list', []],
  ])('that %s is refused', ([, value]) => {
    expect(schema.safeParse(value).success).toBe(false)
  })
})
