import { z } from 'zod'
import type { Tx } from '../../../db/database.ts'
import { GraphError } from '../../../platforms/graph-error.ts'
import type { OwnMedia } from '../../../platforms/own-media-reader.ts'
import { tried } from '../../../platforms/reading/tries.ts'
import { defineTask, type TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../manifest.ts'
import {
  knownAmong,
  markDeleted,
  missingAmong,
  oldestDrafted,
  storePosts,
} from '../posts/posts-store.ts'
import {
  findDueStores,
  findStoreToRead,
  moveDueStores,
  type StoreToRead,
} from '../stores/stores-to-read.ts'
import { noteLooked } from '../stores/store-connection.ts'
import { storeSubject } from '../subjects.ts'
import { readPage } from './pages-store.ts'
import { queueExtractions } from './scan-store.ts'
import { addToSync, beginSync, countRequest, endLeftOut } from './syncs-store.ts'

/** Posts that seem to be gone and are asked for in one look; the others wait for the next. */
const MOST_MISSING = 5

const Payload = z.object({
  store_id: z.uuid(),
  /** Down to the oldest post with a draft; else the newest posts alone. */
  whole: z.boolean().default(false),
  /** Why now. */
  type: z
    .enum(['incremental_sync', 'webhook_trigger', 'manual_refresh'])
    .default('incremental_sync'),
})
type Payload = z.output<typeof Payload>
const Result = z.object({
  status: z.enum(['looked', 'gone']),
  posts: z.int(),
  changed: z.int(),
  deleted: z.int(),
})
const Checkpoint = z.object({ after: z.string(), posts: z.int(), changed: z.int() })

const TRIGGER = {
  incremental_sync: 'scheduled_job',
  webhook_trigger: 'webhook',
  manual_refresh: 'user_initiated',
} as const

/** Looks for new, changed and deleted posts of a store. One request a look, unless all of its posts are looked at. */
export const lookAtStore = defineTask<
  Services,
  Payload,
  z.output<typeof Result>,
  z.input<typeof Payload>
>({
  name: 'look_at_store',
  summary: 'Looks for new, changed and deleted posts of a store.',
  payload: Payload,
  result: Result,
  priority: 4,
  resource: 'graph',
  limit: { max: 1, key: ({ store_id }) => store_id },
  dedupeKey: ({ store_id, whole }) => `${store_id} ${whole ? 'whole' : 'newest'}`,
  subject: ({ store_id }) => storeSubject(store_id),
  async handle({ payload, checkpoint }, context) {
    const { db } = context.services
    const store = await findStoreToRead(db, payload.store_id)
    if (!store)
      return { kind: 'done', result: { status: 'gone', posts: 0, changed: 0, deleted: 0 } }
    const oldest = payload.whole ? await oldestDrafted(db, store.storeId) : null
    let state: { after: string | null; posts: number; changed: number } = Checkpoint.safeParse(
      checkpoint,
    ).data ?? { after: null, posts: 0, changed: 0 }
    for (;;) {
      const { page, isFresh } = await nextPage(context, store, state.after)
      const media = await followed(context, store, page.media)
      const deleted = await findDeleted(context, store, page.media)
      const last = page.media.at(-1)?.publishedAt
      const isLast =
        page.after === null || oldest === null || (last !== undefined && last <= oldest)
      const result = {
        posts: state.posts + page.media.length,
        changed: state.changed,
        deleted: deleted.length,
      }
      const write = async (tx: Tx): Promise<void> => {
        result.changed =
          state.changed +
          (await storeLooked(tx, context.services, { store, payload, media, isFresh }))
        await markDeleted(tx, deleted)
        await noteLooked(tx, store.storeId)
      }
      if (isLast || page.after === null)
        return { kind: 'done', result: { status: 'looked', ...result }, commit: write }
      await context.checkpoint({ after: page.after, ...result }, write)
      state = { after: page.after, ...result }
    }
  },
})

async function nextPage(
  { services, signal }: TaskContext<Services>,
  { connectionId }: StoreToRead,
  after: string | null,
) {
  const { clock } = services
  return await tried(async () => await readPage(services, { connectionId, after, signal }), {
    clock,
    signal,
  })
}

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

/** Known posts that the page leaves out, if Meta says of each that it is gone. */
async function findDeleted(
  { services: { db, ownMediaReader }, signal }: TaskContext<Services>,
  { storeId, connectionId }: StoreToRead,
  media: readonly OwnMedia[],
): Promise<string[]> {
  const [newest, oldest] = [media.at(0), media.at(-1)]
  if (!newest || !oldest || !ownMediaReader) return []
  const listed = media.map(({ platformId }) => platformId)
  const range = { from: oldest.publishedAt, to: newest.publishedAt, listed }
  const gone: string[] = []
  for (const { id, platform_id } of await missingAmong(db, storeId, range, MOST_MISSING))
    try {
      await ownMediaReader.media({ connectionId, isUrgent: false, signal }, platform_id)
    } catch (error) {
      if (!(error instanceof GraphError) || error.kind !== 'gone') throw error
      gone.push(id)
    }
  return gone
}

/** Stores what a look has found; a sync is begun only when there is something new. Gives how many posts that are. */
async function storeLooked(
  tx: Tx,
  services: Pick<Services, 'queue' | 'config'>,
  {
    store,
    payload,
    media,
    isFresh,
  }: { store: StoreToRead; payload: Payload; media: readonly OwnMedia[]; isFresh: boolean },
): Promise<number> {
  const { toExtract, ids } = await storePosts(tx, store, media)
  await endLeftOut(tx, ids)
  if (toExtract.length === 0) return 0
  const syncId = await beginSync(tx, {
    storeId: store.storeId,
    connectionId: store.connectionId,
    type: payload.type,
    begunBy: TRIGGER[payload.type],
    asked: { limit: toExtract.length, since: null, in_batches: false },
    isListed: true,
  })
  if (isFresh) await countRequest(tx, syncId)
  await addToSync(
    tx,
    syncId,
    toExtract.map(({ post_id }) => post_id),
  )
  await queueExtractions(tx, services, toExtract, false)
  return toExtract.length
}

const Nothing = z.object({})
const Planned = z.object({ stores: z.int() })

/** Queues a look at each store that is due. */
export const planStoreLooks = defineTask<
  Services,
  z.output<typeof Nothing>,
  z.output<typeof Planned>
>({
  name: 'plan_store_looks',
  summary: 'Queues looks at stores that are due.',
  payload: Nothing,
  result: Planned,
  priority: 1,
  resource: 'none',
  dedupeKey: () => 'plan_store_looks',
  async handle(_task, { services: { db, queue, config } }) {
    const stores = await db.transaction().execute(async (tx) => {
      const due = await findDueStores(tx)
      if (due.length === 0) return 0
      // Tasks are locked before stores, as by a look that ends: the other order is a deadlock with it.
      await queue.enqueueMany(tx, lookAtStore, due)
      await moveDueStores(tx, config.catalogLookMs, due)
      return due.length
    })
    if (stores > 0) queue.wake()
    return { kind: 'done', result: { stores } }
  },
})
