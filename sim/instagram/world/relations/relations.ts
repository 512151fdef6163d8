import type { Creator } from '../creator.ts'
import { createFriendships } from './friendships.ts'
import {
  createLayout,
  LIST_KINDS,
  MAX_MUTUALS,
  type Layout,
  type ListKind,
  type Occupant,
} from './layout.ts'
import { createMemberList, type MemberList } from './member-list.ts'
import { entered, leavers, left, resized, returned, type Leavers } from './moves.ts'
import {
  mix,
  personAt,
  personOfIndex,
  personPk,
  seedOfPeople,
  type Member,
  type PersonRef,
} from './person.ts'
import { countOf } from './slots.ts'

type ListCounts = { [Kind in ListKind]?: number | undefined }

/** The followers and followings of all. Stores only changes since the start. */
export type Relations = {
  list(creator: Creator, kind: ListKind): MemberList
  /** The new name of a renamed person. */
  newName(pk: string): string | null
  /** Counts of changed lists and of people's lists; `isSet` if they were replaced. */
  changedCounts(index: number): (Record<ListKind, number> & { isSet: boolean }) | null
  /** Replaces the lists; an omitted one keeps its count. RangeError: too many mutuals. */
  set(index: number, counts: ListCounts & { mutuals?: number | undefined }): void
  /** Sets lengths: new members on top, or without the newest. */
  resize(index: number, counts: ListCounts): void
  join(index: number, kind: ListKind, count: number): void
  leave(index: number, kind: ListKind, order: { count: number; which: Leavers }): void
  /** The last leavers come back, as the newest. */
  comeBack(index: number, kind: ListKind, count: number): void
  /** Renames this many members, from the newest on; each call renames others. */
  rename(index: number, kind: ListKind, count: number): void
  enter(index: number, kind: ListKind, member: Member): void
  /** Reverts all changes of one creator, or of all. */
  restore(index?: number): void
}

export type RelationsSource = {
  seed: string
  creators: number
  shapes: boolean
  /** The original creator. */
  original(index: number): Creator
  /** The current creator. */
  current(index: number): Creator
  indexOfPk(pk: string): number | null
}

/** Suffix of the new names of people. */
export const RENAMED = '.x'

type Lists = Readonly<Record<ListKind, Layout>>

/** The share of mutuals in the shorter list lies between these. */
const FEWEST_MUTUALS = 0.1
const MAX_SHARED = 0.5
/** Followed by a creator whose profile omits the count. */
const FEWEST_FOLLOWED = 20
const MAX_FOLLOWED = 1_900

/** The current lists. */
type Graph = ReturnType<typeof createGraph>

function createGraph(source: RelationsSource) {
  const seed = seedOfPeople(source.seed)
  const friendships = createFriendships(seed, source.creators)
  const changed = new Map<number, Lists>()
  /** Creators whose lists were replaced. */
  const made = new Set<number>()
  /** Creators whose lists were cut or replaced: they have no friends among creators. */
  const isolated = new Set<number>()
  const names = new Map<string, string>()

  function lists(index: number): Lists {
    const now = changed.get(index)
    if (now) return now
    const ref = personOfIndex(index)
    if (ref) return listsOfPerson(index, ref)
    return originalLists(source.original(index), seed, friendships.of(index).length)
  }
  /** The list that contains the reverse relation. */
  function listsOfPerson(index: number, ref: PersonRef): Lists {
    const member = source.current(ref.creatorIndex)
    const listIf = (kind: ListKind, isThere: boolean): Layout => {
      const none = createLayout({ kind, creatorIndex: index }, 0, 0)
      return isThere ? entered(none, { kind: 'guest', member }) : none
    }
    const isIn = (kind: ListKind): boolean => listOf(ref.creatorIndex, kind).has(personPk(ref))
    return {
      followers: listIf('followers', isIn('following')),
      following: listIf('following', isIn('followers')),
    }
  }

  /** The creator of a mutual; null for one of the people. */
  function friendOf(index: number, friend: number | undefined): Creator | null {
    if (friend === undefined || isolated.has(index) || isolated.has(friend)) return null
    const creator = source.current(friend)
    return creator.isDeleted ? null : creator
  }
  function person(ref: PersonRef): Member {
    const member = personAt(ref, seed, source.shapes)
    const username = names.get(member.pk)
    return username === undefined ? member : { ...member, username }
  }
  function listOf(index: number, kind: ListKind): MemberList {
    const friends = friendships.of(index)
    return createMemberList(lists(index)[kind], {
      seed,
      friend: (number) => friendOf(index, friends[number]),
      numberOf: (pk) => friends.indexOf(source.indexOfPk(pk) ?? -1),
      person,
    })
  }
  return {
    seed,
    changed,
    made,
    isolated,
    names,
    lists,
    friendAt: (index: number, number: number) => friendOf(index, friendships.of(index)[number]),
    change: (index: number, kind: ListKind, layout: Layout): void =>
      void changed.set(index, { ...lists(index), [kind]: layout }),
    listOf,
  }
}

