import { createContents, type Contents } from './contents.ts'
import { indexOfUsername, type Creator, type Identity } from './creator.ts'
import { createFeed } from './feed.ts'
import { develop, type Developed, type Development } from './development.ts'
import { hashtagPosts, type HashtagTab } from './hashtag.ts'
import { highlightOfStory, type WorldHighlight } from './highlight.ts'
import { HOSTILE_KINDS, hostileIndex } from './hostile.ts'
import { createIds } from './ids.ts'
import { locationPosts, type LocationTab } from './location.ts'
import { authorOfLiveStory, liveStories, type LiveStory } from './live-story.ts'
import type { WorldPost } from './post.ts'
import { personIndex, personOfPk, personOfUsername, seedOfPeople } from './relations/person.ts'
import { createRelations, RENAMED, type Relations } from './relations/relations.ts'
import { createScripts, outsider, type PostScript, type Scripts } from './scripted.ts'
import { similarTo } from './similar.ts'

/** The changes of a fault to a creator; see `Control.failTarget`. */
type Change = Partial<Pick<Creator, 'isPrivate' | 'isDeleted' | 'restriction' | 'username'>>

/** The world that the stand-in serves: generated on request, except for changes. */
export type World = {
  /** World time (ms) that all ages are relative to: the start of the world's first day. */
  readonly epoch: number
  /** Without the hostile ones, which come after them. */
  readonly creators: number
  /** By username or id, including deleted ones; null if it never existed. */
  creator(usernameOrPk: string): Creator | null
  creatorAt(index: number): Creator
  /**
   * Returns the posts in the order of the profile: pinned first in their own order, then newest
   * first.
   */
  posts(creator: Creator, from?: number, to?: number): WorldPost[]
  /** The index of a post in `posts`; null if it is not the creator's. */
  positionOf(creator: Creator, postPk: string): number | null
  /** Newest first. */
  highlights(creator: Creator): WorldHighlight[]
  highlight(pk: string): WorldHighlight | null
  /** The stories that the profile shows at a world time (ms), oldest first. */
  stories(creator: Creator, at: number): LiveStory[]
  /** The author of the avatar, post, story or cover with this picture name; null if unknown. */
  authorOfPicture(name: string): Creator | null
  hashtagPosts(tag: string, tab: HashtagTab): WorldPost[]
  /** Null for an unknown place. */
  locationPosts(placePk: string, tab: LocationTab): WorldPost[] | null
  /** The creators that the platform shows as similar; null for none. */
  similar(creator: Creator): Creator[] | null
  accountPk(index: number): string
  /** The lists are as long as the profiles say. */
  readonly relations: Relations
  change(creator: Creator, change: Change): void
  /** Reverts `change`, for one creator or all. */
  restore(creator?: Creator): void
  /** Applies a development at a world time (ms), after the earlier ones. */
  develop(creator: Creator, development: Development, at: number): void
  /** Has a creator publish a post by a script; returns the post's id. */
  publish(creator: Creator, script: PostScript): string
  /** Reverts `develop` and `publish`, for one creator or all. */
  rewind(creator?: Creator): void
}

export type WorldOptions = {
  seed: string
  creators: number
  epoch: number
  shapes: boolean
  /** World time (ms), which scripted posts depend on; the epoch by default. */
  now?: () => number
}

/** Cached pages of each kind; each takes some milliseconds. */
const MAX_PAGES = 50

