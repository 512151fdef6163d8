import { NotFoundError, type PlatformError, UnexpectedAnswerError } from '../errors.ts'
import type {
  Member,
  MemberList,
  MembersEvent,
  MembersPage,
  MembersProgressView,
  ReadMembersOptions,
} from '../members.ts'
import { newMembers, overlapCursor, hasGap } from './members-chain.ts'
import {
  isPageOf,
  onceEach,
  sampleOf,
  startOver,
  type MembersProgress,
} from './members-progress.ts'
import type { PlatformSession } from '../port.ts'
import type { Steps } from './steps.ts'

/**
 * A reading in this process: its progress, which is changed in place, and the state of this call.
 */
export type Reading = {
  target: { platformId: string }
  list: MemberList
  options: ReadMembersOptions
  progress: MembersProgress
  /** Distinct members that are stored. */
  collected: number
  /** Pages that this call has stored. */
  pagesRead: number
  /** Prefer another account than the holder of the cursor for the next turn. */
  prefersOther: boolean
  /**
   * The holder of the cursor rests too long: another account has the next turn, without the cursor.
   */
  dropsCursor: boolean
  /** The transient failure of the last turn, when another account should try. */
  transientFailure: PlatformError | null
  /** Read the last page again, even on the account that holds the cursor. */
  rereadsLast: boolean
  /** An account that once got a useless answer at another one's cursor. */
  suspect: string | null
}

/** 'next': the same account goes on. 'leave': another one should. */
export type Step = 'next' | 'leave'

type Asked = { account: string; isReread: boolean; answer: MembersPage | 'refused' }

/**
 * A page that another account gets at the same place shares at least this much with the known one.
 */
const SAME_SHARE = 0.5
/**
 * From this share on, a page repeats the known one; pages may begin with the last members of the
 * previous.
 */
const REPEATED_SHARE = 0.9
/** Bad answers in a row after which another account tries the page. */
const BAD_ANSWERS_BEFORE_LEAVING = 2
/** Bad answers in a row after which the list counts as ended. */
const MAX_BAD_ANSWERS = 4
const MOST_RESTARTS = 8

/** Reads and stores one page, or decides what its absence means. */
export async function readPage(reading: Reading, steps: Steps<MembersProgress>): Promise<Step> {
  const asked = await steps.request(async (session) => await ask(reading, session))
  const { answer, isReread } = asked
  if (isReread) return await readLastAgain(reading, asked, steps)
  const { place } = reading.progress
  if (answer === 'refused' || isKnown(reading, answer)) {
    // Cursors expire: the last page gives a new one.
    return await readLastNext(reading, steps)
  }
  if (answer.members.length === 0) return await readEmpty(reading, { ...asked, answer }, steps)
  await store(reading, { ...asked, answer }, { pages: place.pages + 1, before: place.cursor })
  return 'next'
}

/** Requests the next page, or the last one again on an account that does not hold the cursor. */
async function ask(reading: Reading, session: PlatformSession): Promise<Asked> {
  const { place } = reading.progress
  const { username: account } = session
  const isReread = place.pages > 0 && (reading.rereadsLast || account !== place.holder)
  const cursor = isReread ? place.before : place.cursor
  const { platformId } = reading.target
  try {
    const answer = await session.fetchMembers(platformId, reading.list, cursor)
    return { account, isReread, answer }
  } catch (error) {
    // A platform that does not know a cursor may also answer "not found".
    const isRefusal = error instanceof UnexpectedAnswerError || error instanceof NotFoundError
    if (isRefusal && cursor !== null) return { account, isReread, answer: 'refused' }
    throw error
  }
}

/** Whether the page repeats the first or the last one. */
function isKnown({ progress: { place } }: Reading, page: MembersPage): boolean {
  const members = newMembers(place.tail, page.members)
  return (
    place.pages > 0 &&
    [place.first, place.last].some((sample) => isPageOf(members, sample, REPEATED_SHARE))
  )
}

async function readLastAgain(
  reading: Reading,
  asked: Asked,
  steps: Steps<MembersProgress>,
): Promise<Step> {
  const { answer, account } = asked
  const { place } = reading.progress
  const isFirst = place.before === null
  const holds =
    answer !== 'refused' &&
    answer.members.length > 0 &&
    (isFirst || isPageOf(answer.members, place.last, SAME_SHARE))
  if (!holds) return await doubtLastPage(reading, account, steps)
  const from = place.holder
  reading.rereadsLast = false
  reading.suspect = null
  const isEndConfirmed = place.hasEnded && answer.next === null
  await store(reading, { account, answer }, { pages: place.pages, before: place.before })
  place.isEndConfirmed = isEndConfirmed
  if (from !== null && from !== account) emit(reading, { kind: 'taken_over', from, by: account })
  return 'next'
}

