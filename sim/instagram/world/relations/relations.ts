import type { Creator } from '../creator.ts'
import { createFriendships } from './friendships.ts'
import {
  createLayout,
  LIST_KINDS,
  MOST_MUTUALS,
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

/** Who follows whom. Nothing is kept but what has changed since the world was made. */
export type Relations = {
  list(creator: Creator, kind: ListKind): MemberList
  /** The name that a person got after the world was made. */
  newName(pk: string): string | null
  /** Counts of changed lists, and of all people; `isSet` when they were made again. */
  changedCounts(index: number): (Record<ListKind, number> & { isSet: boolean }) | null
  /** Makes the lists again; an omitted one keeps its count. RangeError: more mutuals than the shorter list holds. */
  set(index: number, counts: ListCounts & { mutuals?: number | undefined }): void
  /** Makes lists as long as they are said to be: new members on top, or the newest gone. */
  resize(index: number, counts: ListCounts): void
  join(index: number, kind: ListKind, count: number): void
  leave(index: number, kind: ListKind, order: { count: number; which: Leavers }): void
  /** Those who left last come back, as the newest. */
  comeBack(index: number, kind: ListKind, count: number): void
  /** Gives as many of the members new names, from the newest on: each time it is called others. */
  rename(index: number, kind: ListKind, count: number): void
  /** Somebody in particular joins. */
  enter(index: number, kind: ListKind, member: Member): void
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
  indexOfPk(pk: string): number | null
}

/** What the new names of people end in. */
export const RENAMED = '.x'

type Lists = Readonly<Record<ListKind, Layout>>

/** Between these shares of the shorter list are mutuals. */
const FEWEST_MUTUALS = 0.1
const MOST_SHARED = 0.5
/** How many a creator follows that does not tell. */
const FEWEST_FOLLOWED = 20
const MOST_FOLLOWED = 1_900

/** The lists as they are, and what has changed since the world was made. */
type Graph = ReturnType<typeof createGraph>

function createGraph(source: RelationsSource) {
  const seed = seedOfPeople(source.seed)
  const friendships = createFriendships(seed, source.creators)
  const changed = new Map<number, Lists>()
  /** Creators whose lists were made again. */
  const made = new Set<number>()
  /** Creators whose lists were cut or made again: no creator is their friend, and they are no one's. */
  const isolated = new Set<number>()
  const names = new Map<string, string>()

  function originalLists(index: number): Lists {
    const { followerCount, followingCount } = source.original(index)
    const following = followingCount ?? untoldCount(seed, index)
    const shorter = Math.min(followerCount, following)
    const friends = friendships.of(index).length
    const share = FEWEST_MUTUALS + ((MOST_SHARED - FEWEST_MUTUALS) * mix(seed, index)) / 2 ** 32
    const mutuals = friends + Math.round(share * (shorter - friends))
    return makeLists(index, { followers: followerCount, following, mutuals })
  }
  function lists(index: number): Lists {
    const ref = personOfIndex(index)
    return changed.get(index) ?? (ref ? listsOfPerson(index, ref) : originalLists(index))
  }
  /** Whom people are in the list of has them in its own. */
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

  /** The creator behind a mutual; null when it is one of the people. */
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
      const most = Math.min(followers, following, MOST_MUTUALS)
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
      if (index === undefined) for (const kept of [changed, isolated, made, names]) kept.clear()
      else for (const kept of [changed, isolated, made]) kept.delete(index)
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
      // A creator who is a friend stays: its own lists say so, too.
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
  const mutuals = Math.min(counts.mutuals, MOST_MUTUALS)
  return {
    followers: createLayout({ kind: 'followers', creatorIndex }, counts.followers, mutuals),
    following: createLayout({ kind: 'following', creatorIndex }, counts.following, mutuals),
  }
}

const untoldCount = (seed: number, index: number): number =>
  FEWEST_FOLLOWED + (mix(seed ^ 1, index) % (MOST_FOLLOWED - FEWEST_FOLLOWED + 1))