export function createRelations(source: RelationsSource): Relations {
  const graph = createGraph(source)
  const { changed, made, isolated, names, lists, change } = graph
  return {
    list: ({ index }, kind) => graph.listOf(index, kind),
    newName: (pk) => names.get(pk) ?? null,
    changedCounts(index) {
      if (!changed.has(index) && !personOfIndex(index)) return null
      const { followers, following } = lists(index)
      return {
        followers: countOf(followers.slots),
        following: countOf(following.slots),
        isSet: made.has(index),
      }
    },
    set(index, { mutuals, ...counts }) {
      const now = lists(index)
      const followers = counts.followers ?? countOf(now.followers.slots)
      const following = counts.following ?? countOf(now.following.slots)
      const most = Math.min(followers, following, MAX_MUTUALS)
      const wanted = mutuals ?? Math.round(most * FEWEST_MUTUALS)
      if (wanted > most) throw new RangeError(`there is no room for ${wanted} mutuals`)
      isolated.add(index)
      made.add(index)
      changed.set(index, makeLists(index, { followers, following, mutuals: wanted }))
    },
    resize(index, counts) {
      for (const kind of LIST_KINDS) {
        const count = counts[kind]
        if (count === undefined) continue
        const layout = lists(index)[kind]
        if (count < countOf(layout.slots)) isolated.add(index)
        change(index, kind, resized(layout, count))
      }
    },
    ...createMoves(graph),
    rename(index, kind, count) {
      let rest = count
      for (const { member } of graph.listOf(index, kind).members()) {
        if (rest === 0) break
        if (names.has(member.pk) || source.indexOfPk(member.pk) !== null) continue
        names.set(member.pk, `${member.username}${RENAMED}`)
        rest -= 1
      }
    },
    restore(index) {
      if (index === undefined) for (const cache of [changed, isolated, made, names]) cache.clear()
      else for (const cache of [changed, isolated, made]) cache.delete(index)
    },
  }
}

function createMoves({
  seed,
  lists,
  change,
  friendAt,
}: Graph): Pick<Relations, 'join' | 'leave' | 'comeBack' | 'enter'> {
  let moves = 0
  return {
    join(index, kind, count) {
      const layout = lists(index)[kind]
      change(index, kind, resized(layout, countOf(layout.slots) + count))
    },
    leave(index, kind, { count, which }) {
      moves += 1
      const layout = lists(index)[kind]
      // A friend among creators stays, because its own lists contain the relation.
      const isStaying = (occupant: Occupant): boolean =>
        occupant.kind === 'mutual' && friendAt(index, occupant.number) !== null
      const order = { count, which, key: mix(seed, moves) }
      change(index, kind, left(layout, leavers(layout, order, isStaying)))
    },
    comeBack: (index, kind, count) => change(index, kind, returned(lists(index)[kind], count)),
    enter: (index, kind, member) =>
      change(index, kind, entered(lists(index)[kind], { kind: 'guest', member })),
  }
}

function makeLists(
  creatorIndex: number,
  counts: Record<ListKind, number> & { mutuals: number },
): Lists {
  const mutuals = Math.min(counts.mutuals, MAX_MUTUALS)
  return {
    followers: createLayout({ kind: 'followers', creatorIndex }, counts.followers, mutuals),
    following: createLayout({ kind: 'following', creatorIndex }, counts.following, mutuals),
  }
}

function originalLists(
  { index, followerCount, followingCount }: Creator,
  seed: number,
  friends: number,
): Lists {
  const following = followingCount ?? hiddenCount(seed, index)
  const shorter = Math.min(followerCount, following)
  const share = FEWEST_MUTUALS + ((MAX_SHARED - FEWEST_MUTUALS) * mix(seed, index)) / 2 ** 32
  const mutuals = friends + Math.round(share * (shorter - friends))
  return makeLists(index, { followers: followerCount, following, mutuals })
}

const hiddenCount = (seed: number, index: number): number =>
  FEWEST_FOLLOWED + (mix(seed ^ 1, index) % (MAX_FOLLOWED - FEWEST_FOLLOWED + 1))
