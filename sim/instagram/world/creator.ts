import { createRandom, type Random } from '../random.ts'
import { CITIES, type City } from './cities.ts'
import { creatorDetails, type CreatorDetails, type DetailsSource } from './creator-details.ts'
import type { Ids } from './ids.ts'
import type { AddedStory } from './live-story.ts'
import { personaOf, spelledName, type Persona } from './persona.ts'
import type { ScriptedPost } from './scripted.ts'
import { spoken, TOPICS, type Language, type Topic } from './topics.ts'

type Trend = 'growing' | 'stable' | 'declining'

/**
 * At world time `at` (ms) the posts or highlights after the first `after` grew to `count`; the
 * newest is as old as the growth, each other one `everyMs` older.
 */
export type Growth = { after: number; count: number; at: number; everyMs: number }

/** One creator of the world. Null if the platform omits it. */
export type Creator = CreatorDetails & {
  index: number
  pk: string
  username: string
  fullName: string | null
  biography: string | null
  topic: Topic
  city: City
  languages: readonly Language[]
  persona: Persona
  isPrivate: boolean
  /** Hidden from our accounts: `age` shows a gated profile with zeros, `region` refuses it too. */
  restriction: 'age' | 'region' | null
  isDeleted: boolean
  isVerified: boolean | null
  isBusiness: boolean | null
  category: string | null
  followerCount: number
  followingCount: number | null
  mediaCount: number
  highlightCount: number
  trend: Trend
  hidesCounts: boolean
  /** Median (likes + comments) / followers of a post. */
  engagementRate: number
  daysBetweenPosts: number
  daysSinceLastPost: number
  reelShare: number
  /** Pinned posts in their displayed order; 1 is the oldest post. */
  pinnedOrdinals: readonly number[]
  /** The original counts: the counts of old posts do not change with the creator. */
  origin: {
    followerCount: number
    mediaCount: number
    highlightCount: number
    latestStoryAt: Date | null
  }
  /** Later growth, oldest first. */
  postGrowth: readonly Growth[]
  highlightGrowth: readonly Growth[]
  /** Posts by script that can be seen now, newest first; `mediaCount` includes them. */
  scripted: readonly ScriptedPost[]
  /** Later stories, oldest first. */
  addedStories: readonly AddedStory[]
}

export type CreatorSource = DetailsSource & { ids: Ids }

/** The facts about a creator that mentions and tags show; cheap to generate. */
export type Identity = { pk: string; username: string; fullName: string | null }

const DAYS_OF_INSTAGRAM = 3650

/** Topic and city follow from the index, so that the creators of a hashtag can be enumerated. */
const topicOf = (index: number): Topic => itemAt(TOPICS, index % TOPICS.length)
const cityOf = (index: number): City =>
  itemAt(CITIES, Math.floor(index / TOPICS.length) % CITIES.length)

const personaAt = (seed: string, index: number): Persona =>
  personaOf(seed, index, { topic: topicOf(index), city: cityOf(index) })

/** Ends in the index, by which a username finds its creator. */
export function usernameOf(seed: string, index: number): string {
  const random = createRandom(seed, 'username', index)
  const { first, last } = personaAt(seed, index)
  const second = random.pick([last.latin, cityOf(index).latin, topicOf(index).handle])
  return `${first.latin}${random.pick(['_', '.', ''])}${second}${random.pick(['_', '.'])}${index}`
}

/** The index at the end of a username; the caller compares the rest. */
export function indexOfUsername(username: string): number | null {
  const digits = /[._](\d{1,12})$/.exec(username)?.[1]
  return digits === undefined ? null : Number(digits)
}

export function identityOf(source: CreatorSource, index: number): Identity {
  const { seed } = source
  return {
    pk: source.ids.creatorPk(index),
    username: usernameOf(seed, index),
    fullName: fullNameOf(seed, index),
  }
}

