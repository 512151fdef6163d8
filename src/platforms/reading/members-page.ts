import { NotFoundError, type PlatformError, UnexpectedAnswerError } from '../errors.ts'
import type {
  MemberList,
  MembersEvent,
  MembersPage,
  MembersProgressView,
  ReadMembersOptions,
} from '../members.ts'
import { beyond, chainedTo, hasGap } from './members-chain.ts'
import {
  isPageOf,
  onceEach,
  sampleOf,
  startOver,
  type MembersProgress,
} from './members-progress.ts'
import type { PlatformSession } from '../port.ts'
import type { Steps } from './steps.ts'

/** A reading at work in this process: its progress, which is changed in place, and what only this call knows. */
export type Reading = {
  target: { platformId: string }
  list: MemberList
  options: ReadMembersOptions
  progress: MembersProgress
  /** Distinct members that are stored. */
  collected: number
  /** Pages that this call has stored. */
  pagesRead: number
  /** Another account than the one that holds the cursor should have the next turn, if there is one. */
  isShunned: boolean
  /** The account of the cursor rests too long: the next turn is another one's, which does without the cursor. */
  leavesHolder: boolean
  /** What the last turn failed with in passing, when another account should try. */
  stumbledOn: PlatformError | null
  /** The last page is to be read again, also by the account that holds the cursor. */
  retakes: boolean
  /** An account whose answer at another one's cursor was of no use once. */
  doubted: string | null
}

/** 'next': the same account goes on. 'leave': another one should. */
export type Step = 'next' | 'leave'

type Asked = { account: string; isRetake: boolean; answer: MembersPage | 'refused' }

/** A page that another account is given at the same place shares so much with the one that is known. */
const SAME_SHARE = 0.5
/** A page that should be another one is the known one again; pages may begin with the last members of the one before. */
const REPEATED_SHARE = 0.9
/** An account that stumbles so often in a row leaves the page to another one. */
const STUMBLES_BEFORE_LEAVING = 2
/** So many in a row, and the list counts as ended there. */
export const MOST_STUMBLES = 4
const MOST_RESTARTS = 8

/** Reads one page and stores it, or finds out why it cannot be had. */
export async function readPage(reading: Reading, steps: Steps<MembersProgress>): Promise<Step> {
  const asked = await steps.request(async (session) => await ask(reading, session))
  const { answer, isRetake } = asked
  if (isRetake) return await readRetake(reading, asked, steps)
  const { place } = reading.progress
  if (answer === 'refused' || isKnown(reading, answer)) {
    // Cursors do not hold for ever: the last page gives a new one.
    return await stumble(reading, steps)
  }
  if (answer.members.length === 0) return await readEmpty(reading, { ...asked, answer }, steps)
  await store(reading, { ...asked, answer }, { pages: place.pages + 1, before: place.cursor })
  return 'next'
}

/** The next page; or, by an account that does not hold the cursor, the last one once more. */
async function ask(reading: Reading, session: PlatformSession): Promise<Asked> {
  const { place } = reading.progress
  const { username: account } = session
  const isRetake = place.pages > 0 && (reading.retakes || account !== place.holder)
  const cursor = isRetake ? place.before : place.cursor
  const { platformId } = reading.target
  try {
    const answer = await session.fetchMembers(platformId, reading.list, cursor)
    return { account, isRetake, answer }
  } catch (error) {
    // A platform that does not know a cursor may also say that it finds no list.
    const isRefusal = error instanceof UnexpectedAnswerError || error instanceof NotFoundError
    if (isRefusal && cursor !== null) return { account, isRetake, answer: 'refused' }
    throw error
  }
}

/** The first page where another should be, or the last one again. */
function isKnown({ progress: { place } }: Reading, page: MembersPage): boolean {
  const members = beyond(place.tail, page.members)
  return (
    place.pages > 0 &&
    [place.first, place.last].some((sample) => isPageOf(members, sample, REPEATED_SHARE))
  )
}

async function readRetake(
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
  if (!holds) return await doubt(reading, account, steps)
  const from = place.holder
  reading.retakes = false
  reading.doubted = null
  const isEndConfirmed = place.hasEnded && answer.next === null
  await store(reading, { account, answer }, { pages: place.pages, before: place.before })
  place.isEndConfirmed = isEndConfirmed
  if (from !== null && from !== account) tell(reading, { kind: 'taken_over', from, by: account })
  return 'next'
}

