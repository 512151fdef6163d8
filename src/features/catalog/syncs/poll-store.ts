import { z } from 'zod'
import type { Tx } from '../../../db/handles.ts'
import type { OwnMedia, OwnMediaPage } from '../../../platforms/own-media-reader.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask, type TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { queueExtractions } from '../extract/queue-extractions.ts'
import { dropUnplaced, placeComments } from '../products/store/comments.ts'
import { lockPosts } from '../posts/store/lock-posts.ts'
import {
  knownAmong,
  markDeleted,
  noteFound,
  oldestDrafted,
  storePosts,
  type Covered,
  type PostToExtract,
} from '../posts/store/catalog-posts/posts.ts'
import {
  findDueStores,
  findStoreToRead,
  moveDueStores,
  type StoreToRead,
} from '../stores/store/stores/stores-to-read.ts'
import { countStoreRequests } from '../stores/store/requests.ts'
import { recordPoll } from '../stores/store/stores/connection.ts'
import { storeOwner, storeSubject } from '../subjects.ts'
import { beginPollSync, onPollEnd, onDisconnected, findPollSync, Poll } from './poll-syncs.ts'
import { askForMissing, type Missing } from './missing-posts.ts'
import { logEndedSyncs } from './store/catalog-syncs/log-syncs.ts'
import { nextPage } from './store/pages.ts'
import { addToSync, countRequests, endLeftOut, noteListed } from './store/catalog-syncs/syncs.ts'

const Result = z.object({
  status: z.enum(['looked', 'gone']),
  posts: z.int(),
  deleted: z.int(),
})
const State = z.object({
  /** The place where the next page begins; null: with the newest post. */
  after: z.string().nullable(),
  /** The time when the last post of the page before was published. */
  until: z.iso.datetime().nullable(),
  posts: z.int(),
  deleted: z.int(),
  /** Requests to the official API until now. */
  requests: z.int(),
})
type State = z.output<typeof State>
const FRESH: State = { after: null, until: null, posts: 0, deleted: 0, requests: 0 }

/**
 * Polls a store for new, changed and deleted posts. A poll takes one request, unless it reads all
 * posts of the store.
 */
export const pollStore = defineTask<Services, Poll, z.output<typeof Result>, z.input<typeof Poll>>({
  name: 'poll_store',
  summary: 'Finds new, changed and deleted posts of a store.',
  access: { read: 'own:read', write: 'own:write', owner: storeOwner },
  payload: Poll,
  result: Result,
  priority: 4,
  resource: 'graph',
  limit: { max: 1, key: ({ store_id }) => store_id },
  dedupeKey: ({ store_id, whole, sync_id }) =>
    `${store_id} ${sync_id ?? (whole ? 'whole' : 'newest')}`,
  subject: ({ store_id }) => storeSubject(store_id),
  async handle({ payload, checkpoint }, context) {
    const { db } = context.services
    const store = await findStoreToRead(db, payload.store_id)
    if (!store)
      return {
        kind: 'done',
        result: { status: 'gone', posts: 0, deleted: 0 },
        commit: async (tx) => await onDisconnected(tx, payload),
      }
    const oldest = payload.whole ? await oldestDrafted(db, store) : null
    let state = State.safeParse(checkpoint).data ?? FRESH
    for (;;) {
      const polled = await pollPage(context, { store, poll: payload, state })
      const { page, media, missing } = polled
      const last = page.media.at(-1)?.publishedAt
      const isLast =
        page.after === null || oldest === null || (last !== undefined && last <= oldest)
      const next: State = {
        after: page.after,
        until: last?.toISOString() ?? state.until,
        posts: state.posts + page.media.length,
        deleted: state.deleted + missing.gone.length,
        requests: state.requests + polled.requests,
      }
      const write = async (tx: Tx): Promise<void> => {
        await lockPosts(tx, store.storeId, {
          platformIds: media.map(({ platformId }) => platformId),
          ids: [...missing.gone, ...missing.found],
        })
        const { ids, changed } = await storePosts(tx, store, media)
        await endLeftOut(tx, ids)
        await storeInSync(tx, context.services, {
          store,
          poll: payload,
          state,
          next,
          isLast,
          changed,
        })
        await noteMissing(tx, missing)
        await placeComments(tx, store.storeId)
        if (isLast && payload.whole) await dropUnplaced(tx, store.storeId)
        await recordPoll(tx, store.storeId)
        await countStoreRequests(tx, store.storeId, polled.requests)
      }
      const { posts, deleted } = next
      if (isLast)
        return { kind: 'done', result: { status: 'looked', posts, deleted }, commit: write }
      await context.checkpoint(next, write)
      state = next
    }
  },
  onRelease: onPollEnd,
})

