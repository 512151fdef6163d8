import type { Accounts } from './account.ts'
import { known } from './known.ts'
import type { ListBook, ListFaultOrder, ListRulesOrder } from './list-rules.ts'
import {
  sumMembers,
  trueMembers,
  trueMutuals,
  type MembersSum,
  type TrueMember,
} from './members-truth.ts'
import type { Creator } from './world/creator.ts'
import type { ListKind } from './world/relations/layout.ts'
import type { MemberList } from './world/relations/member-list.ts'
import type { Leavers } from './world/relations/moves.ts'
import type { World } from './world/world.ts'

type ListSizes = {
  followers?: number | undefined
  following?: number | undefined
  mutuals?: number | undefined
}

/** `rename` gives members new names; members who `come_back` left before and become the newest. */
export type ListMove =
  | { kind: 'join' | 'come_back' | 'rename'; count: number }
  | { kind: 'leave'; count: number; which?: Leavers | undefined }

export type ListControl = {
  /** Replaces the lists of a creator. RangeError: more mutuals than members of the shorter list. */
  setLists(usernameOrPk: string, sizes: ListSizes): void
  /** Moves members from now on; the profile's counts follow. */
  moveMembers(usernameOrPk: string, list: ListKind, move: ListMove): void
  /** Adds or removes an account in the lists of a creator. */
  befriend(account: string, usernameOrPk: string, how: Befriending): void
  /** Sets how the lists of a creator are served, or all lists (null). */
  orderLists(usernameOrPk: string | null, rules: ListRulesOrder): void
  /** Adds faults to pages of a creator's lists, or of all lists (null). */
  failLists(usernameOrPk: string | null, fault: ListFaultOrder): void
  /** Ends rules and faults of all lists. */
  clearLists(): void
  /**
   * The current members of a list, newest first, generated lazily; later changes do not affect it.
   * Private creators have lists too, although the API never serves them.
   */
  membersOf(usernameOrPk: string, list: ListKind): Generator<TrueMember>
  mutualsOf(usernameOrPk: string): Generator<TrueMember>
  /** Counts and order-independent sums of the current lists. */
  sumsOf(usernameOrPk: string): Promise<Record<ListKind | 'mutuals', MembersSum>>
}

type Befriending = { following?: boolean | undefined; followedBy?: boolean | undefined }

export type ListControlOptions = { world: World; accounts: Accounts; lists: ListBook }

export function createListControl({ world, accounts, lists }: ListControlOptions): ListControl {
  const { relations } = world
  const creator = (usernameOrPk: string): Creator =>
    known(world.creator(usernameOrPk) ?? undefined, `creator ${usernameOrPk}`)
  const indexOf = (usernameOrPk: string | null): number | null =>
    usernameOrPk === null ? null : creator(usernameOrPk).index
  const listOf = (usernameOrPk: string, kind: ListKind): MemberList =>
    relations.list(creator(usernameOrPk), kind)
  const bothOf = (usernameOrPk: string): [MemberList, MemberList] => [
    listOf(usernameOrPk, 'followers'),
    listOf(usernameOrPk, 'following'),
  ]

  return {
    setLists: (usernameOrPk, sizes) => relations.set(creator(usernameOrPk).index, sizes),
    moveMembers(usernameOrPk, list, move) {
      const { index } = creator(usernameOrPk)
      const { count } = move
      if (move.kind === 'leave') {
        relations.leave(index, list, { count, which: move.which ?? 'anywhere' })
      } else if (move.kind === 'join') relations.join(index, list, count)
      else if (move.kind === 'come_back') relations.comeBack(index, list, count)
      else relations.rename(index, list, count)
    },
    befriend(account, usernameOrPk, { following, followedBy }) {
      const target = creator(usernameOrPk)
      const { pk, username } = known(accounts.find(account), `account ${account}`)
      const member = { pk, username, fullName: null, isPrivate: false, isVerified: false }
      const enter = (list: ListKind): void => {
        if (!relations.list(target, list).has(pk)) relations.enter(target.index, list, member)
      }
      if (following) enter('followers')
      if (followedBy) enter('following')
    },
    orderLists: (usernameOrPk, rules) => lists.order(indexOf(usernameOrPk), rules),
    failLists: (usernameOrPk, fault) => lists.fail(indexOf(usernameOrPk), fault),
    clearLists: () => lists.clear(),
    membersOf: (usernameOrPk, list) => trueMembers(listOf(usernameOrPk, list)),
    mutualsOf: (usernameOrPk) => trueMutuals(...bothOf(usernameOrPk)),
    async sumsOf(usernameOrPk) {
      const [followers, following] = bothOf(usernameOrPk)
      return {
        followers: await sumMembers(trueMembers(followers)),
        following: await sumMembers(trueMembers(following)),
        mutuals: await sumMembers(trueMutuals(followers, following)),
      }
    },
  }
}
