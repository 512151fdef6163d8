import { createRandom, type Random } from '../random.ts'
import { captionOf, type Caption } from './caption.ts'
import type { Creator, Identity } from './creator.ts'
import type { Ids } from './ids.ts'
import { placeOf, type Place } from './place.ts'
import { postDetails, type PostDetails } from './post-details.ts'

export type PostKind = 'photo' | 'album' | 'reel' | 'video' | 'igtv' | 'unheard_of'

/** One post. Counts are null if the creator hides them or the platform omits them. */
export type WorldPost = PostDetails & {
  pk: string
  creator: Creator
  /** 1 is the creator's oldest post, `mediaCount` the newest. */
  ordinal: number
  kind: PostKind
  caption: Caption | null
  likeCount: number | null
  commentCount: number | null
  playCount: number | null
  /** The views of other videos; some reels have a view count too, which counts differently. */
  viewCount: number | null
  /** Whether likes are hidden; plays and views stay visible. */
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
  /** World time (ms) that ages are relative to. */
  epoch: number
  ids: Ids
  identity(index: number): Identity
  creators: number
}

const DAY = 86_400_000
/** A trend ends this many posts back. */
const TREND_POSTS = 40
const TREND_PER_POST = { growing: -0.035, stable: 0, declining: 0.035 }

/** `ordinal` is between 1 and `mediaCount`. */
export function generatePost(source: PostSource, creator: Creator, ordinal: number): WorldPost {
  const random = createRandom(source.seed, 'post', creator.index, ordinal)
  const kind = kindOf(random, creator, source.shapes)
  const stranger = (): Identity => source.identity(random.integer(0, source.creators - 1))
  const caption = random.chance(0.04) ? null : captionOf(source, creator, ordinal, stranger)
  const age = Math.max(0, creator.origin.mediaCount - ordinal)
  const essentials = {
    pk: source.ids.postPk(creator.index, ordinal),
    creator,
    ordinal,
    kind,
    caption,
    ...counts(random, { creator, kind, age }, source.shapes),
    tagged: random.chance(0.15) ? [stranger()] : [],
    coauthors: (random.chance(0.05) ? [stranger()] : []).filter(({ pk }) => pk !== creator.pk),
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
  // Some reels have views besides plays, and fewer of them; it uses no random number, so that later
  // draws stay the same.
  const reelViews = shapes && plays % 3 === 0 ? Math.round(plays * 0.4) : null
  const views = kind === 'video' || kind === 'igtv' ? plays : kind === 'reel' ? reelViews : null
  return {
    hidesCounts: isHidden,
    likeCount: isHidden ? null : likes,
    commentCount: shapes && isUncounted ? null : comments,
    playCount: kind === 'reel' ? plays : null,
    viewCount: views,
  }
}

/** Posts keep their order, because the random shift is below one interval. */
function takenAt(source: PostSource, creator: Creator, ordinal: number): Date {
  const growth = creator.postGrowth.findLast(({ after }) => ordinal > after)
  if (growth) return wholeSeconds(growth.at - (growth.count - ordinal) * growth.everyMs)
  const back = creator.origin.mediaCount - ordinal
  const stray = 0.8 * createRandom(source.seed, 'time', creator.index, ordinal).next()
  const days = creator.daysSinceLastPost + (back + stray) * creator.daysBetweenPosts
  return wholeSeconds(source.epoch - days * DAY)
}

/** The platform's times are whole seconds. */
const wholeSeconds = (ms: number): Date => new Date(Math.floor(ms / 1_000) * 1_000)
