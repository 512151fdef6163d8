import { z } from 'zod'
import { classify } from '../../../base/classify.ts'
import type { Tx } from '../../../db/handles.ts'
import type { Member, MembersOutcome, MembersPageRead } from '../../../platforms/member-reader.ts'
import type { TaskContext } from '../../../queue/task-type.ts'
import { countSent, erasedFingerprint, type SentRequests } from '../../checks/index.ts'
import type { Services } from '../../services.ts'
import { judgeNew } from '../new-only.ts'
import { countNew, NEW_ONLY } from '../store/new-only.ts'
import { addAccount, insertEvents, lockCheck } from '../store/checks.ts'
import { countPage, countRequests, endList, storeMembers, type StoredList } from '../store/lists.ts'

const Checkpoint = z.object({
  /** The list that is being read; null before the first. */
  list: z.enum(['followers', 'following']).nullable(),
  /** The platform's own state of it. */
  state: z.unknown(),
  /** Fingerprints of its members who were erased; see `erasedFingerprint`. */
  erased: z.array(z.string()).default([]),
  /** Whether only the first pages are read, before a confirmation; see `probeLists`. */
  isProbe: z.boolean().default(false),
})
export type Checkpoint = z.output<typeof Checkpoint>

/** The profile of the target is known, and no list has been begun. */
export const noList: Checkpoint = { list: null, state: null, erased: [], isProbe: false }

/**
 * Returns the checkpoint that an earlier run has stored; undefined if there is none, or none that
 * is valid.
 */
export const readCheckpoint = (stored: unknown): Checkpoint | undefined =>
  Checkpoint.safeParse(stored).data

type Context = TaskContext<Services>

type ListToRead = {
  checkId: string
  platformId: string
  /** The most members to collect; null for no limit. */
  max: number | null
  list: StoredList
  /** The place where an earlier run stopped; undefined to begin. */
  resume: Checkpoint | undefined
  /** Pause after the first page. */
  isProbe?: boolean
}

/** A list on its way: what is stored of it, and what the next transaction stores. */
type Reading = ListToRead & {
  collected: number
  requests: number
  /** Erased members count by their fingerprints. */
  erased: Set<string>
  /** Sent, and not stored yet. */
  sent: SentRequests
  /** Whether what was read of a list of new members is enough. */
  verdict: ReturnType<typeof judgeNew>
  /** Happened, and not stored yet. */
  events: { event: string; data: Record<string, unknown> }[]
}

/**
 * Reads a list on; each page is stored together with where the list continues. `ended` when no more
 * can be read of it, `paused` after as many pages as one check may read at a time. Throws
 * CheckGoneError when the check was removed meanwhile. `not_newest_first` when only new members
 * were to be read, and the platform sends them in another order: the list has to be read whole.
 */
export async function readList(
  toRead: ListToRead,
  context: Context,
): Promise<'ended' | 'paused' | 'not_newest_first'> {
  const { list, resume } = toRead
  const reading: Reading = {
    ...toRead,
    collected: list.collected,
    requests: list.requests,
    erased: new Set(resume?.erased),
    sent: countSent(resume?.state),
    verdict: verdictOf(list, list),
    events: [],
  }
  try {
    const outcome = await readPages(reading, context)
    if (outcome.kind === 'paused') return 'paused'
    const isNewOnly = outcome.kind === 'incomplete' && outcome.reason === NEW_ONLY
    if (isNewOnly && reading.verdict === 'not_newest_first') return 'not_newest_first'
    await storeEnd(reading, outcome, context)
    return 'ended'
  } finally {
    await storeRest(reading, context)
  }
}

async function readPages(reading: Reading, context: Context): Promise<MembersOutcome> {
  const { platformId, list, max, sent, resume, isProbe } = reading
  const { memberReader, config } = context.services
  return await memberReader.readMembers(
    { platformId },
    list.kind,
    {
      expected: list.expected,
      collected: list.collected + reading.erased.size,
      order: list.new_since === null ? 'default' : 'newest',
      isEnough: reading.verdict !== 'more',
      pages: isProbe ? 1 : config.relationPagesAtOnce,
      ...(max === null ? {} : { max }),
      onPage: async (page) => await storePage(reading, page, context),
      onEvent: ({ kind, ...data }) => addEvent(reading, kind, data),
    },
    {
      ...sent.observers,
      signal: context.signal,
      taskId: context.taskId,
      resume: resume?.state,
      save: async (state) => await store(reading, state, context),
      onAccount: (account) => context.note({ account }),
    },
  )
}

