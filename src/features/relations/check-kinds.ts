import type { MemberList } from '../../platforms/members.ts'

/** What a check may be asked for; mutuals are found by reading both lists. */
export const CHECK_KINDS = ['followers', 'following', 'mutuals'] as const
export type CheckKind = (typeof CHECK_KINDS)[number]

/** How a check ends. */
export type EndStatus = 'complete' | 'incomplete' | 'failed' | 'cancelled'

/** Why a check gives others their turn; it goes on at once when nobody else waits. */
export const TURN = 'relation_turn'

/** Why a check waits while no account of the pool can work before a person has dealt with one; health has the same word. */
export const NOBODY_WORKS = 'no_account_in_service'

/** The lists that have to be read, each once. */
export function listsFor(kinds: readonly CheckKind[]): MemberList[] {
  const both = kinds.includes('mutuals')
  return (['followers', 'following'] as const).filter((list) => both || kinds.includes(list))
}