/** The known page does not come back. Twice by the same account, that is no accident. */
async function doubt(
  reading: Reading,
  account: string,
  steps: Steps<MembersProgress>,
): Promise<Step> {
  const { progress } = reading
  const { place } = progress
  if (reading.doubted !== account) {
    reading.doubted = account
    return 'next'
  }
  reading.doubted = null
  if (place.hasEnded && (account === place.holder || progress.isBound)) {
    // The end cannot be seen again; what is known of it has to do.
    reading.retakes = false
    place.isEndConfirmed = true
    await steps.save()
    return 'next'
  }
  // An offset holds for everybody, so the list has moved under it.
  if (account === place.holder || reading.list === 'following') {
    await beginAgain(reading, 'cursor_lost', steps)
    return 'next'
  }
  progress.isBound = true
  await steps.save()
  if (place.holder !== null) tell(reading, { kind: 'cursor_bound', account: place.holder })
  return 'leave'
}

/** The page after the last one that is stored was of no use: that one is read again, by and by on another account. */
async function stumble(reading: Reading, steps: Steps<MembersProgress>): Promise<Step> {
  const { progress } = reading
  progress.place.stumbles += 1
  if (progress.place.stumbles >= MOST_STUMBLES) {
    await beginAgain(reading, 'cursor_lost', steps)
    return 'next'
  }
  await steps.save()
  reading.retakes = true
  return leavesAfterStumble(reading) ? 'leave' : 'next'
}

/** Nobody on a page: not worth being stored, and the end only when the platform insists. */
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
  place.stumbles += 1
  if (!isNatural && !place.isLimited && place.stumbles < MOST_STUMBLES) {
    await steps.save()
    tell(reading, { kind: 'empty_answer', account })
    reading.retakes = place.pages > 0
    return leavesAfterStumble(reading) ? 'leave' : 'next'
  }
  place.hasEnded = true
  place.isEndConfirmed = !isNatural
  place.endsEmpty = !isNatural
  if (options.max !== undefined && collected >= options.max) place.isCut = true
  await steps.save()
  return 'next'
}

function leavesAfterStumble(reading: Reading): boolean {
  const { isBound, place } = reading.progress
  const mayLeave = !isBound || place.pages === 0
  reading.isShunned = mayLeave && place.stumbles >= STUMBLES_BEFORE_LEAVING
  return reading.isShunned
}

/** Hands a page over, with the state after it. */
async function store(
  reading: Reading,
  { account, answer }: { account: string; answer: MembersPage },
  at: { pages: number; before: MembersPage['next'] },
): Promise<void> {
  const { progress, options } = reading
  const { place } = progress
  const all = onceEach(answer)
  const room = Math.max(0, (options.max ?? Infinity) - reading.collected)
  const members = all.slice(0, room)
  const isSame = at.pages === place.pages
  const { cursor, tail } = chainedTo(reading.list, all, answer.next)
  Object.assign(place, {
    ...at,
    listed:
      place.listed +
      (isSame ? Math.max(0, all.length - place.lastSize) : beyond(place.tail, all).length),
    hasGap: place.hasGap || (!isSame && hasGap(place.tail, all)),
    cursor,
    tail,
    first: at.pages === 1 ? sampleOf(all) : place.first,
    last: sampleOf(all),
    lastSize: all.length,
    holder: account,
    hasEnded: answer.next === null,
    isEndConfirmed: false,
    isLimited: place.isLimited || answer.isLimited,
    isCut: place.isCut || (!isSame && members.length < all.length),
    // A page read again may stumble at the same place for ever.
    stumbles: isSame ? place.stumbles : 0,
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

const viewOf = ({ progress }: Reading, account: string): MembersProgressView => ({
  account,
  reading: progress.reading,
  pages: progress.place.pages,
  requests: progress.requests,
  pageSize: progress.pageSize,
})

/** From the first page again; what is stored stays. */
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
  reading.retakes = false
  reading.doubted = null
  await steps.save()
  tell(reading, { kind: 'begun_again', why })
}

export const hasLostTooMany = ({ progress }: Reading): boolean => progress.restarts > MOST_RESTARTS

/**
 * What the profile counted when this reading began; null when it did not tell. One that begins after others shows who has
 * joined during them: they must not stand for those who are missing.
 */
export function startCountOf({ options, progress }: Reading): number | null {
  const counts = [options.expected, progress.countAtStart].filter((count) => count !== null)
  return counts.length === 0 ? null : Math.max(...counts)
}

/** What the profile counts, at the start or by now, the smaller. */
export function expectedOf(reading: Reading): number | null {
  const counts = [startCountOf(reading), reading.progress.countAtEnd].filter(
    (count) => count !== null,
  )
  return counts.length === 0 ? null : Math.min(...counts)
}

const tell = ({ options }: Reading, event: MembersEvent): void => options.onEvent?.(event)