export function createWorld(options: WorldOptions): World {
  const { seed, creators, epoch, shapes, now = () => epoch } = options
  const ids = createIds(seed, creators + HOSTILE_KINDS.length)
  const changes = new Map<number, Change>()
  const developed = new Map<number, Developed>()
  const contents = createContents({ seed, creators, epoch, shapes, ids })
  const scripts = createScripts()

  const withoutScripts = (creator: Creator): Creator => {
    const { index } = creator
    const username = relations.newName(creator.pk) ?? creator.username
    const grown = { ...creator, username, ...developed.get(index), ...changes.get(index) }
    return counted(grown, relations.changedCounts(index))
  }
  const asOfNow = (original: Creator): Creator => {
    const creator = withoutScripts(original)
    const scripted = scripts.visible(creator.index, now())
    return { ...creator, scripted, mediaCount: creator.mediaCount + scripted.length }
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
  const find = (usernameOrPk: string): Creator | null => {
    const index = findIndex(usernameOrPk, { seed, ids, creators, changes })
    const creator = index === null ? null : creatorAt(index)
    return creator?.username === usernameOrPk || creator?.pk === usernameOrPk ? creator : null
  }
  const identity = (username: string): Identity => find(username) ?? outsider(username)

  return {
    creators,
    epoch,
    creator: find,
    creatorAt,
    ...createFeed({ ids, post: contents.post, now, identity }),
    ...createTray({ ids, contents, creatorAt }),
    stories: (creator, at) =>
      liveStories({ seed, creators, identity: contents.identity }, creator, at),
    authorOfPicture(name) {
      const index = authorOf(name, ids)
      return index === undefined ? null : creatorAt(index)
    },
    ...createShowcases({ seed, creators, ...contents }, asOfNow),
    accountPk: (index) => ids.accountPk(index),
    relations,
    ...createMutations({
      changes,
      developed,
      relations,
      scripts,
      generated: (index) => withoutScripts(contents.creator(index)),
    }),
    publish: (creator, script) => ids.postPk(creator.index, scripts.add(creator, script).ordinal),
  }
}

/** The highlights of profiles. */
const createTray = ({
  ids,
  contents,
  creatorAt,
}: {
  ids: ReturnType<typeof createIds>
  contents: Contents
  creatorAt: (index: number) => Creator
}): Pick<World, 'highlights' | 'highlight'> => ({
  highlights: (creator) =>
    trayOrder(creator).map((position) => contents.highlight(creator, position)),
  highlight(pk) {
    const { creatorIndex, position } = ids.highlight(pk) ?? { creatorIndex: null, position: 0 }
    if (creatorIndex === null) return null
    const creator = creatorAt(creatorIndex)
    return position < creator.highlightCount ? contents.highlight(creator, position) : null
  },
})

/** Changes of single creators, and their reversal. */
const createMutations = ({
  changes,
  developed,
  relations,
  scripts,
  generated,
}: {
  changes: Map<number, Change>
  developed: Map<number, Developed>
  relations: Relations
  scripts: Scripts
  generated: (index: number) => Creator
}): Pick<World, 'change' | 'restore' | 'develop' | 'rewind'> => ({
  change(creator, change) {
    changes.set(creator.index, { ...changes.get(creator.index), ...change })
  },
  restore(creator) {
    if (creator) changes.delete(creator.index)
    else changes.clear()
  },
  develop({ index }, development, at) {
    const changed = develop(generated(index), development, at)
    developed.set(index, { ...developed.get(index), ...changed })
    relations.resize(index, {
      followers: development.followerCount,
      following: development.followingCount,
    })
  },
  rewind(creator) {
    relations.restore(creator?.index)
    scripts.clear(creator?.index)
    if (creator) developed.delete(creator.index)
    else developed.clear()
  },
})

/** Names of avatars end in the creator's id; those of album pages begin with the post's. */
const authorOf = (name: string, ids: ReturnType<typeof createIds>): number | undefined =>
  ids.creatorIndex(name.split('_').at(-1) ?? '') ??
  authorOfLiveStory(name) ??
  ids.postAuthor(name) ??
  ids.highlight(highlightOfStory(name) ?? name)?.creatorIndex

/** Pages of hashtags and places, and similar creators. All follow from the original world. */
function createShowcases(
  source: Parameters<typeof hashtagPosts>[0] &
    Parameters<typeof locationPosts>[0] &
    Parameters<typeof similarTo>[0] &
    Pick<Contents, 'creator'>,
  asOfNow: (creator: Creator) => Creator,
): Pick<World, 'hashtagPosts' | 'locationPosts' | 'similar'> {
  const hashtagPages = keepLast(MAX_PAGES, (key: string) => {
    const [tab, tag] = split(key)
    return hashtagPosts(source, tag, tab === 'recent' || tab === 'clips' ? tab : 'top')
  })
  const locationPages = keepLast(MAX_PAGES, (key: string) => {
    const [tab, pk] = split(key)
    return locationPosts(source, pk, tab === 'recent' ? tab : 'ranked')
  })
  const visible = (posts: readonly WorldPost[]): WorldPost[] =>
    posts
      .map((each) => ({ ...each, creator: asOfNow(each.creator) }))
      .filter(({ creator }) => !creator.isDeleted)

  return {
    hashtagPosts: (tag, tab) => visible(hashtagPages.get(`${tab}/${tag.toLowerCase()}`)),
    locationPosts(placePk, tab) {
      const posts = locationPages.get(`${tab}/${placePk}`)
      return posts && visible(posts).filter(({ creator }) => !creator.isPrivate)
    },
    similar: (creator) =>
      similarTo(source, creator)
        ?.map((index) => asOfNow(source.creator(index)))
        .filter(({ isDeleted }) => !isDeleted) ?? null,
  }
}

/** The original name of a renamed person. */
const nameBefore = (username: string): string =>
  username.endsWith(RENAMED) ? username.slice(0, -RENAMED.length) : username

/** The creator with the counts of its changed lists. */
function counted(creator: Creator, counts: ReturnType<Relations['changedCounts']>): Creator {
  if (!counts) return creator
  const showsFollowing = counts.isSet || creator.followingCount !== null
  return {
    ...creator,
    followerCount: counts.followers,
    followingCount: showsFollowing ? counts.following : null,
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

/** Positions of highlights, newest first: added ones before original ones. */
function trayOrder({ origin, highlightCount }: Creator): number[] {
  const positions = Array.from({ length: highlightCount }, (_, position) => position)
  const isAdded = (position: number): boolean => position >= origin.highlightCount
  return [
    ...positions.filter(isAdded).reverse(),
    ...positions.filter((position) => !isAdded(position)),
  ]
}

function split(key: string): [tab: string, subject: string] {
  const at = key.indexOf('/')
  return [key.slice(0, at), key.slice(at + 1)]
}

/** A cache of the last `size` results of a pure function. */
function keepLast<T>(size: number, make: (key: string) => T): { get(key: string): T } {
  const cache = new Map<string, T>()
  return {
    get(key) {
      const value = cache.get(key) ?? make(key)
      cache.delete(key)
      cache.set(key, value)
      const oldest = cache.keys().next()
      if (cache.size > size && !oldest.done) cache.delete(oldest.value)
      return value
    },
  }
}
