import { draw, pick } from './draw.ts'
import type { Propose } from './schema-sample.ts'
import { readSignals, type Signals } from './signals.ts'

type Reader = (signals: Signals, chance: (name: string) => number) => readonly unknown[]

/** Other names that a taxonomy may have for a topic. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  motherhood: ['parenting', 'family', 'kids', 'mom_blog'],
  food: ['cooking', 'food_and_drink'],
  travel: ['travelling'],
  beauty: ['cosmetics', 'beauty_and_care'],
  fitness: ['sport', 'sports', 'health'],
  fashion: ['style', 'clothing'],
  business: ['entrepreneurship', 'finance', 'marketing'],
  home: ['home_and_garden', 'interior', 'home_decor'],
  pets: ['animals'],
  cars: ['auto', 'automotive'],
  technology: ['tech', 'gadgets'],
  humor: ['entertainment', 'comedy'],
}
const COUNTRIES: Readonly<Record<string, readonly string[]>> = {
  kz: ['Almaty', 'Astana', 'Shymkent', 'Karaganda', 'Aktobe', 'Atyrau', 'Taraz', 'Aktau'],
  uz: ['Tashkent', 'Samarkand'],
  ru: ['Moscow', 'Saint Petersburg'],
}
const LEVELS = ['budget', 'middle', 'premium', 'luxury'] as const

const CHILDREN =
  /реб[её]н|малыш|(?<!\p{L})дет[еия]|дочк|(?<!\p{L})сын(?:ок|а|у)(?!\p{L})|(?<!\p{L})бала(?!н)|\bbaby|\bkids|toddler|\bson\b|daughter|mother|мам[аыеуо]|материн/u
const AGE_GROUPS: readonly [string, RegExp][] = [
  ['baby', /малыш|новорожд|грудничк|сәби|\bbaby|newborn/u],
  ['toddler', /садик|балабақша|toddler|kindergarten/u],
  ['school', /школьник|первокласс|мектеп|school/u],
  ['teen', /подрост|жасөспірім|teen/u],
]
const MARRIED = /(?<!\p{L})муж(?:ем|а|у)?(?!\p{L})|супруг|күйеу|жұбай|husband|\bwife|married/u
const CARS = /автомобил|машин[аыу]|за рулём|за рулем|көлік|\bmy car|driving/u
const PETS: readonly [string, RegExp][] = [
  ['dog', /собак|щен(?:ок|к)|\bdogs?\b|puppy/u],
  ['cat', /кошк|котик|мысық|\bcats?\b|kitten/u],
]
const ADVERTS =
  /реклам|промокод|скидк|сотрудничеств|коллаборац|жарнама|#ad\b|promo ?code|sponsor|collab|partnership/u
const AFFILIATE = /ссылк[аи] в (?:био|шапке|профиле)|промокод|promo ?code|affiliate|discount code/u
const REAL_ESTATE = /квартир|свой дом|новосель|ипотек|пәтер|apartment|our house|mortgage/u

/** True where the texts say so; where they do not, null if the schema allows it, else false. */
const whether = (said: boolean): readonly unknown[] => (said ? [true] : [null, false])
/** A known value, else null; nothing when the schema allows neither. */
const orNull = (value: unknown): readonly unknown[] =>
  value === undefined ? [null] : [value, null]
const matching = (table: readonly [string, RegExp][], signals: Signals): string[] =>
  table.filter(([, words]) => signals.mentions(words)).map(([name]) => name)
const level = (chance: number): string =>
  LEVELS[Math.min(3, Math.floor(chance ** 2 * 4))] ?? 'budget'
const named = (topic: string): readonly string[] => [topic, ...(SYNONYMS[topic] ?? [])]

