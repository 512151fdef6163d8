import { createContents } from './contents.ts'
import { indexOfUsername, type Creator } from './creator.ts'
import { develop, type Developed, type Development } from './development.ts'
import { hashtagPosts, type HashtagTab } from './hashtag.ts'
import { highlightOfStory, type WorldHighlight } from './highlight.ts'
import { HOSTILE_KINDS, hostileIndex } from './hostile.ts'
import { createIds } from './ids.ts'
import { locationPosts, type LocationTab } from './location.ts'
import type { WorldPost } from './post.ts'
import { personIndex, personOfPk, personOfUsername, seedOfPeople } from './relations/person.ts'
import { createRelations, RENAMED, type Relations } from './relations/relations.ts'
import { similarTo } from './similar.ts'

/** What a fault makes of a creator; see `Control.failTarget`. */
type Change = Partial<Pick<Creator, 'isPrivate' | 'isDeleted' | 'restriction' | 'username'>>

/** The truth that the stand-in tells about. Nothing is stored: everything is generated from its id when asked for. */
export type World = {
  /** World time (ms) from which all ages count back: the start of the day on which the world was made. */
  readonly epoch: number
  /** How many creators there are, the hostile ones apart, who come after them. */
  readonly creators: number
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
  /** The owner of the avatar, post, story or cover with this picture name; null for an unknown one. */
  authorOfPicture(name: string): Creator | null
  hashtagPosts(tag: string, tab: HashtagTab): WorldPost[]
  /** Null for a place that does not exist. */
  locationPosts(placePk: string, tab: LocationTab): WorldPost[] | null
  /** Whom the platform shows as similar; null where it offers none. */
  similar(creator: Creator): Creator[] | null
  accountPk(index: number): string
  /** Who follows whom; the lists are as long as the profiles tell. */
  readonly relations: Relations
  change(creator: Creator, change: Change): void
  /** Takes back what `change` did, to one creator or to all. */
  restore(creator?: Creator): void
  /** Lets something happen at a world time (ms), on top of what happened before. */
  develop(creator: Creator, development: Development, at: number): void
  /** Takes back what `develop` did, to one creator or to all. */
  rewind(creator?: Creator): void
}

export type WorldOptions = { seed: string; creators: number; epoch: number; shapes: boolean }

/** How many pages of each kind are kept; each costs a few milliseconds to make. */
const KEPT_PAGES = 50

