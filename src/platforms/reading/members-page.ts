import { UnexpectedAnswerError } from '../errors.ts'
import { NotFoundError } from '../target-errors.ts'
import type { Member, MemberSession, MembersPage, MembersProgressView } from '../member-reader.ts'
import { isCompleteByCount } from './members-end.ts'
import { hasGap, isPageOf, newMembers, onceEach, overlapCursor, sampleOf } from './members-chain.ts'
import {
  beginAgain,
  emit,
  expectedOf,
  neededOf,
  type ListSteps,
  type MembersProgress,
  type Reading,
  type Step,
} from './members-progress.ts'

type Place = MembersProgress['place']

/** Least share of the known page in the one that another account gets at the same place. */
const SAME_SHARE = 0.5
/**
 * From this share on, a page repeats the known one. A new page may begin with the last members of
 * the previous.
 */
const REPEATED_SHARE = 0.9
/** Bad answers in a row after which another account tries the page. */
const BAD_ANSWERS_BEFORE_LEAVING = 2
/**
 * Bad answers in a row that end a list of which as many members are collected as the profile
 * counts. One alone may be a fault while members are left: those who have gone count as collected.
 */
const BAD_ANSWERS_AT_COUNT = 2
/** Bad answers in a row after which the list counts as ended. */
const MAX_BAD_ANSWERS = 4

/**
 * Requests one page and does what its answer means:
 *
 * | requested | answer | then |
 * | --- | --- | --- |
 * | the next page | members | stored |
 * | the next page | the last page, and the count is reached | the end |
 * | the next page | refused, empty or of known members, twice, and the count is reached | the end |
 * | the next page | refused, or a known page | the last page again: cursors expire |
 * | the next page | the last page, repeatedly | the end, where members may be missing |
 * | the next page | no members | the end if plausible or repeated, else the last page again |
 * | the last page again | that page | stored; the next page follows |
 * | the last page again | anything else | once more; then see `doubtLastPage` |
 */
export async function readPage(reading: Reading, steps: ListSteps): Promise<Step> {
  const { account, isReread, answer } = await steps.request(
    async (session) => await ask(reading, session),
  )
  const { place } = reading.progress
  if (isReread) {
    return answer !== 'refused' && isLastPage(place, answer)
      ? await continueAfter(reading, { account, answer })
      : await doubtLastPage(reading, account, steps)
  }
  if (answer === 'refused' || isKnown(place, answer))
    return await rereadLast(reading, answer, steps)
  if (answer.members.length === 0) return await readEmpty(reading, { account, answer }, steps)
  await store(reading, { account, answer }, { pages: place.pages + 1, before: place.cursor })
  const isRepetition = place.pagesOfKnown >= BAD_ANSWERS_AT_COUNT && !place.hasEnded
  return isRepetition && hasAll(reading) ? await end(reading, steps) : 'next'
}

/**
 * Returns whether as many members are collected as the profile counts, by an unbroken chain of
 * pages. A later reading knows most members from its first page on, so it must have seen as many
 * itself.
 */
function hasAll(reading: Reading): boolean {
  const { progress, collected } = reading
  const needed = neededOf(reading)
  const isComplete = progress.reading === 1 || progress.place.listed >= (needed ?? 0)
  return isComplete && isCompleteByCount(progress, { collected, needed })
}

/** The platform gives no more, although it gave a cursor. */
async function end({ progress: { place } }: Reading, steps: ListSteps): Promise<Step> {
  place.hasEnded = true
  place.isEndConfirmed = true
  await steps.save()
  return 'next'
}

type PageRequest = { account: string; answer: MembersPage }

/** Requests the next page, or the last one again on an account that does not hold the cursor. */
async function ask(
  reading: Reading,
  session: MemberSession,
): Promise<{ account: string; isReread: boolean; answer: MembersPage | 'refused' }> {
  const { place } = reading.progress
  const { username: account } = session
  const isReread = place.pages > 0 && (reading.rereadsLast || account !== place.holder)
  const cursor = isReread ? place.before : place.cursor
  const { platformId } = reading.target
  try {
    const answer = await session.fetchMembers(
      platformId,
      reading.list,
      cursor,
      reading.options.order,
    )
    return { account, isReread, answer }
  } catch (error) {
    // A platform that does not know a cursor may also answer "not found".
    const isRefusal = error instanceof UnexpectedAnswerError || error instanceof NotFoundError
    if (isRefusal && cursor !== null) return { account, isReread, answer: 'refused' }
    throw error
  }
}

/** Whether the page repeats the first or the last one. */
const isKnown = (place: Place, page: MembersPage): boolean =>
  place.pages > 0 && (repeats(place, page, place.first) || isLastAgain(place, page))

const isLastAgain = (place: Place, page: MembersPage): boolean => repeats(place, page, place.last)

const repeats = ({ tail }: Place, { members }: MembersPage, sample: readonly string[]): boolean =>
  isPageOf(newMembers(tail, members), sample, REPEATED_SHARE)

/** Whether the last page, read again, is the same; any page may be the first one. */
const isLastPage = ({ before, last }: Place, { members }: MembersPage): boolean =>
  members.length > 0 && (before === null || isPageOf(members, last, SAME_SHARE))

/** The last page came back: its cursor is the account's own. */
async function continueAfter(reading: Reading, request: PageRequest): Promise<Step> {
  const { place } = reading.progress
  const { holder: from, hasEnded } = place
  reading.rereadsLast = false
  reading.suspect = null
  await store(reading, request, { pages: place.pages, before: place.before })
  place.isEndConfirmed = hasEnded && request.answer.next === null
  const by = request.account
  if (from !== null && from !== by) emit(reading, { kind: 'taken_over', from, by })
  return 'next'
}

