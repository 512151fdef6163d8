import { draw } from './draw.ts'
import type { Propose } from './schema-sample.ts'
import { PLACE_WORDS, readSignals, TOPIC_WORDS, type Signals } from './signals.ts'

type Reader = (signals: Signals, chance: (name: string) => number) => readonly unknown[]

/** Names of a topic in other taxonomies. */
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

const CHILDREN =
  /реб[её]н|малыш|(?<!\p{L})дет[еия]|дочк|(?<!\p{L})сын(?:ок|а|у)(?!\p{L})|(?<!\p{L})бала(?!н)|\bbaby|\bkids|toddler|\bson\b|daughter|mother|мам[аыеуо]|материн|садик|школьник|первокласс|сәби|балабақша|ұлымыз|қызымыз/u
const AGE_GROUPS: readonly [string, RegExp][] = [
  ['baby', /малыш|новорожд|грудничк|сәби|\bbaby|newborn/u],
  ['toddler', /садик|балабақша|toddler|kindergarten/u],
  ['school', /школьник|первокласс|мектеп|school/u],
  ['teen', /подрост|жасөспірім|teen/u],
]
const MARRIED = /(?<!\p{L})муж(?:ем|а|у)?(?!\p{L})|супруг|күйеу|жұбай|husband|\bwife|married/u
const CARS = /автомобил|машин[аыу]|за рулём|за рулем|көлік|\bmy car|driving/u
const PETS: readonly [string, RegExp][] = [
  ['dog', /собак|күшік|щен(?:ок|к)|\bdogs?\b|puppy/u],
  ['cat', /кошк|котик|мысық|\bcats?\b|kitten/u],
]
const ADVERTS =
  /реклам|промокод|скидк|сотрудничеств|коллаборац|жарнама|#ad\b|promo ?code|sponsor|collab|partnership/u
const AFFILIATE = /ссылк[аи] в (?:био|шапке|профиле)|промокод|promo ?code|affiliate|discount code/u
const REAL_ESTATE = /квартир|свой дом|новосель|ипотек|пәтер|apartment|our house|mortgage/u

const PETS_WORDS = new RegExp(PETS.map(([, words]) => words.source).join('|'), 'u')
const AGE_WORDS = new RegExp(AGE_GROUPS.map(([, words]) => words.source).join('|'), 'u')
const YOUNG_PARENT = /молод(?:ая|ой) (?:мам|пап)|жас ана|young (?:mom|dad|parent)/u
const LUXURY = /люкс|премиум|luxury|five[- ]star/u
const FRUGAL = /бюджет|недорог|без лишних трат|budget|hostel|cost almost nothing/u
const TONES: readonly [string, RegExp][] = [
  ['humor', TOPIC_WORDS['humor'] ?? /юмор/u],
  ['educational', /разбираем|пошагово|как выбрать|простыми словами|қалай|кеңес|how to|honestly/u],
  ['inspirational', /нормально|начинается|объединяет|қуаныш|керемет|worth|pays off/u],
  ['positive', /люблю|счаст|отличн|вкусн|дәмді|love|best|tasty/u],
]

/** True if the texts say so; otherwise null if the schema allows it, else false. */
const whether = (said: boolean): readonly unknown[] => (said ? [true] : [null, false])
/** A known value, else null; no candidate if the schema allows neither. */
const orNull = (value: unknown): readonly unknown[] =>
  value === undefined ? [null] : [value, null]
const matching = (table: readonly [string, RegExp][], signals: Signals): string[] =>
  table.filter(([, words]) => signals.mentions(words)).map(([name]) => name)
const level = (signals: Signals): string | undefined =>
  signals.mentions(LUXURY) ? 'luxury' : signals.mentions(FRUGAL) ? 'budget' : undefined
const named = (topic: string): readonly string[] => [topic, ...(SYNONYMS[topic] ?? [])]
const isAbout = (topic: string, { topics }: Signals): boolean => topics.slice(0, 3).includes(topic)
const advertises = (signals: Signals): boolean => signals.posts(ADVERTS).saying > 0

/** Candidates for the properties of a creator's insights, best first. */
const READERS: Readonly<Record<string, Reader>> = {
  has_children: (s) => whether(s.mentions(CHILDREN)),
  children_age_group: (s) => orNull(matching(AGE_GROUPS, s)[0]),
  relationship_status: (s) => orNull(s.mentions(MARRIED) ? 'married' : undefined),
  is_young_parent: (s) => whether(s.mentions(YOUNG_PARENT)),
  has_car: (s) => whether(s.mentions(CARS)),
  car_class: (s) => orNull(s.mentions(CARS) && s.mentions(LUXURY) ? 'luxury' : undefined),
  travel_style: (s) => orNull(isAbout('travel', s) ? level(s) : undefined),
  travels_frequently: (s) => whether(s.topics[0] === 'travel'),
  has_pets: (s) => whether(matching(PETS, s).length > 0),
  pet_types: (s) => [matching(PETS, s)],
  has_real_estate: (s) => whether(s.mentions(REAL_ESTATE)),
  lifestyle_level: (s) => orNull(level(s)),
  primary_topic: (s) => [...named(s.topics[0] ?? 'lifestyle'), ...named('lifestyle'), 'other'],
  secondary_topics: (s) => [s.topics.slice(1, 4)],
  content_language: (s) => [s.languages, s.languages[0], null],
  content_tone: (s) => orNull(toneOf(s)),
  posts_in_russian: (s) => [s.languages.includes('ru')],
  posts_in_kazakh: (s) => [s.languages.includes('kk')],
  has_brand_collaborations: (s) => whether(advertises(s)),
  detected_brand_categories: (s) => [advertises(s) ? s.topics.slice(0, 1) : []],
  has_affiliate_links: (s) => whether(s.mentions(AFFILIATE)),
  ad_frequency: (s) => orNull(advertises(s) ? adFrequency(s) : undefined),
  estimated_audience_gender: (s) => [audienceGender(s)],
  // A creator's texts do not reveal the age of its readers.
  estimated_audience_age: () => [null, 'mixed'],
  estimated_audience_geo: (s) => orNull(audienceGeo(s)),
  geo_mentions: (s) => [s.places],
  confidence: (s, chance) => [confidenceIn(s, chance('confidence'))],
  notes: (s) => [notesOf(s)],
}