/** The known page does not come back. Twice on the same account is no accident. */
async function doubtLastPage(
  reading: Reading,
  account: string,
  steps: Steps<MembersProgress>,
): Promise<Step> {
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
  return 'leave'
}

/**
 * The page after the last stored one was useless: the last one is read again, later on another
 * account.
 */
async function readLastNext(reading: Reading, steps: Steps<MembersProgress>): Promise<Step> {
  const { progress } = reading
  progress.place.badAnswers += 1
  if (progress.place.badAnswers >= MAX_BAD_ANSWERS) {
    await beginAgain(reading, 'cursor_lost', steps)
    return 'next'
  }
  await steps.save()
  reading.rereadsLast = true
  return leavesAfterBadAnswer(reading) ? 'leave' : 'next'
}

/** An empty page is not stored, and counts as the end only when repeated. */
async function readEmpty(
  reading: Reading,
  { account, answer }: Asked & { answer: MembersPage },
  steps: Steps<MembersProgress>,
): Promise<Step> {
  const { progress, options, collected } = reading
  const { place } = progress
  const expected = expectedOf(reading)
  const isNatural = answer.next === null && expected !== null && collected >= expected
  place.isLimited ||= answer.isLimited
  place.badAnswers += 1
  if (!isNatural && !place.isLimited && place.badAnswers < MAX_BAD_ANSWERS) {
    await steps.save()
    emit(reading, { kind: 'empty_answer', account })
    reading.rereadsLast = place.pages > 0
    return leavesAfterBadAnswer(reading) ? 'leave' : 'next'
  }
  place.hasEnded = true
  place.isEndConfirmed = !isNatural
  place.endsEmpty = !isNatural
  if (options.max !== undefined && collected >= options.max) place.isCut = true
  await steps.save()
  return 'next'
}

function leavesAfterBadAnswer(reading: Reading): boolean {
  const { isBound, place } = reading.progress
  const mayLeave = !isBound || place.pages === 0
  reading.prefersOther = mayLeave && place.badAnswers >= BAD_ANSWERS_BEFORE_LEAVING
  return reading.prefersOther
}

/** Passes a page to `onPage`, with the state after it. */
async function store(
  reading: Reading,
  { account, answer }: { account: string; answer: MembersPage },
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
  if (members.length > 0) {
    const state: unknown = JSON.parse(JSON.stringify(progress))
    const { added } = await options.onPage({ members, state, progress: viewOf(reading, account) })
    reading.collected += added
  }
  if (!isSame) reading.pagesRead += 1
}

/** The place after a page with the members `all`; `isSame` when the last page was read again. */
function placeAfter(
  { list, progress: { place } }: Reading,
  all: Member[],
  answer: MembersPage,
  isSame: boolean,
): MembersProgress['place'] {
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

/** Starts over from the first page; stored members stay. */
export async function beginAgain(
  reading: Reading,
  why: Extract<MembersEvent, { kind: 'begun_again' }>['why'],
  steps: Pick<Steps<MembersProgress>, 'save'>,
): Promise<void> {
  const { progress } = reading
  if (why === 'fewer_than_expected') {
    progress.wholeReadings += 1
    progress.collectedBefore = reading.collected
  } else progress.restarts += 1
  startOver(progress)
  reading.rereadsLast = false
  reading.suspect = null
  await steps.save()
  emit(reading, { kind: 'begun_again', why })
}

export const hasLostTooMany = ({ progress }: Reading): boolean => progress.restarts > MOST_RESTARTS

/**
 * The profile's count when this reading began; null when unknown. A later reading includes members
 * who joined during earlier ones: they must not stand in for missing ones.
 */
export function startCountOf({ options, progress }: Reading): number | null {
  const counts = [options.expected, progress.countAtStart].filter((count) => count !== null)
  return counts.length === 0 ? null : Math.max(...counts)
}

/** The profile's count at the start or now, the smaller. */
export function expectedOf(reading: Reading): number | null {
  const counts = [startCountOf(reading), reading.progress.countAtEnd].filter(
    (count) => count !== null,
  )
  return counts.length === 0 ? null : Math.min(...counts)
}

const emit = ({ options }: Reading, event: MembersEvent): void => options.onEvent?.(event)
