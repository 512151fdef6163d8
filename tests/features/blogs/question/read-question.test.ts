import { expect, test } from 'vitest'
import { CATEGORY_WORDS } from '../../../../src/features/blogs/question/category-words.ts'
import { conditionsOf, filterOf } from '../../../../src/features/blogs/question/conditions.ts'
import { createLexicon } from '../../../../src/features/blogs/question/lexicon.ts'
import { readPlaces } from '../../../../src/features/blogs/question/places.ts'
import { readQuestion } from '../../../../src/features/blogs/question/read-question.ts'

/** Words that a new database has. */
const SYNONYMS: readonly (readonly [string, string[]])[] = [
  ['parenting', ['mother', 'children', 'мама', 'ана', 'аналар']],
  ['music', ['певец', 'певица']],
  ['art', ['суретші']],
  ['travel', ['путешествия']],
]
const categories = createLexicon([
  ...SYNONYMS,
  ...Object.entries(CATEGORY_WORDS).map(
    ([name, words]) => [name, [name, ...words.split(', ')]] as const,
  ),
])
const read = (question: string) => readQuestion(question, { categories, places: readPlaces })
const filterFor = (question: string) => filterOf(conditionsOf(read(question), categories))

test.for<[string, Record<string, string>]>([
  ['mothers in Almaty 5k+', { about: 'parenting', city: 'Almaty', min_followers: '5000' }],
  ['mama almaty', { about: 'parenting', city: 'Almaty' }],
  ['parenting', { about: 'parenting' }],
  ['мамочки', { about: 'parenting' }],
  ['Алматыдағы аналар', { about: 'parenting', city: 'Almaty' }],
  ['алматыдагы аналар казакша', { about: 'parenting', city: 'Almaty', caption_language: 'kk' }],
  ['beauty 10k-100k', { about: 'beauty', min_followers: '10000', max_followers: '100000' }],
  ['от 10 до 50 тысяч', { min_followers: '10000', max_followers: '50000' }],
  ['10 мыңнан 50 мыңға дейін', { min_followers: '10000', max_followers: '50000' }],
  ['до 50 тысяч', { max_followers: '50000' }],
  ['100 мыңнан көп', { min_followers: '100000' }],
  ['5000-нан көп оқырманы бар', { min_followers: '5000' }],
  ['1,5 млн подписчиков', { min_followers: '1500000' }],
  ['10 000+', { min_followers: '10000' }],
  ['between 10k and 200k', { min_followers: '10000', max_followers: '200000' }],
  ['микроблогеры', { min_followers: '10000', max_followers: '100000' }],
  ['micro influencers', { min_followers: '10000', max_followers: '100000' }],
  ['қазақша', { caption_language: 'kk' }],
  ['на казахском', { caption_language: 'kk' }],
  ['kazakh speaking', { caption_language: 'kk' }],
  ['moms who post in Russian', { about: 'parenting', caption_language: 'ru' }],
  ['учителя английского', { about: 'languages' }],
  ['верифицированные певцы', { about: 'music', verified: 'true' }],
  ['отандық суретшілер', { about: 'art', country: 'KZ' }],
  ['koshka', { about: 'pets' }],
  ['puteshestviya', { about: 'travel' }],
  ['mamochki', { about: 'parenting' }],
  ['fitness moms', { about: 'parenting,fitness' }],
  ['подлодка', { q: 'подлодка or podlodka' }],
  ['podlodka', { q: 'podlodka or подлодка' }],
  ['мамы "детские вещи" -реклама', { about: 'parenting', q: '"детские вещи" -реклама' }],
  ['two children in 2024', { about: 'parenting', q: 'two 2024 or тво 2024' }],
  ['50k+ up to 10k', { min_followers: '50000' }],
  ['🙂🙂', {}],
  ['!!! ???', {}],
])('"%s" is read as %j', ([question, filter]) => {
  expect(filterFor(question)).toEqual(filter)
})

test('each reading has the words of the question that it came from', () => {
  const { question, readings } = read('  mothers in   Almaty 5k+ ')

  expect(question).toBe('mothers in Almaty 5k+')
  expect(readings.map(({ from, to }) => question.slice(from, to))).toEqual([
    'mothers',
    'Almaty',
    '5k+',
  ])
})

test('of a long text the first words are read', () => {
  const { question, isCut, left } = read('unheard '.repeat(500))

  expect([question.split(' ').length, isCut, left.length]).toEqual([40, true, 40])
  expect(filterFor('неслыханное '.repeat(500)).q?.length).toBeLessThanOrEqual(500)
})
