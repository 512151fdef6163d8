import {
  generateCreator,
  identityOf,
  indexOfUsername,
  type Creator,
  type CreatorSource,
} from './creator.ts'
import { hashtagPosts, type HashtagTab } from './hashtag.ts'
import { generateHighlight, type WorldHighlight } from './highlight.ts'
import { createIds } from './ids.ts'
import { generatePost, type WorldPost } from './post.ts'

/** What happened to a creator since the world was made; see `Control.failTarget`. */
export type Change = { isPrivate?: boolean; isDeleted?: boolean; username?: string }

/** The truth that the stand-in tells about. Nothing is stored: everything is generated from its id when asked for. */
export type World = {
  readonly creators: number
  /** World time (ms) from which all ages count back: the start of the day on which the world was made. */
  readonly epoch: number
  /** By username or id, deleted ones too; null when there never was one. */
  creator(usernameOrPk: string): Creator | null
  creatorAt(index: number): Creator
  /** All posts as the profile shows them: pinned first in their own order, then newest first. */
  posts(creator: Creator, from?: number, to?: number): WorldPost[]
  /** Where a post stands in `posts`; null when the id is none of the creator's. */
  positionOf(creator: Creator, postPk: string): number | null
  /** Newest first. */
  highlights(creator: Creator): WorldHighlight[]
  highlight(pk: string): WorldHighlight | null
  hashtagPosts(tag: string, tab: HashtagTab): WorldPost[]
  accountPk(index: number): string
  change(creator: Creator, change: Change): void
  /** Takes back what `change` did, to one creator or to all. */
  restore(creator?: Creator): void
}

export type WorldOptions = { seed: string; creators: number; epoch: number; shapes: boolean }

/** How many hashtag pages are kept; each costs a few milliseconds to make. */
const KEPT_HASHTAGS = 50

export function createWorld({ seed, creators, epoch, shapes }: WorldOptions): World {
  const ids = createIds(seed, creators)
  const changes = new Map<number, Change>()
  const source: CreatorSource = { seed, shapes, epoch, ids }
  const identity = (index: number) => identityOf(source, index)
  const contentSource = { seed, shapes, epoch, creators, identity, ids }

  const creatorAt = (index: number): Creator => ({
    ...generateCreator(source, index),
    ...changes.get(index),
  })
  const post = (creator: Creator, ordinal: number): WorldPost =>
    generatePost(contentSource, creator, ordinal)
  const highlightAt = (creator: Creator, position: number): WorldHighlight =>
    generateHighlight(contentSource, creator, position)
  const pages = keepLast(KEPT_HASHTAGS, (key: string) => {
    const [tab, tag] = split(key)
    const creator = (index: number): Creator => generateCreator(source, index)
    return hashtagPosts({ seed, creators, creator, post }, tag, tab)
  })

  return {
    creators,
    epoch,
    creator: (usernameOrPk) => {
      const index = findIndex(usernameOrPk, { ids, creators, changes })
      if (index === null) return null
      const creator = creatorAt(index)
      return creator.username === usernameOrPk || creator.pk === usernameOrPk ? creator : null
    },
    creatorAt,
    posts: (creator, from = 0, to = creator.mediaCount) =>
      feedOrder(creator, from, to).map((ordinal) => post(creator, ordinal)),
    positionOf(creator, postPk) {
      const ordinal = ids.postOrdinal(creator.index, postPk)
      if (ordinal === null || ordinal > creator.mediaCount) return null
      return feedPosition(creator, ordinal)
    },
    highlights: (creator) => trayOrder(creator).map((position) => highlightAt(creator, position)),
    highlight(pk) {
      const found = ids.highlight(pk)
      if (!found) return null
      const creator = creatorAt(found.creatorIndex)
      return found.position < creator.highlightCount ? highlightAt(creator, found.position) : null
    },
    // Who is on the page is settled by how the world was made, so that a change moves nobody else.
    hashtagPosts: (tag, tab) =>
      pages
        .get(`${tab}/${tag.toLowerCase()}`)
        .map((post) => ({
          ...post,
          creator: { ...post.creator, ...changes.get(post.creator.index) },
        }))
        .filter(({ creator }) => !creator.isDeleted),
    accountPk: (index) => ids.accountPk(index),
    change(creator, change) {
      changes.set(creator.index, { ...changes.get(creator.index), ...change })
    },
    restore(creator) {
      if (creator) changes.delete(creator.index)
      else changes.clear()
    },
  }
}

function findIndex(
  usernameOrPk: string,
  {
    ids,
    creators,
    changes,
  }: {
    ids: ReturnType<typeof createIds>
    creators: number
    changes: ReadonlyMap<number, Change>
  },
): number | null {
  for (const [index, { username }] of changes) if (username === usernameOrPk) return index
  if (/^\d+$/.test(usernameOrPk)) return ids.creatorIndex(usernameOrPk)
  const index = indexOfUsername(usernameOrPk)
  return index !== null && index < creators ? index : null
}

/** The positions of highlights, newest first: what was added since the start stands before what there was. */
function trayOrder({ origin, highlightCount }: Creator): number[] {
  const positions = Array.from({ length: highlightCount }, (_, position) => position)
  const isAdded = (position: number): boolean => position >= origin.highlightCount
  return [
    ...positions.filter(isAdded).reverse(),
    ...positions.filter((position) => !isAdded(position)),
  ]
}

/** The ordinals at positions [from, to) of the profile grid. */
function feedOrder(creator: Creator, from: number, to: number): number[] {
  const pinned = creator.pinnedOrdinals
  const order: number[] = []
  let position = pinned.length
  for (let at = from; at < Math.min(to, pinned.length); at++) order.push(pinned[at] ?? 1)
  for (let ordinal = creator.mediaCount; ordinal >= 1 && position < to; ordinal--) {
    if (pinned.includes(ordinal)) continue
    if (position >= from) order.push(ordinal)
    position += 1
  }
  return order
}

function feedPosition(creator: Creator, ordinal: number): number {
  const pinned = creator.pinnedOrdinals
  const pin = pinned.indexOf(ordinal)
  if (pin >= 0) return pin
  return creator.mediaCount - ordinal + pinned.filter((other) => other < ordinal).length
}

function split(key: string): [HashtagTab, string] {
  const at = key.indexOf('/')
  const tab = key.slice(0, at)
  return [tab === 'recent' || tab === 'clips' ? tab : 'top', key.slice(at + 1)]
}

/** Remembers the last `size` answers of a pure function. */
function keepLast<T>(size: number, make: (key: string) => T): { get(key: string): T } {
  const kept = new Map<string, T>()
  return {
    get(key) {
      const value = kept.get(key) ?? make(key)
      kept.delete(key)
      kept.set(key, value)
      const oldest = kept.keys().next()
      if (kept.size > size && !oldest.done) kept.delete(oldest.value)
      return value
    },
  }
}