export function createWorld({ seed, creators, epoch, shapes }: WorldOptions): World {
  const ids = createIds(seed, creators + HOSTILE_KINDS.length)
  const changes = new Map<number, Change>()
  const developed = new Map<number, Developed>()
  const contents = createContents({ seed, creators, epoch, shapes, ids })
  const { post } = contents

  const asOfNow = (creator: Creator): Creator => {
    const { index } = creator
    const username = relations.newName(creator.pk) ?? creator.username
    const grown = { ...creator, username, ...developed.get(index), ...changes.get(index) }
    return counted(grown, relations.changedCounts(index))
  }
  const creatorAt = (index: number): Creator => asOfNow(contents.creator(index))
  const relations = createRelations({
    seed,
    creators,
    shapes,
    original: contents.creator,
    current: creatorAt,
    indexOfPk: ids.creatorIndex,
  })
  const showcases = createShowcases({ seed, creators, ...contents }, asOfNow)

  return {
    creators,
    epoch,
    creator: (usernameOrPk) => {
      const index = findIndex(usernameOrPk, { seed, ids, creators, changes })
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
    highlights: (creator) =>
      trayOrder(creator).map((position) => contents.highlight(creator, position)),
    highlight(pk) {
      const { creatorIndex, position } = ids.highlight(pk) ?? { creatorIndex: null, position: 0 }
      if (creatorIndex === null) return null
      const creator = creatorAt(creatorIndex)
      return position < creator.highlightCount ? contents.highlight(creator, position) : null
    },
    authorOfPicture(name) {
      const index = authorOf(name, ids)
      return index === undefined ? null : creatorAt(index)
    },
    ...showcases,
    similar: (creator) =>
      similarTo({ seed, creators, ...contents }, creator)
        ?.map(creatorAt)
        .filter(({ isDeleted }) => !isDeleted) ?? null,
    accountPk: (index) => ids.accountPk(index),
    relations,
    change(creator, change) {
      changes.set(creator.index, { ...changes.get(creator.index), ...change })
    },
    restore(creator) {
      if (creator) changes.delete(creator.index)
      else changes.clear()
    },
    develop({ index }, development, at) {
      const news = develop(creatorAt(index), development, at)
      developed.set(index, { ...developed.get(index), ...news })
      relations.resize(index, {
        followers: development.followerCount,
        following: development.followingCount,
      })
    },
    rewind(creator) {
      relations.restore(creator?.index)
      if (creator) developed.delete(creator.index)
      else developed.clear()
    },
  }
}

/** Names of avatars end in the id of their creator; those of album pages begin with the post's. */
const authorOf = (name: string, ids: ReturnType<typeof createIds>): number | undefined =>
  ids.creatorIndex(name.split('_').at(-1) ?? '') ??
  ids.postAuthor(name) ??
  ids.highlight(highlightOfStory(name) ?? name)?.creatorIndex

/** What is shown under hashtags and of places. Who is there is settled by how the world was made: no change moves others. */
function createShowcases(
  source: Parameters<typeof hashtagPosts>[0] & Parameters<typeof locationPosts>[0],
  asOfNow: (creator: Creator) => Creator,
): Pick<World, 'hashtagPosts' | 'locationPosts'> {
  const hashtagPages = keepLast(KEPT_PAGES, (key: string) => {
    const [tab, tag] = split(key)
    return hashtagPosts(source, tag, tab === 'recent' || tab === 'clips' ? tab : 'top')
  })
  const locationPages = keepLast(KEPT_PAGES, (key: string) => {
    const [tab, pk] = split(key)
    return locationPosts(source, pk, tab === 'recent' ? tab : 'ranked')
  })
  const shown = (posts: readonly WorldPost[]): WorldPost[] =>
    posts
      .map((each) => ({ ...each, creator: asOfNow(each.creator) }))
      .filter(({ creator }) => !creator.isDeleted)

  return {
    hashtagPosts: (tag, tab) => shown(hashtagPages.get(`${tab}/${tag.toLowerCase()}`)),
    locationPosts(placePk, tab) {
      const posts = locationPages.get(`${tab}/${placePk}`)
      return posts && shown(posts).filter(({ creator }) => !creator.isPrivate)
    },
  }
}

/** The former name of a person who got a new one by an order. */
const nameBefore = (username: string): string =>
  username.endsWith(RENAMED) ? username.slice(0, -RENAMED.length) : username

/** The creator with the counts of its lists, where these have changed. */
function counted(creator: Creator, counts: ReturnType<Relations['changedCounts']>): Creator {
  if (!counts) return creator
  const tellsFollowing = counts.isSet || creator.followingCount !== null
  return {
    ...creator,
    followerCount: counts.followers,
    followingCount: tellsFollowing ? counts.following : null,
  }
}

function findIndex(
  usernameOrPk: string,
  {
    seed,
    ids,
    creators,
    changes,
  }: {
    seed: string
    ids: ReturnType<typeof createIds>
    creators: number
    changes: ReadonlyMap<number, Change>
  },
): number | null {
  for (const [index, { username }] of changes) if (username === usernameOrPk) return index
  const hostile = hostileIndex(usernameOrPk, creators)
  if (hostile !== null) return hostile
  const person =
    personOfPk(usernameOrPk) ?? personOfUsername(nameBefore(usernameOrPk), seedOfPeople(seed))
  if (person && person.creatorIndex < creators + HOSTILE_KINDS.length) return personIndex(person)
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

/** The tab of a page's key, and what the page is about. */
function split(key: string): [tab: string, subject: string] {
  const at = key.indexOf('/')
  return [key.slice(0, at), key.slice(at + 1)]
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