/** The words or the language that support an answer. */
const GROUNDS: Readonly<Record<string, (signals: Signals) => RegExp | string | undefined>> = {
  has_children: () => CHILDREN,
  children_age_group: () => AGE_WORDS,
  is_young_parent: () => YOUNG_PARENT,
  relationship_status: () => MARRIED,
  has_car: () => CARS,
  car_class: () => LUXURY,
  travel_style: (s) => (s.mentions(LUXURY) ? LUXURY : FRUGAL),
  travels_frequently: () => TOPIC_WORDS['travel'],
  has_pets: () => PETS_WORDS,
  pet_types: () => PETS_WORDS,
  has_real_estate: () => REAL_ESTATE,
  lifestyle_level: (s) => (s.mentions(LUXURY) ? LUXURY : FRUGAL),
  primary_topic: (s) => TOPIC_WORDS[s.topics[0] ?? ''],
  secondary_topics: (s) => TOPIC_WORDS[s.topics[1] ?? ''],
  content_language: (s) => s.languages[0],
  content_tone: (s) => TONES.find(([tone]) => tone === toneOf(s))?.[1],
  posts_in_russian: (s) => (s.languages.includes('ru') ? 'ru' : s.languages[0]),
  posts_in_kazakh: (s) => (s.languages.includes('kk') ? 'kk' : s.languages[0]),
  has_brand_collaborations: () => ADVERTS,
  detected_brand_categories: () => ADVERTS,
  ad_frequency: () => ADVERTS,
  has_affiliate_links: () => AFFILIATE,
  estimated_audience_gender: (s) => TOPIC_WORDS[s.topics[0] ?? ''],
  estimated_audience_geo: (s) =>
    s.languages.includes('kk') ? 'kk' : PLACE_WORDS[s.places[0] ?? ''],
  geo_mentions: (s) => PLACE_WORDS[s.places[0] ?? ''],
}

/** A quote for every answered field, with its post. */
function evidenceFor(signals: Signals, chance: (name: string) => number): unknown[] {
  return Object.entries(READERS).flatMap(([field, read]) => {
    const [value] = read(signals, chance)
    const ground = GROUNDS[field]?.(signals)
    const quote = ground === undefined ? undefined : signals.quote(ground)
    const isSilent = value === null || (Array.isArray(value) && value.length === 0)
    return isSilent || !quote ? [] : [{ field, quote: quote.text, post_id: quote.postId }]
  })
}

/** Proposals for a creator's insights, from the text of a request; `key` seeds random choices. */
export function creatorInsights(text: string, key: string): Propose {
  const signals = readSignals(text)
  const chance = (name: string): number => draw(key, name)
  let evidence: unknown[] | undefined
  return (property) =>
    property === 'evidence'
      ? [(evidence ??= evidenceFor(signals, chance))]
      : (READERS[property]?.(signals, chance) ?? [])
}

const toneOf = (signals: Signals): string | undefined =>
  signals.topics[0] === 'humor' ? 'humor' : matching(TONES.slice(1), signals)[0]

/** The number of adverts among the posts. */
function adFrequency(signals: Signals): string {
  const { saying, of } = signals.posts(ADVERTS)
  if (saying <= of / 20) return 'rare'
  return saying <= of / 5 ? 'moderate' : 'frequent'
}

/** Grows with the evidence for the topic; 0.55 to 0.97. */
function confidenceIn({ topicMentions }: Signals, chance: number): number {
  const support = Math.min(1, topicMentions / 30)
  return Math.round((0.55 + 0.32 * support + 0.1 * chance) * 100) / 100
}

function audienceGender(signals: Signals): string {
  const [topic = ''] = signals.topics
  if (['motherhood', 'beauty', 'fashion', 'home'].includes(topic)) return 'mostly_female'
  return ['cars', 'technology'].includes(topic) ? 'mostly_male' : 'mixed'
}

/** The country of the mentioned places; Kazakh text is for readers in Kazakhstan. */
function audienceGeo({ languages, places }: Signals): string | undefined {
  const known = Object.entries(COUNTRIES).find(([, cities]) =>
    cities.some((c) => places.includes(c)),
  )
  return languages.includes('kk') ? 'kz' : known?.[0]
}

function notesOf(signals: Signals): string {
  const topic = signals.topics[0] ?? 'lifestyle'
  const languages = signals.languages.join(', ') || 'no clear language'
  return `Mostly posts about ${topic}, written in ${languages}.`
}
