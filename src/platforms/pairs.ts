import { UnexpectedAnswerError } from './errors.ts'
import type { Friendship, Member, MemberAnswer, MemberList, MembersPage } from './members.ts'
import { FRIENDSHIPS_PER_REQUEST } from './members.ts'
import type { PlatformSession } from './port.ts'
import type { Steps } from './steps.ts'

export type Person = { platformId: string | null; username: string }

/**
 * Whether somebody is in a list, by the list's own search for the name. An answer with others but without them is a no;
 * one with nobody may be a failure, so it is asked for twice; a list that is shown in part only proves no absence.
 */
export async function searchMember(
  { target, list }: { target: { platformId: string }; list: MemberList },
  person: Person,
  steps: Steps<{ requests: number }>,
): Promise<MemberAnswer> {
  const search = async (): Promise<MembersPage> =>
    await steps.request((session) =>
      session.searchMembers(target.platformId, list, person.username.toLowerCase()),
    )
  let page = await search()
  if (page.members.length === 0) page = await search()
  const { requests } = steps.progress
  const member = page.members.find((found) => isPerson(found, person)) ?? null
  if (member) return { answer: 'yes', member, requests }
  const isWhole = !page.isLimited && page.next === null
  return { answer: isWhole ? 'no' : 'unknown', member: null, requests }
}

/** Whoever has taken over a name is somebody else. */
const isPerson = (member: Member, { platformId, username }: Person): boolean =>
  platformId === null
    ? member.username === username.toLowerCase()
    : member.platformId === platformId

/**
 * How the account that is held stands to others, in the order of the ids, each once. How many the platform takes at once
 * is not known for sure: what it refuses is asked for in halves.
 */
export async function readFriendships(
  platformIds: readonly string[],
  steps: Steps<{ requests: number }>,
): Promise<{ friendships: Friendship[]; requests: number }> {
  const ids = [...new Set(platformIds)]
  const told = new Map<string, Friendship>()
  let size = FRIENDSHIPS_PER_REQUEST
  for (let at = 0; at < ids.length;) {
    const some = ids.slice(at, at + size)
    const page = await steps.request((session) => fetchUnlessTooMany(session, some))
    if (page === 'too many') {
      size = Math.ceil(some.length / 2)
      continue
    }
    for (const friendship of page) told.set(friendship.platformId, friendship)
    at += some.length
  }
  const unknown = { following: null, followedBy: null }
  const friendships = ids.map((platformId) => told.get(platformId) ?? { platformId, ...unknown })
  return { friendships, requests: steps.progress.requests }
}

async function fetchUnlessTooMany(
  session: PlatformSession,
  ids: readonly string[],
): Promise<Friendship[] | 'too many'> {
  try {
    return await session.fetchFriendships(ids)
  } catch (error) {
    if (error instanceof UnexpectedAnswerError && ids.length > 1) return 'too many'
    throw error
  }
}