type PolledPage = {
  page: OwnMediaPage
  /** Posts of the page that the store follows. */
  media: OwnMedia[]
  missing: Missing
  /** Requests to the official API. */
  requests: number
}

async function pollPage(
  context: TaskContext<Services>,
  { store, poll, state }: { store: StoreToRead; poll: Poll; state: State },
): Promise<PolledPage> {
  const isUrgent = poll.type === 'manual_refresh'
  const { page, isFresh } = await nextPage(context, store, {
    after: state.after,
    isUrgent,
    isCacheable: false,
  })
  const media = await followed(context, store, page.media)
  const missing = await askForMissing(context, store, coveredBy(page, state), isUrgent)
  const polled = { page, media, missing, requests: (isFresh ? 1 : 0) + missing.requests }
  if (missing.fault === null) return polled
  await keepMissing(context, { poll, state, polled })
  throw missing.fault
}

async function noteMissing(tx: Tx, { gone, found }: Missing): Promise<void> {
  await markDeleted(tx, gone)
  await noteFound(tx, found)
}

/** Stores what Meta said before a fault: the next attempt only asks for the others. */
async function keepMissing(
  context: TaskContext<Services>,
  { poll, state, polled }: { poll: Poll; state: State; polled: PolledPage },
): Promise<void> {
  const { missing, requests } = polled
  const known: State = {
    ...state,
    deleted: state.deleted + missing.gone.length,
    requests: state.requests + requests,
  }
  await context.checkpoint(known, async (tx) => {
    await noteMissing(tx, missing)
    const sync = await findPollSync(tx, poll)
    if (sync !== null) await countRequests(tx, sync, requests)
    await countStoreRequests(tx, poll.store_id, requests)
  })
}

/** The first page begins with the newest post of all, and the last one ends with the oldest. */
const coveredBy = ({ media, after }: OwnMediaPage, { until }: State): Covered => ({
  from: after === null ? null : (media.at(-1)?.publishedAt ?? null),
  until: until === null ? null : new Date(until),
  listed: media.map(({ platformId }) => platformId),
})

/** Posts that the store has read before, and those that came since it follows the account. */
async function followed(
  { services: { db } }: TaskContext<Services>,
  { storeId, followedFrom }: StoreToRead,
  media: readonly OwnMedia[],
): Promise<OwnMedia[]> {
  const ids = media.map(({ platformId }) => platformId)
  const known = await knownAmong(db, storeId, ids)
  return media.filter(
    ({ platformId, publishedAt }) => known.has(platformId) || publishedAt >= followedFrom,
  )
}

/**
 * Adds what is new on a page to the sync of the poll; a sync that no person has asked for begins
 * with the first change.
 */
async function storeInSync(
  tx: Tx,
  services: Pick<Services, 'queue' | 'config'>,
  {
    store,
    poll,
    state,
    next,
    isLast,
    changed,
  }: {
    store: StoreToRead
    poll: Poll
    state: State
    next: State
    isLast: boolean
    changed: readonly PostToExtract[]
  },
): Promise<void> {
  const begun = await findPollSync(tx, poll)
  const sync = begun ?? (changed.length > 0 ? await beginPollSync(tx, store, poll) : null)
  if (sync === null) return
  await countRequests(tx, sync, next.requests - (begun === null ? 0 : state.requests))
  await addToSync(
    tx,
    sync,
    changed.map(({ post_id }) => post_id),
  )
  await queueExtractions(tx, services, changed, false)
  if (isLast) await noteListed(tx, sync)
}

const Nothing = z.object({})
const Planned = z.object({ stores: z.int() })

/** Queues a poll of each store that is due. */
export const scheduleStorePolls = defineTask<
  Services,
  z.output<typeof Nothing>,
  z.output<typeof Planned>
>({
  name: 'schedule_store_polls',
  summary:
    'Queues the stores whose posts are due to be read, and logs scans and syncs that have ended.',
  access: UPKEEP,
  payload: Nothing,
  result: Planned,
  priority: 1,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'schedule_store_polls',
  async handle(_task, { services: { db, queue, config }, log }) {
    await logEndedSyncs(db, log)
    const stores = await db.transaction().execute(async (tx) => {
      const due = await findDueStores(tx)
      if (due.length === 0) return 0
      // Tasks are locked before stores, as by a poll that ends: the other order causes a deadlock
      // with it.
      await queue.enqueueMany(tx, pollStore, due)
      await moveDueStores(tx, config.catalogPollMs, due)
      return due.length
    })
    if (stores > 0) queue.wake()
    return { kind: 'done', result: { stores } }
  },
})