/** The known page does not come back. Twice on the same account is no accident. */
async function doubtLastPage(reading: Reading, account: string, steps: ListSteps): Promise<Step> {
  const { progress } = reading
  const { place } = progress
  if (reading.suspect !== account) {
    reading.suspect = account
    return 'next'
  }
  reading.suspect = null
  if (place.hasEnded && (account === place.holder || progress.isBound)) {
    // The end cannot be verified; the known end counts.
    reading.rereadsLast = false
    place.isEndConfirmed = true
    await steps.save()
    return 'next'
  }
  // Offsets are the same for every account, so the list has changed.
  if (account === place.holder || reading.list === 'following') {
    await beginAgain(reading, 'cursor_lost', steps)
    return 'next'
  }
  progress.isBound = true
  await steps.save()
  if (place.holder !== null) emit(reading, { kind: 'cursor_bound', account: place.holder })
  return { account: 'holder' }
}

/** After a useless answer for the next page: reads the last one again, later on another account. */
async function rereadLast(
  reading: Reading,
  answer: MembersPage | 'refused',
  steps: ListSteps,
): Promise<Step> {
  const { place } = reading.progress
  place.badAnswers += 1
  const isLast = answer !== 'refused' && isLastAgain(place, answer)
  const isEnough = isLast || place.badAnswers >= BAD_ANSWERS_AT_COUNT
  if (isEnough && hasAll(reading)) return await end(reading, steps)
  if (place.badAnswers >= MAX_BAD_ANSWERS) {
    // To start over would lead to the same page.
    if (isLast) return await end(reading, steps)
    await beginAgain(reading, 'cursor_lost', steps)
    return 'next'
  }
  await steps.save()
  reading.rereadsLast = true
  return afterBadAnswer(reading.progress)
}

/** An empty page is not stored, and counts as the end only when repeated. */
async function readEmpty(
  reading: Reading,
  { account, answer }: PageRequest,
  steps: ListSteps,
): Promise<Step> {
  const { progress, options, collected } = reading
  const { place } = progress
  const expected = expectedOf(reading)
  const isNatural = answer.next === null && expected !== null && collected >= expected
  place.isLimited ||= answer.isLimited
  place.badAnswers += 1
  if (place.badAnswers >= BAD_ANSWERS_AT_COUNT && hasAll(reading)) return await end(reading, steps)
  if (!isNatural && !place.isLimited && place.badAnswers < MAX_BAD_ANSWERS) {
    await steps.save()
    emit(reading, { kind: 'empty_answer', account })
    reading.rereadsLast = place.pages > 0
    return afterBadAnswer(progress)
  }
  place.hasEnded = true
  place.isEndConfirmed = !isNatural
  place.endsEmpty = !isNatural
  place.isCut ||= options.max !== undefined && collected >= options.max
  await steps.save()
  return 'next'
}

function afterBadAnswer({ isBound, place }: MembersProgress): Step {
  const mayLeave = !isBound || place.pages === 0
  return mayLeave && place.badAnswers >= BAD_ANSWERS_BEFORE_LEAVING ? { account: 'other' } : 'next'
}

/** Passes a page to `onPage`, with the state after it. */
async function store(
  reading: Reading,
  { account, answer }: PageRequest,
  at: { pages: number; before: MembersPage['next'] },
): Promise<void> {
  const { progress, options } = reading
  const all = onceEach(answer)
  const room = Math.max(0, (options.max ?? Infinity) - reading.collected)
  const members = all.slice(0, room)
  const isSame = at.pages === progress.place.pages
  // In place, because callers keep a reference to it.
  Object.assign(progress.place, placeAfter(reading, all, answer, isSame), {
    ...at,
    first: at.pages === 1 ? sampleOf(all) : progress.place.first,
    holder: account,
    isCut: progress.place.isCut || (!isSame && members.length < all.length),
  })
  if (!isSame) progress.fruitless = 0
  progress.pageSize = Math.max(progress.pageSize ?? 0, answer.pageSize ?? 0, all.length)
  if (!isSame) reading.pagesRead += 1
  if (members.length === 0) return
  const state: unknown = JSON.parse(JSON.stringify(progress))
  const page = { members, state, isAgain: isSame, progress: viewOf(reading, account) }
  const { added, isEnough } = await options.onPage(page)
  reading.isEnough = isEnough === true
  reading.collected += added
  if (!isSame) progress.place.pagesOfKnown = added > 0 ? 0 : progress.place.pagesOfKnown + 1
}

/** The place after a page with the members `all`; `isSame` when the last page was read again. */
function placeAfter(
  { list, progress: { place } }: Reading,
  all: Member[],
  answer: MembersPage,
  isSame: boolean,
): Place {
  return {
    ...place,
    ...overlapCursor(list, all, answer.next),
    listed:
      place.listed +
      (isSame ? Math.max(0, all.length - place.lastSize) : newMembers(place.tail, all).length),
    hasGap: place.hasGap || (!isSame && hasGap(place.tail, all)),
    last: sampleOf(all),
    lastSize: all.length,
    hasEnded: answer.next === null,
    isEndConfirmed: false,
    isLimited: place.isLimited || answer.isLimited,
    // A page read again does not reset the count, or a bad place would never end.
    badAnswers: isSame ? place.badAnswers : 0,
  }
}

const viewOf = ({ progress }: Reading, account: string): MembersProgressView => ({
  account,
  reading: progress.reading,
  pages: progress.place.pages,
  requests: progress.requests,
  pageSize: progress.pageSize,
})