/** By property name, what the model says of a creator: candidates, best first. */
const READERS: Readonly<Record<string, Reader>> = {
  has_children: (s) => whether(s.mentions(CHILDREN)),
  children_age_group: (s) => orNull(matching(AGE_GROUPS, s)[0]),
  relationship_status: (s) => orNull(s.mentions(MARRIED) ? 'married' : undefined),
  is_young_parent: (s, chance) =>
    s.mentions(CHILDREN) ? [chance('young_parent') < 0.5] : [null, false],
  has_car: (s) => whether(s.mentions(CARS)),
  car_class: (s, chance) => orNull(s.mentions(CARS) ? level(chance('car')) : undefined),
  travel_style: (s, chance) =>
    orNull(s.topics.includes('travel') ? level(chance('travel')) : undefined),
  travels_frequently: (s) => whether(s.topics.slice(0, 3).includes('travel')),
  has_pets: (s) => whether(matching(PETS, s).length > 0),
  pet_types: (s) => [matching(PETS, s)],
  has_real_estate: (s) => whether(s.mentions(REAL_ESTATE)),
  lifestyle_level: (_, chance) => [level(chance('lifestyle'))],
  primary_topic: (s) => [...named(s.topics[0] ?? 'lifestyle'), ...named('lifestyle'), 'other'],
  secondary_topics: (s) => [s.topics.slice(1, 4)],
  content_language: (s) => [s.languages, s.languages[0], null],
  content_tone: (s, chance) => [toneOf(s, chance('tone'))],
  posts_in_russian: (s) => [s.languages.includes('ru')],
  posts_in_kazakh: (s) => [s.languages.includes('kk')],
  has_brand_collaborations: (s) => whether(s.mentions(ADVERTS)),
  detected_brand_categories: (s) => [s.mentions(ADVERTS) ? s.topics.slice(0, 2) : []],
  has_affiliate_links: (s) => whether(s.mentions(AFFILIATE)),
  ad_frequency: (s, chance) =>
    orNull(
      s.mentions(ADVERTS)
        ? pick(['rare', 'moderate', 'frequent'], chance('advert_share'))
        : undefined,
    ),
  estimated_audience_gender: (s) => [audienceGender(s)],
  estimated_audience_age: (_, chance) => [
    pick(['18-24', '25-34', '25-34', '35-44', 'mixed'], chance('audience_age')),
  ],
  estimated_audience_geo: (s) => [audienceGeo(s)],
  geo_mentions: (s) => [s.places],
  confidence: (_, chance) => [Math.round((0.55 + 0.42 * chance('confidence')) * 100) / 100],
  notes: (s) => [notesOf(s)],
}

/** The words that speak for an answer to a field; for the others any words of the profile do. */
const GROUNDS: Readonly<Record<string, RegExp>> = {
  has_children: CHILDREN,
  is_young_parent: CHILDREN,
  relationship_status: MARRIED,
  has_car: CARS,
  car_class: CARS,
  has_real_estate: REAL_ESTATE,
  has_brand_collaborations: ADVERTS,
  ad_frequency: ADVERTS,
  has_affiliate_links: AFFILIATE,
}

/** A quote for every field that is answered. */
function evidenceFor(signals: Signals, chance: (name: string) => number): unknown[] {
  return Object.entries(READERS).flatMap(([field, read]) => {
    const [value] = read(signals, chance)
    const quote = signals.quote(GROUNDS[field])
    const isSilent = value === null || (Array.isArray(value) && value.length === 0)
    return isSilent || quote === undefined ? [] : [{ field, quote, post_id: null }]
  })
}

/** Proposals for the properties of a creator's insights, read from the text of a request. `key` settles what is left to chance. */
export function creatorInsights(text: string, key: string): Propose {
  const signals = readSignals(text)
  const chance = (name: string): number => draw(key, name)
  let evidence: unknown[] | undefined
  return (property) =>
    property === 'evidence'
      ? [(evidence ??= evidenceFor(signals, chance))]
      : (READERS[property]?.(signals, chance) ?? [])
}

function toneOf(signals: Signals, chance: number): string {
  if (signals.topics[0] === 'humor') return 'humor'
  if (signals.topics[0] === 'education') return 'educational'
  return pick(['positive', 'positive', 'neutral', 'inspirational'], chance) ?? 'positive'
}

function audienceGender(signals: Signals): string {
  const [topic = ''] = signals.topics
  if (['motherhood', 'beauty', 'fashion', 'home'].includes(topic)) return 'mostly_female'
  return ['cars', 'technology'].includes(topic) ? 'mostly_male' : 'mixed'
}

/** The country of the places that are mentioned; Kazakh is written for readers in Kazakhstan. */
function audienceGeo({ languages, places }: Signals): string {
  const known = Object.entries(COUNTRIES).find(([, cities]) =>
    cities.some((c) => places.includes(c)),
  )
  return languages.includes('kk') ? 'kz' : (known?.[0] ?? 'cis_mixed')
}

function notesOf(signals: Signals): string {
  const topic = signals.topics[0] ?? 'lifestyle'
  const languages = signals.languages.join(', ') || 'no clear language'
  return `Mostly posts about ${topic}, written in ${languages}.`
}
