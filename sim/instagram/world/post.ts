import { createRandom, type Random } from '../random.ts'
import { captionOf, type Caption } from './caption.ts'
import type { Creator, Identity } from './creator.ts'
import type { Ids } from './ids.ts'
import { postDetails, type PostDetails } from './post-details.ts'

export type PostKind = 'photo' | 'album' | 'reel' | 'video' | 'igtv' | 'unheard_of'

export type Place = {
  pk: string
  name: string
  /** The platform does not always say where a place is. */
  position: { lat: number; lng: number } | null
}

/** One post as it truly is. Counts are null when the creator hides them or the platform leaves them out. */
export type WorldPost = PostDetails & {
  pk: string
  creator: Creator
  /** 1 is the creator's oldest post, `mediaCount` the newest. */
  ordinal: number
  kind: PostKind
  caption: Caption | null
  likeCount: number | null
  commentCount: number | null
  /** Of reels. */
  playCount: number | null
  /** Of other videos; of reels a count of its own kind, where it is told at all. */
  viewCount: number | null
  /** Whether likes and views are hidden. */
  hidesCounts: boolean
  tagged: readonly Identity[]
  coauthors: readonly Identity[]
  place: Place | null
  takenAt: Date
  isPinned: boolean
}

export type PostSource = {
  seed: string
  shapes: boolean
  /** World time (ms) that ages count back from. */
  epoch: number
  ids: Ids
  identity(index: number): Identity
  creators: number
}

const DAY = 86_400_000
/** Beyond this many posts back, a trend has levelled off. */
const TREND_POSTS = 40
const TREND_PER_POST = { growing: -0.035, stable: 0, declining: 0.035 }

/** Generates a creator's post; `ordinal` is between 1 and `mediaCount`. */
export function generatePost(source: PostSource, creator: Creator, ordinal: number): WorldPost {
  const random = createRandom(source.seed, 'post', creator.index, ordinal)
  const kind = kindOf(random, creator, source.shapes)
  const stranger = (): Identity => source.identity(random.integer(0, source.creators - 1))
  const caption = random.chance(0.04) ? null : captionOf(random, creator, stranger)
  const age = Math.max(0, creator.origin.mediaCount - ordinal)
  const essentials = {
    pk: source.ids.postPk(creator.index, ordinal),
    creator,
    ordinal,
    kind,
    caption,
    ...counts(random, { creator, kind, age }, source.shapes),
    tagged: random.chance(0.15) ? [stranger()] : [],
    coauthors: random.chance(0.05) ? [stranger()] : [],
    place: random.chance(0.3) ? placeOf(random, creator, source.shapes) : null,
    takenAt: takenAt(source, creator, ordinal),
    isPinned: creator.pinnedOrdinals.includes(ordinal),
  }
  const isPaid = random.chance(0.06)
  const children = kind === 'album' ? random.integer(2, 10) : 0
  const isStill = kind === 'photo' || kind === 'album'
  const detailed = { creator, ordinal, children, isReel: kind === 'reel', isStill }
  return { ...essentials, ...postDetails(source, detailed, isPaid) }
}

/** A place of the creator's city; the same place always has the same id. */
export function placeOf(random: Random, creator: Creator, shapes: boolean): Place {
  const { city } = creator
  const at = random.integer(0, city.places.length - 1)
  const spread = (offset: number): number => Math.round(offset * 10_000) / 10_000
  const isUnplaced = random.chance(0.1)
  return {
    pk: String(240_000_000 + Math.round(city.lat * 1_000) * 100 + at),
    name: city.places[at] ?? city.name,
    position:
      shapes && isUnplaced
        ? null
        : { lat: spread(city.lat + at * 0.01), lng: spread(city.lng + at * 0.01) },
  }
}

function kindOf(random: Random, creator: Creator, shapes: boolean): PostKind {
  const roll = random.next()
  const rest = random.next()
  if (shapes && rest > 0.99) return 'unheard_of'
  if (roll < creator.reelShare) return 'reel'
  if (rest < 0.05) return 'video'
  if (rest < 0.08) return 'igtv'
  return rest < 0.5 ? 'album' : 'photo'
}

function counts(
  random: Random,
  post: { creator: Creator; kind: PostKind; age: number },
  shapes: boolean,
): Pick<WorldPost, 'likeCount' | 'commentCount' | 'playCount' | 'viewCount' | 'hidesCounts'> {
  const { creator, kind } = post
  const trend = Math.exp(TREND_PER_POST[creator.trend] * Math.min(post.age, TREND_POSTS))
  const boost = kind === 'reel' ? 1.25 : 1
  const noise = Math.exp(0.3 * random.normal())
  const engaged = creator.origin.followerCount * creator.engagementRate * trend * boost * noise
  const commentShare = 0.005 + 0.05 * random.next()
  const likes = Math.round(engaged * (1 - commentShare))
  const comments = Math.round(engaged * commentShare)
  const plays = Math.round(engaged / (0.03 + 0.05 * random.next()))
  const isHidden = random.chance(0.02) || creator.hidesCounts
  const isUncounted = random.chance(0.02)
  // Some reels tell views beside plays, and fewer of them; no draw of its own, so that all others stay as they are.
  const reelViews = shapes && plays % 3 === 0 ? Math.round(plays * 0.4) : null
  const views = kind === 'video' || kind === 'igtv' ? plays : kind === 'reel' ? reelViews : null
  return {
    hidesCounts: isHidden,
    likeCount: isHidden ? null : likes,
    commentCount: shapes && isUncounted ? null : comments,
    playCount: kind === 'reel' && !isHidden ? plays : null,
    viewCount: isHidden ? null : views,
  }
}

/** Posts keep their order because each strays less than one interval from its place. */
function takenAt(source: PostSource, creator: Creator, ordinal: number): Date {
  if (ordinal > creator.origin.mediaCount) return postedSince(creator, ordinal)
  const back = creator.origin.mediaCount - ordinal
  const stray = 0.8 * createRandom(source.seed, 'time', creator.index, ordinal).next()
  const days = creator.daysSinceLastPost + (back + stray) * creator.daysBetweenPosts
  // Whole seconds, as the platform tells time.
  return new Date(Math.floor((source.epoch - days * DAY) / 1_000) * 1_000)
}

const MINUTE = 60_000

/** The newest post of a growth is as old as the growth, the others a minute each before. */
function postedSince({ postGrowth }: Creator, ordinal: number): Date {
  const growth = postGrowth.find(({ count }) => ordinal <= count)
  if (!growth) throw new RangeError(`there is no post ${ordinal}`)
  return new Date(Math.floor((growth.at - (growth.count - ordinal) * MINUTE) / 1_000) * 1_000)
}