/** One transaction with the checkpoint; what has happened since the last one is stored in it. */
async function store(
  reading: Reading,
  state: unknown,
  context: Context,
  write?: (tx: Tx) => Promise<void>,
): Promise<void> {
  const { checkId, list, sent, isProbe = false } = reading
  const requests = sent.unstored()
  const events = [...reading.events]
  const erased = [...reading.erased]
  await context.checkpoint({ list: list.kind, state, erased, isProbe }, async (tx) => {
    await write?.(tx)
    await lockCheck(tx, checkId)
    await countRequests(tx, checkId, list.kind, requests)
    await insertEvents(tx, checkId, events)
  })
  reading.events.splice(0, events.length)
  sent.markStored(requests)
  reading.requests += requests
}

async function storePage(
  reading: Reading,
  page: MembersPageRead,
  context: Context,
): Promise<{ added: number; isEnough: boolean }> {
  const { members, state, progress } = page
  const { checkId, list } = reading
  const { services } = context
  const { account, pages, reading: round } = progress
  const known = reading.erased.size
  for (const { platformId } of await services.erasures.erasedOf(services.db, members))
    reading.erased.add(erasedFingerprint(checkId, platformId))
  let added = 0
  await store(reading, state, context, async (tx) => {
    // Asked again: what is stored here must hold against an erasure that has come in between.
    const erased = await services.erasures.erasedOf(tx, members)
    await lockCheck(tx, checkId)
    const found = members.filter((member) => !erased.has(member))
    const stored = await storeMembers(tx, { checkId, kind: list.kind }, found, round)
    added = stored.length
    await countPage(tx, checkId, { list: list.kind, added, reading: round })
    await addAccount(tx, checkId, account)
    await judgePage(tx, reading, { page, stored, erased })
  })
  reading.collected += added
  await context.progress({
    done: reading.collected,
    total: Math.max(reading.collected, list.expected ?? 0),
    list: list.kind,
    pages,
    requests: reading.requests,
    account,
  })
  return {
    added: added + reading.erased.size - known,
    isEnough: reading.verdict !== 'more',
  }
}

const verdictOf = (
  { base_check_id: base, growth }: StoredList,
  counted: { collected: number; new_members: number; known_run: number },
): Reading['verdict'] =>
  base === null
    ? 'more'
    : judgeNew({
        growth: growth ?? 0,
        newMembers: counted.new_members,
        knownRun: counted.known_run,
        collected: counted.collected,
      })

/** Counts the new members of a page, in its transaction, where only new ones are read. */
async function judgePage(
  tx: Tx,
  reading: Reading,
  {
    page: { members, isAgain, progress },
    stored,
    erased,
  }: { page: MembersPageRead; stored: readonly string[]; erased: ReadonlySet<Member> },
): Promise<void> {
  const { checkId, list, collected } = reading
  const { base_check_id: baseId, kind } = list
  if (baseId === null) return
  const counted = await countNew(tx, {
    checkId,
    kind,
    baseId,
    members: members.map(({ platformId }) => platformId),
    added: stored,
    erased: new Set([...erased].map(({ platformId }) => platformId)),
    isFirst: progress.pages === 1 && !isAgain,
    isAgain,
  })
  reading.verdict = verdictOf(list, { ...counted, collected: collected + stored.length })
}

async function storeEnd(
  reading: Reading,
  outcome: Exclude<MembersOutcome, { kind: 'paused' }>,
  context: Context,
): Promise<void> {
  const { checkId, list, collected } = reading
  const { expected } = outcome
  const reason = outcome.kind === 'complete' ? null : outcome.reason
  const why = outcome.kind === 'complete' ? { because: outcome.because } : { reason }
  const kind = reason === null ? 'list_complete' : eventOf(reason)
  addEvent(reading, kind, { collected, expected, ...why })
  await store(reading, null, context, async (tx) => {
    await endList(tx, checkId, list.kind, { reason, expected, erased: reading.erased.size })
  })
}

const eventOf = (reason: string): string =>
  reason === NEW_ONLY ? 'new_members_read' : 'list_incomplete'

/** Stores the requests and events since the last page, whatever ended the reading. */
async function storeRest(reading: Reading, context: Context): Promise<void> {
  const { checkId, list, sent, events } = reading
  const requests = sent.unstored()
  if (requests === 0 && events.length === 0) return
  try {
    await context.services.db.transaction().execute(async (tx) => {
      await countRequests(tx, checkId, list.kind, requests)
      await insertEvents(tx, checkId, events)
    })
  } catch (thrown) {
    const error = classify(thrown)
    context.log.warn({ err: error, code: error.code }, 'end of a relation reading not stored')
  }
}

function addEvent({ list, events }: Reading, event: string, data: object): void {
  events.push({ event, data: { list: list.kind, ...data } })
}
