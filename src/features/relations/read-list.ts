import { z } from 'zod'
import { classify } from '../../base/classify.ts'
import type { Tx } from '../../db/database.ts'
import type {
  CompleteBecause,
  IncompleteReason,
  MembersEvent,
  MembersOutcome,
  MembersPageRead,
} from '../../platforms/member-reader.ts'
import type { TaskContext } from '../../queue/task-type.ts'
import { erasedFingerprint } from '../checks/index.ts'
import type { Services } from '../manifest.ts'
import {
  countPage,
  countRequests,
  endList,
  holdCheck,
  insertEvents,
  type StoredList,
} from './checks-store.ts'
import { storeMembers } from './members-store.ts'

const Checkpoint = z.object({
  /** The list that is being read; null before the first. */
  list: z.enum(['followers', 'following']).nullable(),
  /** The platform's own state of it. */
  state: z.unknown(),
  /** Marks of those in it who were erased; see `erasedFingerprint`. */
  withheld: z.array(z.string()).default([]),
})
export type Checkpoint = z.output<typeof Checkpoint>

/** The profile of the target is known, and no list has been begun. */
export const noList: Checkpoint = { list: null, state: null, withheld: [] }

/** What an earlier run has stored; undefined for nothing, or nothing that can be read. */
export const readCheckpoint = (stored: unknown): Checkpoint | undefined =>
  Checkpoint.safeParse(stored).data

type Context = TaskContext<Services>

type Reading = {
  /** Of the check. */
  id: string
  platformId: string
  max: number | null
  list: StoredList
  /** Where an earlier run has left the list; undefined to begin. */
  left: Checkpoint | undefined
}

type ListEnded = {
  kind: 'list_complete' | 'list_incomplete'
  collected: number
  expected: number | null
  because?: CompleteBecause
  reason?: IncompleteReason | null
}

/** What was stored of a list, and what happened since and is stored with the next page. */
type Book = {
  collected: number
  /** Marks of members that are not stored. */
  withheld: Set<string>
  requests: number
  /** By the count that the platform's state keeps. */
  counted: number
  unstoredRequests: number
  news: (MembersEvent | ListEnded)[]
}

/**
 * Reads a list on, each page stored together with where it goes on. `ended` when nothing more is to be had of it; `paused`
 * after as many pages as one check may read at a time. Throws CheckGoneError when the check was removed meanwhile.
 */
export async function readList(reading: Reading, context: Context): Promise<'ended' | 'paused'> {
  const { list, left } = reading
  const book: Book = {
    collected: list.collected,
    withheld: new Set(left?.withheld),
    requests: list.requests,
    counted: countedIn(left?.state),
    unstoredRequests: 0,
    news: [],
  }
  try {
    const outcome = await readPages(reading, book, context)
    if (outcome.kind === 'paused') return 'paused'
    await storeEnd(reading, book, outcome, context)
    return 'ended'
  } finally {
    await storeRest(reading, book, context)
  }
}

async function readPages(reading: Reading, book: Book, context: Context): Promise<MembersOutcome> {
  const { platformId, list, max } = reading
  const { memberReader, config } = context.services
  return await memberReader.readMembers(
    { platformId },
    list.kind,
    {
      expected: list.expected,
      collected: list.collected + book.withheld.size,
      pages: config.relationPagesAtOnce,
      ...(max === null ? {} : { max }),
      onPage: async (page) => await storePage(reading, book, page, context),
      onEvent: (event) => book.news.push(event),
    },
    {
      signal: context.signal,
      resume: reading.left?.state,
      save: async (state) => await store(reading, book, state, context),
      onAccount: (account) => context.note({ account }),
      onRequest: (count) => {
        book.unstoredRequests += count - book.counted
        book.counted = count
      },
    },
  )
}

/** One transaction with the checkpoint: what has happened since the last one is told in it. */
async function store(
  { id, list }: Reading,
  book: Book,
  state: unknown,
  context: Context,
  write?: (tx: Tx) => Promise<void>,
): Promise<void> {
  const { news, unstoredRequests } = book
  const events = eventsOf(list, book)
  const withheld = [...book.withheld]
  await context.checkpoint({ list: list.kind, state, withheld }, async (tx) => {
    await write?.(tx)
    await holdCheck(tx, id)
    await countRequests(tx, id, list.kind, unstoredRequests)
    await insertEvents(tx, id, events)
  })
  news.splice(0, events.length)
  book.unstoredRequests -= unstoredRequests
  book.requests += unstoredRequests
}

async function storePage(
  reading: Reading,
  book: Book,
  { members, state, progress }: MembersPageRead,
  context: Context,
): Promise<{ added: number }> {
  const { id, list } = reading
  const { services } = context
  const { account, pages, reading: round } = progress
  const known = book.withheld.size
  for (const { platformId } of await services.erasures.erasedOf(services.db, members))
    book.withheld.add(erasedFingerprint(id, platformId))
  let added = 0
  await store(reading, book, state, context, async (tx) => {
    // Asked again: what is stored here must hold against an erasure that has come in between.
    const erased = await services.erasures.erasedOf(tx, members)
    await holdCheck(tx, id)
    const kept = members.filter((member) => !erased.has(member))
    added = await storeMembers(tx, id, list.kind, kept, round)
    await countPage(tx, id, { list: list.kind, added, account, reading: round })
  })
  book.collected += added
  await context.progress({
    done: book.collected,
    total: Math.max(book.collected, list.expected ?? 0),
    list: list.kind,
    pages,
    requests: book.requests,
    account,
  })
  return { added: added + book.withheld.size - known }
}

async function storeEnd(
  reading: Reading,
  book: Book,
  outcome: Exclude<MembersOutcome, { kind: 'paused' }>,
  context: Context,
): Promise<void> {
  const { id, list } = reading
  const { expected } = outcome
  const { collected } = book
  const reason = outcome.kind === 'complete' ? null : outcome.reason
  const why = outcome.kind === 'complete' ? { because: outcome.because } : { reason }
  const kind = reason === null ? 'list_complete' : 'list_incomplete'
  book.news.push({ kind, collected, expected, ...why })
  await store(reading, book, null, context, async (tx) => {
    await endList(tx, id, list.kind, { reason, expected })
  })
}

/** What happened since the last page is told as well, whatever ended the reading; none of it moves the list. */
async function storeRest({ id, list }: Reading, book: Book, context: Context): Promise<void> {
  const { unstoredRequests } = book
  if (unstoredRequests === 0 && book.news.length === 0) return
  const events = eventsOf(list, book)
  try {
    await context.services.db.transaction().execute(async (tx) => {
      await countRequests(tx, id, list.kind, unstoredRequests)
      await insertEvents(tx, id, events)
    })
  } catch (thrown) {
    const error = classify(thrown)
    context.log.warn({ err: error, code: error.code }, 'end of a relation reading not told')
  }
}

const eventsOf = (list: StoredList, { news }: Book) =>
  news.map(({ kind: event, ...data }) => ({ event, data: { list: list.kind, ...data } }))

const Counted = z.object({ requests: z.int().nonnegative() })

/** The platform counts on from what its state says. */
const countedIn = (state: unknown): number => Counted.safeParse(state).data?.requests ?? 0
