import { UnexpectedAnswerError } from '../errors.ts'
import type {
  Friendship,
  Member,
  MemberAnswer,
  MemberList,
  MemberSession,
  MembersPage,
} from '../member-reader.ts'
import { answerOr } from './expected-refusal.ts'
import type { Steps } from './steps.ts'

export type Person = { platformId: string | null; username: string }

/**
 * Whether a person is in a list, by the list's search for the name. An answer with only others is a
 * no. An empty one may be a failure: it is requested twice, and counts only if the account can see
 * any member of the list. A partly shown list proves no absence.
 */
export async function searchMember(
  { target, list }: { target: { platformId: string }; list: MemberList },
  person: Person,
  steps: Steps<{ requests: number }, MemberSession>,
): Promise<MemberAnswer> {
  const { platformId } = target
  const search = async (): Promise<MembersPage> =>
    await steps.request((session) =>
      session.searchMembers(platformId, list, person.username.toLowerCase()),
    )
  const pages = [await search()]
  if (isEmpty(pages)) pages.push(await search())
  const isWhole = pages.every(({ isLimited, next }) => !isLimited && next === null)
  if (isWhole && isEmpty(pages))
    pages.push(await steps.request((session) => session.fetchMembers(platformId, list, null)))
  const { requests } = steps.progress
  const member = pages.flatMap(({ members }) => members).find((each) => isPerson(each, person))
  if (member) return { answer: 'yes', member, requests }
  const isListed = !isEmpty(pages) && !pages.some(({ isLimited }) => isLimited)
  return { answer: isWhole && isListed ? 'no' : 'unknown', member: null, requests }
}

const isEmpty = (pages: readonly MembersPage[]): boolean =>
  pages.every(({ members }) => members.length === 0)

/** With a known id the name does not matter: another person may have taken it. */
const isPerson = (member: Member, { platformId, username }: Person): boolean =>
  platformId === null
    ? member.username === username.toLowerCase()
    : member.platformId === platformId

/**
 * Follow relations of the held account with others; unknown ids are missing. The platform's limit
 * per request is not certain: a refused request is split in halves.
 */
export async function readFriendships(
  platformIds: readonly string[],
  steps: Steps<{ requests: number }, MemberSession>,
): Promise<Friendship[]> {
  const mayHalve = (error: unknown): boolean =>
    platformIds.length > 1 && error instanceof UnexpectedAnswerError
  const page = await steps.request((session) =>
    answerOr('too many', mayHalve, async () => await session.fetchFriendships(platformIds)),
  )
  if (page !== 'too many') return page
  const half = Math.ceil(platformIds.length / 2)
  return [
    ...(await readFriendships(platformIds.slice(0, half), steps)),
    ...(await readFriendships(platformIds.slice(half), steps)),
  ]
}
