import { hash32 } from '../../random.ts'
import type { Creator } from '../creator.ts'
import { createFriendships } from './friendships.ts'
import {
  createLayout,
  LIST_KINDS,
  MOST_MUTUALS,
  occupantOf,
  resized,
  type Layout,
  type ListKind,
  type Occupant,
} from './layout.ts'
import { mix, personAt, type Member } from './person.ts'
import { countOf, slotAfter, takenSlots } from './slots.ts'

/** A list as it was when it was asked for: what happens afterwards does not change it. */
export type MemberList = {
  count: number
  /** Newest first, those below a slot when one is given. */
  members(before?: number): Generator<{ slot: number; member: Member }>
  /** Below which slot the list goes on after its `offset` newest members. */
  slotAfter(offset: number): number
}

/** Who follows whom. Nothing is kept but what has changed since the world was made. */
export type Relations = {
  list(creator: Creator, kind: ListKind): MemberList
  /** Makes lists as long as they are said to be: new members on top, or the newest gone. */
  resize(index: number, counts: { [Kind in ListKind]?: number | undefined }): void
  /** Takes back all changes, to one creator or to all. */
  restore(index?: number): void
}

export type RelationsSource = {
  seed: string
  creators: number
  shapes: boolean
  /** As the world made it. */
  original(index: number): Creator
  /** As it is now. */
  current(index: number): Creator
}

type Lists = Readonly<Record<ListKind, Layout>>

/** Between these shares of the shorter list are mutuals. */
const FEWEST_MUTUALS = 0.1
const MOST_SHARED = 0.5
/** How many a creator follows that does not tell. */
const FEWEST_FOLLOWED = 20
const MOST_FOLLOWED = 1_900

export function createRelations(source: RelationsSource): Relations {
  const seed = hash32(source.seed, 7)
  const friendships = createFriendships(seed, source.creators)
  const changed = new Map<number, Lists>()
  /** Creators whose lists were cut or made anew: they have no creators among their friends, and are nobody's. */
  const isolated = new Set<number>()

  function originalLists(index: number): Lists {
    const { followerCount, followingCount } = source.original(index)
    const followed = followingCount ?? untoldCount(seed, index)
    const shorter = Math.min(followerCount, followed)
    const friends = friendships.of(index).length
    const share = FEWEST_MUTUALS + ((MOST_SHARED - FEWEST_MUTUALS) * mix(seed, index)) / 2 ** 32
    const mutuals = friends + Math.round(share * (shorter - friends))
    return makeLists(index, { followers: followerCount, following: followed, mutuals })
  }
  const lists = (index: number): Lists => changed.get(index) ?? originalLists(index)

  /** Another creator, where one can be; else one of the people. */
  function mutual(index: number, number: number): Member {
    const friend = friendships.of(index)[number]
    if (friend !== undefined && !isolated.has(index) && !isolated.has(friend)) {
      const creator = source.current(friend)
      if (!creator.isDeleted) return creator
    }
    return personAt({ creatorIndex: index, circle: 'friend', ordinal: number }, seed, source.shapes)
  }

  function memberOf(index: number, occupant: Occupant): Member {
    if (occupant.kind === 'mutual') return mutual(index, occupant.number)
    return personAt(occupant.ref, seed, source.shapes)
  }

  return {
    list({ index }, kind) {
      const layout = lists(index)[kind]
      return {
        count: countOf(layout.slots),
        *members(before) {
          for (const slot of takenSlots(layout.slots, before)) {
            yield { slot, member: memberOf(index, occupantOf(layout, slot)) }
          }
        },
        slotAfter: (offset) => slotAfter(layout.slots, offset),
      }
    },
    resize(index, counts) {
      const now = lists(index)
      const sized = { ...now }
      for (const kind of LIST_KINDS) {
        const count = counts[kind]
        if (count === undefined) continue
        if (count < countOf(now[kind].slots)) isolated.add(index)
        sized[kind] = resized(now[kind], count)
      }
      changed.set(index, sized)
    },
    restore(index) {
      if (index === undefined) {
        changed.clear()
        isolated.clear()
      } else {
        changed.delete(index)
        isolated.delete(index)
      }
    },
  }
}

function makeLists(
  creatorIndex: number,
  counts: Record<ListKind, number> & { mutuals: number },
): Lists {
  const mutuals = Math.min(counts.mutuals, MOST_MUTUALS)
  return {
    followers: createLayout({ kind: 'followers', creatorIndex }, counts.followers, mutuals),
    following: createLayout({ kind: 'following', creatorIndex }, counts.following, mutuals),
  }
}

const untoldCount = (seed: number, index: number): number =>
  FEWEST_FOLLOWED + (mix(seed ^ 1, index) % (MOST_FOLLOWED - FEWEST_FOLLOWED + 1))
