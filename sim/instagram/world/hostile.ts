import { generateCreator, type Creator, type CreatorSource, type Identity } from './creator.ts'
import { HOSTILE_CAPTION, HOSTILE_NAME, EMOJI_CAPTION, EMOJI_NAME } from './hostile-text.ts'
import type { WorldHighlight } from './highlight.ts'
import type { WorldPost } from './post.ts'

/** Creators that are difficult for a client, each in one way. */
export const HOSTILE_KINDS = [
  'zero_posts',
  'zero_followers',
  'zero_following',
  'zero_everything',
  'thousand_highlights',
  'right_to_left',
  'future_posts',
  'post_of_1970',
  'emoji_names',
  'huge_counts',
  'odd_username',
  'digits_username',
  'longest_username',
  'many_tags',
] as const
export type HostileKind = (typeof HOSTILE_KINDS)[number]

type Hostility = {
  username?: string
  creator?: Partial<Omit<Creator, 'username'>>
  post?: (
    post: WorldPost,
    world: { epoch: number; stranger(at: number): Identity },
  ) => Partial<WorldPost>
  highlight?: (highlight: WorldHighlight) => Partial<WorldHighlight>
}

const DAY = 86_400_000
const POSTS = 12
const HIGHLIGHTS = 3
/** More than a signed 32-bit number. */
const HUGE = 2 ** 31

const NOTHING = {
  followerCount: 0,
  followingCount: 0,
  mediaCount: 0,
  highlightCount: 0,
}

const HOSTILITIES: Record<HostileKind, Hostility> = {
  zero_posts: { creator: { mediaCount: 0 } },
  zero_followers: { creator: { followerCount: 0 } },
  zero_following: { creator: { followingCount: 0 } },
  zero_everything: {
    creator: {
      ...NOTHING,
      // Nothing is left after cleaning.
      fullName: '\0',
      biography: '\0 \ud83d',
      category: null,
      externalUrl: null,
      links: [],
      pictureId: null,
      latestStoryAt: null,
    },
  },
  thousand_highlights: {
    creator: { highlightCount: 1_000 },
    // Only the number is hostile; more stories would only cost time.
    highlight: ({ stories }) => ({ stories: stories.slice(0, 2) }),
  },
  right_to_left: {
    creator: { fullName: HOSTILE_NAME, biography: HOSTILE_CAPTION.text.slice(0, 150) },
    post: ({ place }) => ({
      caption: HOSTILE_CAPTION,
      place: place && { ...place, name: HOSTILE_NAME },
    }),
    highlight: () => ({ title: HOSTILE_NAME }),
  },
  future_posts: {
    post: ({ ordinal }, { epoch }) => ({ takenAt: futureOf(POSTS - ordinal, epoch) }),
  },
  post_of_1970: {
    post: ({ ordinal, takenAt }) => ({
      takenAt: ordinal < 3 ? new Date((ordinal - 1) * 1_000) : takenAt,
    }),
  },
  emoji_names: {
    creator: { fullName: EMOJI_NAME, biography: EMOJI_CAPTION.text },
    post: ({ place }) => ({ caption: EMOJI_CAPTION, place: place && { ...place, name: '🏝️' } }),
    highlight: () => ({ title: '❤️‍🔥' }),
  },
  huge_counts: {
    creator: { followerCount: HUGE + 5, followingCount: 2 ** 32 },
    post: ({ ordinal }) => ({
      // One maximum of the column, one unsafe integer, all others between.
      likeCount: ordinal === 1 ? HUGE - 1 : HUGE,
      commentCount: HUGE + ordinal,
      kind: 'reel',
      children: [],
      playCount: ordinal === 2 ? 2 ** 60 : 2 ** 40,
      viewCount: Number.MAX_SAFE_INTEGER,
      hidesCounts: false,
    }),
  },
  odd_username: { username: '_._odd..name.__' },
  digits_username: { username: '20260101' },
  longest_username: { username: `${'x_.'.repeat(9)}end` },
  many_tags: {
    post: (post, { stranger }) => taggedByMany(post, stranger),
  },
}

/** One day ahead, one year ahead, and the end of 32-bit seconds for the newest post. */
function futureOf(back: number, epoch: number): Date {
  if (back === 0) return new Date(2 ** 32 * 1_000)
  if (back === 1) return new Date(epoch + 365 * DAY)
  return new Date(epoch + (back === 2 ? 1 : -back) * DAY)
}

/** 200 people on a picture, or 20 on each of ten album pictures and some also on the album. */
function taggedByMany(post: WorldPost, stranger: (at: number) => Identity): Partial<WorldPost> {
  const people = Array.from({ length: 200 }, (_, at) => stranger(at))
  if (post.ordinal % 2 === 0) return { kind: 'photo', children: [], tagged: people }
  const children = Array.from({ length: 10 }, (_, at) => ({
    isVideo: at === 3,
    tagged: people.slice(at * 20, at * 20 + 20),
  }))
  return { kind: 'album', children, tagged: people.slice(30, 40) }
}

const hostileUsername = (kind: HostileKind): string =>
  HOSTILITIES[kind].username ?? `${kind}.hostile`

export const hostileCreators = (): Record<HostileKind, string> => {
  const names = {} as Record<HostileKind, string>
  for (const kind of HOSTILE_KINDS) names[kind] = hostileUsername(kind)
  return names
}

/** Hostile creators come after all others. Null for other names. */
export function hostileIndex(username: string, creators: number): number | null {
  const at = HOSTILE_KINDS.findIndex((kind) => hostileUsername(kind) === username)
  return at < 0 ? null : creators + at
}

/** Null for ordinary creators. */
export const hostilityAt = (index: number, creators: number): HostileKind | null =>
  HOSTILE_KINDS[index - creators] ?? null

/** A visible creator of moderate size, except for its hostility. */
export function hostileCreator(source: CreatorSource, index: number, kind: HostileKind): Creator {
  const creator = {
    ...generateCreator(source, index),
    isPrivate: false,
    isDeleted: false,
    hidesCounts: false,
    showsHighlights: true,
    followerCount: 5_000,
    mediaCount: POSTS,
    highlightCount: HIGHLIGHTS,
    daysBetweenPosts: 3,
    pinnedOrdinals: [],
    ...HOSTILITIES[kind].creator,
    username: hostileUsername(kind),
  }
  const { followerCount, mediaCount, highlightCount } = creator
  const { latestStoryAt } = creator
  return { ...creator, origin: { followerCount, mediaCount, highlightCount, latestStoryAt } }
}

export function hostilePost(
  kind: HostileKind,
  post: WorldPost,
  world: { epoch: number; stranger(at: number): Identity },
): WorldPost {
  return { ...post, ...HOSTILITIES[kind].post?.(post, world) }
}

export function hostileHighlight(kind: HostileKind, highlight: WorldHighlight): WorldHighlight {
  return { ...highlight, ...HOSTILITIES[kind].highlight?.(highlight) }
}
