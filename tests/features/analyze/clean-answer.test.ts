import { expect, test } from 'vitest'
import { cleanAnswer, nothingDropped } from '../../../src/features/analyze/clean-answer.ts'
import { quotedProfile } from '../../../src/features/analyze/evidence.ts'
import { AIInsights } from '../../../src/features/analyze/insights.ts'
import { someFacts, somePost } from './some-facts.ts'

const facts = someFacts({
  biography: 'Mother of two. Living with diabetes.',
  posts: [somePost('11', { caption: 'Our dog at the lake' })],
})
const profile = quotedProfile(facts)

const answer = {
  life_situation: {
    evidence: [{ field: 'has_children' as const, quote: 'Mother of two', post_id: null }],
    has_children: true,
    children_age_group: null,
    relationship_status: 'married' as const,
    is_young_parent: null,
  },
  lifestyle: {
    evidence: [{ field: 'has_pets' as const, quote: null, post_id: '11' }],
    has_car: null,
    car_class: null,
    travel_style: null,
    travels_frequently: null,
    has_pets: true,
    pet_types: ['dog'],
    has_real_estate: false,
    lifestyle_level: null,
  },
  content: {
    evidence: [{ field: 'primary_topic' as const, quote: 'Mother', post_id: null }],
    primary_topic: 'motherhood',
    secondary_topics: ['pets'],
    content_language: ['en'],
    content_tone: null,
    posts_in_russian: null,
    posts_in_kazakh: null,
  },
  commercial: {
    evidence: [],
    has_brand_collaborations: null,
    detected_brand_categories: [],
    has_affiliate_links: null,
    ad_frequency: null,
  },
  audience_inference: {
    evidence: [],
    estimated_audience_gender: null,
    estimated_audience_age: null,
    estimated_audience_geo: null,
    geo_mentions: [],
  },
  confidence: 0.7,
  notes: 'Mostly posts about family life.',
} satisfies AIInsights

test('an answer that holds is kept, and what no evidence is named for is told', () => {
  const dropped = nothingDropped()

  expect(cleanAnswer(answer, profile, dropped)).toEqual({
    ...answer,
    unsupported: [
      'life_situation.relationship_status',
      'lifestyle.pet_types',
      'content.secondary_topics',
      'content.content_language',
    ],
  })
  expect(dropped).toEqual({ texts: {}, evidence: {} })
})

test('nothing is quoted for an answer "no", which rests on the absence of signs', () => {
  const dropped = nothingDropped()
  const pieces = [
    ...answer.lifestyle.evidence,
    { field: 'has_real_estate' as const, quote: 'Our dog at the lake', post_id: '11' },
    { field: 'has_real_estate' as const, quote: null, post_id: '11' },
  ]
  const given = { ...answer, lifestyle: { ...answer.lifestyle, evidence: pieces } }
  const cleaned = cleanAnswer(given, profile, dropped)
  expect(cleaned.lifestyle).toEqual(answer.lifestyle)
  expect(cleaned.unsupported).not.toContain('lifestyle.has_real_estate')
  expect(dropped.evidence).toEqual({ negative: 2 })
})

test('evidence that does not hold is dropped alone, and counted by reason', () => {
  const dropped = nothingDropped()
  const good = answer.life_situation.evidence[0]
  const pieces = [
    { field: 'has_children' as const, quote: 'Mother of nine', post_id: null },
    { field: 'has_children' as const, quote: null, post_id: '99' },
    ...answer.life_situation.evidence,
    ...answer.life_situation.evidence,
    { field: 'is_young_parent' as const, quote: 'Mother of two', post_id: null },
    { field: 'relationship_status' as const, quote: null, post_id: null },
  ]

  const cleaned = cleanAnswer(
    { ...answer, life_situation: { ...answer.life_situation, evidence: pieces } },
    profile,
    dropped,
  )

  expect(cleaned.life_situation).toEqual({ ...answer.life_situation, evidence: [good] })
  expect(cleaned.unsupported).toContain('life_situation.relationship_status')
  expect(dropped).toEqual({
    texts: {},
    evidence: { not_quoted: 1, unknown_post: 1, repeated: 1, unanswered: 1, empty: 1 },
  })
})

