import { z } from 'zod'
import type { Friendship, Member, MembersPage } from '../../member-reader.ts'
import {
  count,
  cursor,
  flag,
  id,
  identified,
  readAnswer,
  readItems,
  username,
  type OnSkipped,
} from './fields.ts'

const User = identified(['pk', 'pk_id', 'id'], { username, is_private: flag, is_verified: flag })

const ListAnswer = z.object({
  users: z.array(z.unknown()),
  next_max_id: cursor,
  should_limit_list_of_followers: flag,
  page_size: count,
})

/**
 * Reads a page of `friendships/…/followers` or `…/following`; the next page needs this rank token.
 * The list ends where `next_max_id` is missing, whatever `has_more` says.
 */
export function readMembers(
  body: unknown,
  { rankToken, isSearch }: { rankToken: string; isSearch: boolean },
  onSkipped: OnSkipped,
): MembersPage {
  const answer = readAnswer(ListAnswer, body, 'page of members')
  const list = { items: answer.users, path: 'users', what: 'page of members' }
  const { next_max_id: maxId } = answer
  const { items, isWhole } = readItems(User, list, onSkipped)
  return {
    members: items.map(memberOf),
    next: maxId === null ? null : { maxId, rankToken },
    // A skipped member may be the searched one.
    isLimited: answer.should_limit_list_of_followers === true || (isSearch && !isWhole),
    pageSize: answer.page_size,
  }
}

const memberOf = (user: z.output<typeof User>): Member => ({
  platformId: user.pk,
  username: user.username,
  isPrivate: user.is_private,
  isVerified: user.is_verified,
})

const FriendshipsAnswer = z.object({ friendship_statuses: z.record(z.string(), z.unknown()) })
const Status = z.object({ pk: id, following: flag, followed_by: flag })

/** Reads `friendships/show_many`. Old answers do not say who follows the account. */
export function readFriendships(body: unknown, onSkipped: OnSkipped): Friendship[] {
  const { friendship_statuses: statuses } = readAnswer(FriendshipsAnswer, body, 'friendships')
  const items = Object.entries(statuses).map(([pk, status]) =>
    typeof status === 'object' ? { ...status, pk } : status,
  )
  const list = { items, path: 'friendship_statuses', what: 'friendships' }
  return readItems(Status, list, onSkipped).items.map((status) => ({
    platformId: status.pk,
    following: status.following,
    followedBy: status.followed_by,
  }))
}
