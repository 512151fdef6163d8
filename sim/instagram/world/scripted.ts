import { hash32 } from '../random.ts'
import type { Caption } from './caption.ts'
import type { Creator, Identity } from './creator.ts'
import type { Ids } from './ids.ts'
import type { WorldPost } from './post.ts'

/** Times are world time (ms). */
export type PostScript = {
  kind: 'photo' | 'album' | 'reel'
  takenAt: number
  caption: string
  /** Counts of the post after a month; a photo and an album have no plays. */
  likes: number
  comments: number
  plays?: number | undefined
  /** Later wordings of the caption, oldest first. */
  edits?: readonly { at: number; caption: string }[] | undefined
  /** Usernames. */
  coauthors?: readonly string[] | undefined
  tagged?: readonly string[] | undefined
  /** Tagged on the second picture of an album. */
  taggedOnSecond?: readonly string[] | undefined
  /** The partners of the platform's label "Paid partnership"; none: without the label. */
  sponsors?: readonly string[] | undefined
  /** The label is there from and until then; always by default. */
  labelFrom?: number | undefined
  labelUntil?: number | undefined
  /** The post was deleted or archived then. */
  goneFrom?: number | undefined
  commentsOffFrom?: number | undefined
  hidesLikes?: boolean | undefined
}

/** A script with its place among the posts of its creator. */
export type ScriptedPost = { script: PostScript; ordinal: number }

/** The posts that creators publish by scripts, beside those that follow from the seed. */
export type Scripts = {
  add(creator: Pick<Creator, 'index'>, script: PostScript): ScriptedPost
  /** The scripts that can be seen at a world time (ms), newest first. */
  visible(index: number, at: number): readonly ScriptedPost[]
  /** Removes the scripts of a creator, or all. */
  clear(index?: number): void
}

/** Above the ordinals of generated posts, and below the last that an id has room for. */
const FIRST_ORDINAL = 60_001
/** The share of its counts that a post lacks falls by the factor e in so many days. */
const GROWTH_DAYS = 2.5
const DAY = 86_400_000
const SONGLESS = { music: null, place: null, viewCount: null, isPinned: false } as const

export function createScripts(): Scripts {
  const scripts = new Map<number, ScriptedPost[]>()
  return {
    add({ index }, script) {
      const earlier = scripts.get(index) ?? []
      const added = { script, ordinal: FIRST_ORDINAL + earlier.length }
      scripts.set(index, [...earlier, added])
      return added
    },
    visible: (index, at) =>
      (scripts.get(index) ?? [])
        .filter(({ script }) => script.takenAt <= at && at < (script.goneFrom ?? Infinity))
        .toSorted((a, b) => b.script.takenAt - a.script.takenAt || b.ordinal - a.ordinal),
    clear(index) {
      if (index === undefined) scripts.clear()
      else scripts.delete(index)
    },
  }
}

type Surroundings = {
  creator: Creator
  at: number
  ids: Ids
  identity: (username: string) => Identity
}

/** The post as the platform shows it at a world time (ms). */
export function scriptedPost({ script, ordinal }: ScriptedPost, around: Surroundings): WorldPost {
  const { creator, at, ids, identity } = around
  const all = (names: readonly string[] = []): Identity[] => names.map(identity)
  const isLabelled = hasLabel(script, at)
  const text = script.edits?.findLast((edit) => edit.at <= at)?.caption ?? script.caption
  return {
    ...SONGLESS,
    pk: ids.postPk(creator.index, ordinal),
    creator,
    ordinal,
    kind: script.kind,
    caption: text === '' ? null : captionFrom(text),
    ...countsAt(script, at),
    tagged: all(script.tagged),
    coauthors: all(script.coauthors),
    sponsors: isLabelled ? all(script.sponsors) : [],
    isPaidPartnership: isLabelled,
    takenAt: new Date(Math.floor(script.takenAt / 1_000) * 1_000),
    children: childrenOf(script).map((tagged) => ({ isVideo: false, tagged: all(tagged) })),
  }
}

const hasLabel = ({ sponsors = [], labelFrom, labelUntil }: PostScript, at: number): boolean =>
  sponsors.length > 0 && at >= (labelFrom ?? -Infinity) && at < (labelUntil ?? Infinity)

function countsAt(script: PostScript, at: number) {
  const { hidesLikes = false, plays = 0, commentsOffFrom = Infinity } = script
  const grown = growthAt(at - script.takenAt)
  return {
    likeCount: hidesLikes ? null : Math.round(script.likes * grown),
    commentCount: at < commentsOffFrom ? Math.round(script.comments * grown) : null,
    playCount: script.kind === 'reel' ? Math.round(plays * grown) : null,
    hidesCounts: hidesLikes,
  }
}

/** The people who are tagged on each picture of an album of three. */
const childrenOf = ({ kind, taggedOnSecond = [] }: PostScript): (readonly string[])[] =>
  kind === 'album' ? [[], taggedOnSecond, []] : []

/** The share of its final counts that a post has at this age (ms), 0 to 1. */
export const growthAt = (ageMs: number): number =>
  1 - Math.exp(-Math.max(0, ageMs) / DAY / GROWTH_DAYS)

/** A brand or a reader that is no creator of this world: its id follows from its name. */
export const outsider = (username: string): Identity => ({
  pk: String(400_000 + (hash32(username) % 500_000)),
  username,
  fullName: username,
})

function captionFrom(text: string): Caption {
  const found = (sign: RegExp): string[] =>
    Array.from(text.matchAll(sign), ([, name = '']) => name.toLowerCase())
  return {
    text,
    hashtags: [...new Set(found(/#([\p{L}\p{N}\p{M}_]+)/gu))],
    mentions: [...new Set(found(/@([A-Za-z0-9._]*[A-Za-z0-9_])/g))],
  }
}