test('evidence that quotes what must not be told is dropped although the profile says so', () => {
  const dropped = nothingDropped()
  const evidence = [
    { field: 'has_children' as const, quote: 'Living with diabetes', post_id: null },
  ]

  const cleaned = cleanAnswer(
    { ...answer, life_situation: { ...answer.life_situation, evidence } },
    profile,
    dropped,
  )

  expect(cleaned.life_situation?.evidence).toEqual([])
  expect(dropped).toEqual({ texts: { health: 1 }, evidence: {} })
})

test('a topic that must not be told gives way to the next one', () => {
  const strayed = {
    ...answer.content,
    primary_topic: 'islam',
    secondary_topics: ['politics', 'pets', 'food'],
  }

  const cleaned = cleanAnswer({ ...answer, content: strayed }, profile, nothingDropped())

  expect(cleaned.content).toMatchObject({
    primary_topic: 'pets',
    secondary_topics: ['food'],
    evidence: [],
  })
  expect(cleaned.unsupported).toContain('content.primary_topic')
  const alone = { ...strayed, secondary_topics: [] }
  expect(
    cleanAnswer({ ...answer, content: alone }, profile, nothingDropped()).content,
  ).toMatchObject({
    primary_topic: 'other',
  })
})

/** Every place of an answer where a model writes freely, filled with a text. */
function filledWith(text: string): AIInsights {
  const quoted = { quote: text, post_id: null }
  return {
    life_situation: {
      ...answer.life_situation,
      evidence: [{ field: 'has_children', ...quoted }],
    },
    lifestyle: {
      ...answer.lifestyle,
      pet_types: [text],
      evidence: [{ field: 'has_pets', ...quoted }],
    },
    content: {
      ...answer.content,
      primary_topic: text,
      secondary_topics: [text],
      content_language: [text],
      evidence: [{ field: 'posts_in_russian', ...quoted }],
    },
    commercial: {
      ...answer.commercial,
      detected_brand_categories: [text],
      evidence: [{ field: 'ad_frequency', ...quoted }],
    },
    audience_inference: {
      ...answer.audience_inference,
      geo_mentions: [text],
      evidence: [{ field: 'geo_mentions', ...quoted }],
    },
    confidence: 0.5,
    notes: text,
  }
}

/** How many strings of the schema are free: neither an enumeration nor told by gramd itself. */
function freeTexts(schema: unknown): number {
  if (typeof schema !== 'object' || schema === null) return 0
  if ('type' in schema && 'enum' in schema) return 0
  const types = 'type' in schema ? [schema.type].flat() : []
  const own = types.includes('string') ? 1 : 0
  return own + Object.values(schema).reduce<number>((sum, each) => sum + freeTexts(each), 0)
}

test.for(['мусульманка', 'ақ саясат', 'she is pregnant'])(
  '%j is left in no text of an answer',
  (text) => {
    const dropped = nothingDropped()

    const cleaned = cleanAnswer(
      filledWith(text),
      quotedProfile(someFacts({ biography: text })),
      dropped,
    )

    expect(JSON.stringify(cleaned)).not.toContain(text)
    const planted = JSON.stringify(filledWith(text)).split(text).length - 1
    expect(Object.values(dropped.texts)).toEqual([planted])
    // A new free text has to be planted here, too; each evidence has two strings of which one is an id.
    const sections = 5
    const texts = freeTexts(AIInsights.toJSONSchema())
    expect(texts - sections - 1).toBe(planted)
  },
)

test('an answer to a prompt that asked for no evidence tells nothing of it', () => {
  const { evidence: _evidence, ...content } = answer.content
  const old = { content, confidence: 0.4, notes: null }
  expect(cleanAnswer(old, profile, nothingDropped())).toEqual(old)
})

test('others are called by @name in notes and quotes, so that who is erased can be found', () => {
  const named = { ...facts, mentions: ['friend'], biography: 'Mother of two, seen with friend' }
  const evidence = [{ field: 'has_children' as const, quote: 'seen with friend', post_id: null }]
  const told = { ...answer, notes: 'Often seen with friend.' }

  const cleaned = cleanAnswer(
    { ...told, life_situation: { ...answer.life_situation, evidence } },
    quotedProfile(named),
    nothingDropped(),
  )

  expect(cleaned.notes).toBe('Often seen with @friend.')
  expect(cleaned.life_situation?.evidence).toMatchObject([{ quote: 'seen with @friend' }])
})
