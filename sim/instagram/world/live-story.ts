import { createRandom, type Random } from '../random.ts'
import type { Creator, Identity } from './creator.ts'
import { linkOf, mentioned, type HighlightSource, type Story } from './highlight.ts'

/** The contents of a story that is ordered; usernames need not be creators of the world. */
export type StoryOrder = {
  isVideo?: boolean | undefined
  mentions?: readonly string[] | undefined
  links?: readonly string[] | undefined
  hashtags?: readonly string[] | undefined
  /** The question of a sticker. */
  question?: string | undefined
  /** Gone before its day ends: its creator deletes it at this world time (ms). */
  deletedAt?: number | undefined
}

/** An ordered story, published at world time `at` (ms). */
export type AddedStory = StoryOrder & { at: number }

/** A story that a profile shows for a day. */
export type LiveStory = Omit<Story, 'link' | 'place'> & {
  creator: Creator
  links: readonly string[]
  hashtags: readonly string[]
  question: string | null
  poll: { question: string; answers: readonly string[] } | null
}

export type LiveStorySource = Pick<HighlightSource, 'seed' | 'creators' | 'identity'>

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Ids above those of all stories in highlights. */
const LIVE_STORIES = 8_000_000_000_000_000_000n
const STORIES_PER_CREATOR = 4096n
/** Ordinals of ordered stories begin here. */
const ADDED = 64

const idOf = (index: number, ordinal: number): string =>
  String(LIVE_STORIES + BigInt(index) * STORIES_PER_CREATOR + BigInt(ordinal))

/** The creator of the live story with this id; null for any other id. */
export const authorOfLiveStory = (pk: string): number | null =>
  /^[89]\d{18}$/.test(pk) && BigInt(pk) >= LIVE_STORIES
    ? Number((BigInt(pk) - LIVE_STORIES) / STORIES_PER_CREATOR)
    : null

/** The stories that a profile shows at world time `at` (ms), oldest first. */
export function liveStories(source: LiveStorySource, creator: Creator, at: number): LiveStory[] {
  return [...originalStories(source, creator), ...addedStories(creator)].filter(
    ({ takenAt }) => takenAt.getTime() <= at && at - takenAt.getTime() < DAY,
  )

  function addedStories({ addedStories: added }: Creator): LiveStory[] {
    return added.flatMap((order, place) =>
      order.deletedAt !== undefined && order.deletedAt <= at
        ? []
        : [orderedStory(creator, order, place)],
    )
  }
}

/** One to four stories, the newest as old as the profile says, each other one an hour older. */
function originalStories(source: LiveStorySource, creator: Creator): LiveStory[] {
  const newest = creator.origin.latestStoryAt
  if (newest === null) return []
  const random = createRandom(source.seed, 'live stories', creator.index)
  const count = random.integer(1, 4)
  return Array.from({ length: count }, (_, place) =>
    drawnStory(source, creator, random, {
      place,
      takenAt: new Date(newest.getTime() - (count - 1 - place) * HOUR),
    }),
  )
}

function drawnStory(
  source: LiveStorySource,
  creator: Creator,
  random: Random,
  { place, takenAt }: { place: number; takenAt: Date },
): LiveStory {
  return {
    pk: idOf(creator.index, place),
    creator,
    takenAt,
    isVideo: random.chance(0.5),
    mentions: random.chance(0.3) ? [mentioned(source, random, creator)] : [],
    links: random.chance(0.2) ? [linkOf(random, creator).url] : [],
    hashtags: random.chance(0.2) ? [creator.topic.handle] : [],
    question: random.chance(0.1) ? 'Что показать в следующий раз?' : null,
    poll: random.chance(0.1) ? { question: 'Берём?', answers: ['Да 🔥', 'Нет'] } : null,
  }
}

function orderedStory(creator: Creator, order: AddedStory, place: number): LiveStory {
  return {
    pk: idOf(creator.index, ADDED + place),
    creator,
    takenAt: new Date(Math.floor(order.at / 1_000) * 1_000),
    isVideo: order.isVideo ?? false,
    mentions: (order.mentions ?? []).map((username, at): Identity => ({
      pk: String(4_000_000_000 + at),
      username,
      fullName: null,
    })),
    links: order.links ?? [],
    hashtags: order.hashtags ?? [],
    question: order.question ?? null,
    poll: null,
  }
}
