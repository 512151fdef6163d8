import { createRandom, type Random } from '../random.ts'
import type { Creator, Identity } from './creator.ts'
import type { Ids } from './ids.ts'
import { placeOf, type Place } from './place.ts'
import { brandOf } from './post-details.ts'

/** A link of a story; the wire format may wrap it, and has two forms. */
type StoryLink = { url: string; form: 'sticker' | 'call_to_action' }

export type Story = {
  pk: string
  takenAt: Date
  isVideo: boolean
  mentions: readonly Identity[]
  place: Place | null
  link: StoryLink | null
}

export type WorldHighlight = {
  pk: string
  creator: Creator
  position: number
  title: string | null
  /** Some covers have no picture. */
  hasCover: boolean
  stories: readonly Story[]
}

export type HighlightSource = {
  seed: string
  shapes: boolean
  epoch: number
  creators: number
  ids: Ids
  identity(index: number): Identity
}

const DAY = 86_400_000
const STORY_EVERY = DAY / 4
/** This many highlights are a month apart, older ones a day: none is older than the platform. */
const MONTHLY = 60
/** Story ids are far above the post ids of any world. */
const STORIES = 3_500_000_000_000_000_000n
const STORIES_PER_HIGHLIGHT = 128n

/** `position` counts from 0, the newest of the original highlights. */
export function generateHighlight(
  source: HighlightSource,
  creator: Creator,
  position: number,
): WorldHighlight {
  const random = createRandom(source.seed, 'highlight', creator.index, position)
  const pk = source.ids.highlightPk(creator.index, position)
  const isUntitled = random.chance(0.03)
  const titles = creator.topic.highlights[creator.languages[0] ?? 'ru']
  const title = titles[position % titles.length] ?? ''
  const months = Math.min(position, MONTHLY)
  const days = 20 + 30 * months + (position - months) + random.integer(0, 20)
  const storyCount = random.integer(1, 25)
  const oldest = madeAt(source, creator, { position, days, storyCount })
  const stories = Array.from({ length: storyCount }, (_, at) => ({
    pk: String(STORIES + BigInt(pk) * STORIES_PER_HIGHLIGHT + BigInt(at)),
    takenAt: new Date(oldest + at * STORY_EVERY),
    isVideo: random.chance(0.5),
    mentions: random.chance(0.2) ? [mentioned(source, random, creator)] : [],
    place: random.chance(0.1) ? placeOf(random, creator, source.shapes) : null,
    link: random.chance(0.12) ? linkOf(random, creator) : null,
  }))
  return {
    pk,
    creator,
    position,
    title: isUntitled ? null : title + (position >= titles.length ? ` ${position}` : ''),
    hasCover: !(source.shapes && random.chance(0.04)),
    stories,
  }
}

/** Null for an id of no story. */
export const highlightOfStory = (pk: string): string | null =>
  /^\d{19}$/.test(pk) && BigInt(pk) >= STORIES
    ? String((BigInt(pk) - STORIES) / STORIES_PER_HIGHLIGHT)
    : null

/** World time (ms) of the first story. Added highlights end when they were added. */
function madeAt(
  { epoch }: HighlightSource,
  { highlightGrowth }: Creator,
  highlight: { position: number; days: number; storyCount: number },
): number {
  const { position, days, storyCount } = highlight
  const growth = highlightGrowth.findLast(({ after }) => position >= after)
  if (!growth) return epoch - days * DAY
  return Math.floor(growth.at / 1_000) * 1_000 - (storyCount - 1) * STORY_EVERY
}

/** A creator of the world, or a brand. */
export function mentioned(
  source: Pick<HighlightSource, 'identity' | 'creators'>,
  random: Random,
  creator: Creator,
): Identity {
  if (random.chance(0.4)) return source.identity(random.integer(0, source.creators - 1))
  return brandOf(random, creator)
}

export function linkOf(random: Random, creator: Creator): StoryLink {
  const path = random.token(6)
  const url = random.pick([
    `https://kaspi.kz/shop/p/${path}`,
    `https://taplink.cc/${path}?utm_source=instagram&utm_medium=story`,
    `https://wa.me/7701${random.integer(1_000_000, 9_999_999)}`,
    `https://${creator.city.latin}-event.kz/билет/${path}`,
  ])
  return { url: new URL(url).href, form: random.chance(0.8) ? 'sticker' : 'call_to_action' }
}