/** The same source and index always generate the same creator. */
export function generateCreator(source: CreatorSource, index: number): Creator {
  const random = createRandom(source.seed, 'creator', index)
  const topic = topicOf(index)
  const city = cityOf(index)
  const followerCount = followers(random)
  const mediaCount = posts(random)
  const highlightCount = highlights(random)
  random.next() // unused; keeps the later draws of this stream
  const persona = personaAt(source.seed, index)
  const { languages } = persona
  // Drawn even without shapes, so that switching them off changes nothing else.
  const missing = { verified: random.chance(0.02), business: random.chance(0.02) }
  const isBusiness = random.chance(0.35)
  const followingCount = random.integer(20, 1900)
  const unless = <T>(isMissing: boolean, value: T): T | null =>
    source.shapes && isMissing ? null : value
  const daysBetweenPosts = Math.min(
    7 / Math.exp(0.9 + 0.7 * random.normal()),
    DAYS_OF_INSTAGRAM / Math.max(mediaCount, 1),
  )
  const essentials = {
    index,
    ...identityOf(source, index),
    biography: biographyOf(random, { topic, city, persona }),
    topic,
    city,
    languages,
    persona,
    isPrivate: random.chance(0.06),
    restriction: null,
    isDeleted: random.chance(0.02),
    isVerified: unless(missing.verified, random.chance(followerCount > 100_000 ? 0.4 : 0.01)),
    isBusiness: unless(missing.business, isBusiness),
    category: isBusiness && random.chance(0.85) ? topic.category : null,
    externalUrl: random.chance(0.4) ? `https://taplink.cc/${random.token(8)}` : null,
    followerCount,
    followingCount: unless(random.chance(0.01), followingCount),
    mediaCount,
    highlightCount,
    trend: random.pick(['growing', 'stable', 'stable', 'declining'] as const),
    hidesCounts: random.chance(0.05),
    engagementRate: medianEngagement(followerCount) * Math.exp(0.35 * random.normal()),
    daysBetweenPosts,
    daysSinceLastPost: 4.1 + random.next() * (random.chance(0.05) ? 200 : 6),
    reelShare: 0.15 + 0.6 * random.next(),
    pinnedOrdinals: pinned(random, mediaCount),
  }
  const details = creatorDetails(source, essentials)
  const { latestStoryAt } = details
  return {
    ...essentials,
    ...details,
    origin: { followerCount, mediaCount, highlightCount, latestStoryAt },
    postGrowth: [],
    highlightGrowth: [],
    scripted: [],
    addedStories: [],
  }
}

function itemAt<T>(list: readonly T[], at: number): T {
  const item = list[at]
  if (item === undefined) throw new RangeError(`there is no item ${at} in a list of ${list.length}`)
  return item
}

function fullNameOf(seed: string, index: number): string | null {
  const random = createRandom(seed, 'full name', index)
  if (random.chance(0.05)) return null
  const persona = personaAt(seed, index)
  const [first, last] = [persona.first, persona.last].map((name) => spelledName(persona, name))
  const city = cityOf(index)
  return random.pick([
    `${first} ${last}`,
    `${first} ${last} ${random.pick(topicOf(index).emoji)}`,
    `${first} | ${first === persona.first.native ? city.name : titled(city.latin)}`,
    `${first}`,
  ])
}

const titled = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`

function biographyOf(
  random: Random,
  { topic, city, persona }: Pick<Creator, 'topic' | 'city' | 'persona'>,
): string | null {
  if (random.chance(0.06)) return null
  const language = random.pick(persona.languages)
  const lines = [
    `${random.pick(topic.emoji)} ${spoken(topic.bio[language], persona.gender)}`,
    `📍 ${language === 'en' ? titled(city.latin) : city.name}`,
    random.pick(CONTACT[language]),
  ]
  return lines.slice(0, random.integer(1, 3)).join('\n')
}

const CONTACT: Record<Language, readonly string[]> = {
  ru: ['Сотрудничество в директ', 'По вопросам рекламы: WhatsApp', 'Пишите в директ'],
  kk: ['Жарнама: Direct', 'Ұсыныстар: WhatsApp', 'Сұрақтар директке'],
  en: ['collab ⬇️', 'DM for work', 'questions in DM'],
}

/** A fifth below 1,000, most between 1,000 and 100,000, one in fifty above a million. */
function followers(random: Random): number {
  const roll = random.next()
  const within = (from: number, to: number): number =>
    Math.round(from * (to / from) ** random.next())
  if (roll < 0.2) return within(40, 999)
  if (roll < 0.63) return within(1_000, 10_000)
  if (roll < 0.9) return within(10_000, 100_000)
  if (roll < 0.98) return within(100_000, 1_000_000)
  return within(1_000_000, 9_000_000)
}

function posts(random: Random): number {
  const roll = random.next()
  if (roll < 0.02) return 0
  if (roll < 0.08) return random.integer(1, 4)
  return Math.min(2_000, Math.max(5, Math.round(Math.exp(4.8 + 0.9 * random.normal()))))
}

/** A fifth has none, three quarters have 1 to 8, the rest up to 30: about four on average. */
function highlights(random: Random): number {
  const roll = random.next()
  if (roll < 0.2) return 0
  return roll < 0.96 ? random.integer(1, 8) : random.integer(9, 30)
}

/** Engagement falls with reach, as yearly benchmarks of the industry show; rounded. */
function medianEngagement(followerCount: number): number {
  if (followerCount < 1_000) return 0.07
  if (followerCount < 10_000) return 0.04
  if (followerCount < 100_000) return 0.022
  return followerCount < 1_000_000 ? 0.014 : 0.01
}

function pinned(random: Random, mediaCount: number): number[] {
  if (mediaCount < 3 || !random.chance(0.3)) return []
  const count = random.integer(1, 3)
  const ordinals = new Set<number>()
  while (ordinals.size < Math.min(count, mediaCount - 1))
    ordinals.add(random.integer(1, mediaCount))
  return [...ordinals]
}
