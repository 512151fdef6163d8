import type { Creator, Identity } from './creator.ts'
import type { Ids } from './ids.ts'
import type { WorldPost } from './post.ts'
import { scriptedPost } from './scripted.ts'
import type { World } from './world.ts'

type FeedSource = {
  ids: Ids
  post(creator: Creator, ordinal: number): WorldPost
  now(): number
  identity(username: string): Identity
}

/** The order of posts on profiles. */
export function createFeed(source: FeedSource): Pick<World, 'posts' | 'positionOf'> {
  const { ids, post } = source
  const posts = (creator: Creator, from = 0, to = creator.mediaCount): WorldPost[] => {
    const generated = (start: number): WorldPost[] =>
      feedOrder(creator, start, to).map((ordinal) => post(creator, ordinal))
    if (creator.scripted.length === 0) return generated(from)
    const scripted = creator.scripted.map((each) =>
      scriptedPost(each, { ...source, creator, at: source.now() }),
    )
    return merged(generated(0), scripted).slice(from, to)
  }
  return {
    posts,
    positionOf(creator, postPk) {
      if (creator.scripted.length > 0) {
        const position = posts(creator).findIndex(({ pk }) => pk === postPk)
        return position < 0 ? null : position
      }
      const ordinal = ids.postOrdinal(creator.index, postPk)
      if (ordinal === null || ordinal > creator.mediaCount) return null
      return feedPosition(creator, ordinal)
    },
  }
}

/** Pinned posts first in their own order, then newest first. */
function merged(generated: readonly WorldPost[], scripted: readonly WorldPost[]): WorldPost[] {
  const unpinned = [...generated.filter(({ isPinned }) => !isPinned), ...scripted]
  return [
    ...generated.filter(({ isPinned }) => isPinned),
    ...unpinned.toSorted((a, b) => b.takenAt.getTime() - a.takenAt.getTime()),
  ]
}

/** The ordinals of generated posts at positions [from, to) of the profile grid without others. */
function feedOrder(creator: Creator, from: number, to: number): number[] {
  const pinned = creator.pinnedOrdinals
  const newest = creator.mediaCount - creator.scripted.length
  const order: number[] = []
  let position = pinned.length
  for (let at = from; at < Math.min(to, pinned.length); at++) order.push(pinned[at] ?? 1)
  for (let ordinal = newest; ordinal >= 1 && position < to; ordinal--) {
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
