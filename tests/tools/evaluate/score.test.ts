import { expect, test } from '../../fixtures/test.ts'
import type { AIInsights } from '../../../src/features/analyze/insights.ts'
import { LABELLED_PROFILES } from '../../../tools/evaluate/profiles.ts'
import { agreementOf, compare } from '../../../tools/evaluate/score.ts'
import { categoryOf, TOPIC_WORDS } from '../../../tools/evaluate/topics.ts'
import { sensitiveKindOf } from '../../../src/features/analyze/sensitive-text.ts'

const LIFESTYLE = {
  has_car: null,
  car_class: null,
  travel_style: null,
  travels_frequently: null,
  has_pets: null,
  pet_types: [],
  has_real_estate: null,
  lifestyle_level: null,
}
type Lifestyle = NonNullable<AIInsights['lifestyle']>

const scoreOf = (answer: Partial<Lifestyle>, label: Partial<Lifestyle>) =>
  compare(
    { lifestyle: { ...LIFESTYLE, ...answer }, confidence: 1, notes: null },
    { lifestyle: label },
  ).map(({ field, score, verdict }) => [field, score, verdict])

test.for<[Partial<Lifestyle>, Partial<Lifestyle>, string, number, string]>([
  [{ has_car: true }, { has_car: true }, 'has_car', 1, 'agreed'],
  [{ has_car: false }, { has_car: true }, 'has_car', 0, 'wrong'],
  [{ has_car: true }, { has_car: null }, 'has_car', 0, 'invented'],
  [{ has_car: false }, { has_car: null }, 'has_car', 0, 'invented'],
  [{}, { has_car: false }, 'has_car', 0, 'missed'],
  [{}, { has_car: null }, 'has_car', 1, 'agreed'],
  [{ car_class: 'premium' }, { car_class: 'luxury' }, 'car_class', 0, 'wrong'],
  [{ pet_types: ['Dogs'] }, { pet_types: ['dog'] }, 'pet_types', 1, 'agreed'],
  // Of two named one is right, of one wanted one is named: F1 = 2/3.
  [{ pet_types: ['dog', 'cat'] }, { pet_types: ['dog'] }, 'pet_types', 2 / 3, 'wrong'],
  [{ pet_types: ['cat'] }, { pet_types: [] }, 'pet_types', 0, 'invented'],
  [{}, { pet_types: ['dog'] }, 'pet_types', 0, 'missed'],
])(
  'the answer %j to the label %j is scored in %s by %d: %s',
  ([answer, label, field, score, verdict]) => {
    expect(scoreOf(answer, label)).toEqual([[`lifestyle.${field}`, score, verdict]])
  },
)

test('a section that was not asked for is not scored, and no label gives no agreement', () => {
  expect(compare({ confidence: 1, notes: null }, { lifestyle: { has_car: true } })).toEqual([])
  expect(agreementOf([])).toMatchObject({ labelled: 0, agreement: null })
})

test('topics are compared by their category', () => {
  expect(categoryOf('Motherhood')).toBe('parenting')
  expect(categoryOf('dog training')).toBe('pets')
  expect(categoryOf('home_decor')).toBe('home')
  expect(categoryOf('tarot')).toBeNull()
})

test('the words of the evaluation’s categories mean the same to the categories that gramd ships', async ({
  db,
}) => {
  const names = await db.selectFrom('categories').select(['id', 'name']).execute()
  const nameOf = new Map(names.map(({ id, name }) => [id, name]))
  const words = await db
    .selectFrom('category_synonyms')
    .select(['synonym', 'category_id'])
    .execute()
  const shipped = new Map(
    words.map(({ synonym, category_id }) => [synonym, nameOf.get(category_id)]),
  )

  const ours = Object.entries(TOPIC_WORDS).flatMap(([category, list]) =>
    [category, ...list].map((word) => [word, category]),
  )

  expect(ours.map(([word = '']) => [word, shipped.get(word)])).toEqual(ours)
})

test('the set has eight profiles or more of each language, hostile and sensitive ones among them', () => {
  for (const language of ['ru', 'kk', 'en']) {
    const of = LABELLED_PROFILES.filter((each) => each.language === language)
    expect(of.length).toBeGreaterThanOrEqual(8)
    expect(new Set(of.map(({ kind }) => kind))).toEqual(new Set(['plain', 'hostile', 'sensitive']))
    const labels = of.flatMap((each) => Object.values(each.labels).flatMap(Object.values))
    expect(labels.filter((label) => label === null).length).toBeGreaterThan(20)
  }
  expect(new Set(LABELLED_PROFILES.map(({ id }) => id)).size).toBe(LABELLED_PROFILES.length)
  const topics = LABELLED_PROFILES.flatMap(({ labels }) => labels.content?.primary_topic ?? [])
  expect(topics.filter((topic) => categoryOf(topic) !== topic)).toEqual([])
})

test('each sensitive profile tells what the lists of terms find', () => {
  for (const { id, kind, facts } of LABELLED_PROFILES) {
    if (kind !== 'sensitive') continue
    expect([id, sensitiveKindOf(facts.biography ?? '')]).not.toEqual([id, null])
  }
})
