import { z } from 'zod'
import type { Tx } from '../../../db/handles.ts'
import type { OwnMedia } from '../../../platforms/own-media-reader.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { queueExtractions } from '../extract/queue-extractions.ts'
import { lockPosts } from '../posts/store/lock-posts.ts'
import { isTaken, storePosts } from '../posts/store/catalog-posts/posts.ts'
import { countStoreRequests } from '../stores/store/requests.ts'
import { findStoreToRead, type StoreToRead } from '../stores/store/stores/stores-to-read.ts'
import { storeOwner, storeSubject } from '../subjects.ts'
import { nextPage } from './store/pages.ts'
import {
  addToSync,
  countRequests,
  endLeftOut,
  getSync,
  noteListed,
  stopSync,
} from './store/catalog-syncs/syncs.ts'

/** The progress of a scan: the next page, and the number of posts. */
const Checkpoint = z.object({ after: z.string(), posts: z.int() })

const Payload = z.object({ store_id: z.uuid(), sync_id: z.uuid() })
type Payload = z.output<typeof Payload>
const Result = z.object({ status: z.enum(['listed', 'gone']), posts: z.int() })

/** The outcomes of reading posts when its task ends. */
export const ENDED = {
  failed: { status: 'failed', reason: 'the posts of the account could not be listed' },
  cancelled: { status: 'cancelled', reason: 'its task was cancelled' },
} as const
/**
 * The end of a scan that began while its store was disconnected from its account, and that was not
 * found to cancel.
 */
export const DISCONNECTED = {
  status: 'cancelled',
  reason: 'the store reads no account any more',
} as const

/** Lists the posts that a scan is about, and queues those that a model has to read. */
export const scanStore = defineTask<Services, Payload, z.output<typeof Result>>({
  name: 'scan_store',
  summary: 'Lists the posts of a store’s account for a scan.',
  access: { read: 'own:read', write: 'own:write', owner: storeOwner },
  payload: Payload,
  result: Result,
  priority: 3,
  resource: 'graph',
  limit: { max: 1, key: ({ store_id }) => store_id },
  dedupeKey: ({ sync_id }) => sync_id,
  subject: ({ store_id }) => storeSubject(store_id),
  async handle({ payload, checkpoint }, context) {
    const { db } = context.services
    const found = await findStoreToRead(db, payload.store_id)
    const { options } = await getSync(db, null, payload.sync_id)
    if (!found || !options)
      return {
        kind: 'done',
        result: { status: 'gone', posts: 0 },
        commit: async (tx) => void (await stopSync(tx, payload.sync_id, DISCONNECTED)),
      }
    const store = {
      ...found,
      withVideos: options.with_videos ?? found.withVideos,
      withCarousels: options.with_carousels ?? found.withCarousels,
    }
    const since = options.since === null ? null : new Date(options.since)
    let { after, posts }: { after: string | null; posts: number } = Checkpoint.safeParse(checkpoint)
      .data ?? { after: null, posts: 0 }
    for (;;) {
      const { page, isFresh } = await nextPage(context, store, {
        after,
        isUrgent: true,
        isCacheable: true,
      })
      // At once: the page is stored, so that another attempt does not ask for it.
      await countRequests(db, payload.sync_id, Number(isFresh))
      await countStoreRequests(db, payload.store_id, Number(isFresh))
      const recent = page.media.filter(({ publishedAt }) => since === null || publishedAt >= since)
      const wanted = recent.filter((post) => isTaken(post, store)).slice(0, options.limit - posts)
      const isLast =
        page.after === null ||
        posts + wanted.length >= options.limit ||
        recent.length < page.media.length
      posts += wanted.length
      const write = async (tx: Tx): Promise<void> => {
        await storeScanned(tx, context.services, {
          store,
          syncId: payload.sync_id,
          wanted,
          inBatches: options.in_batches,
        })
        if (isLast) await noteListed(tx, payload.sync_id)
      }
      if (isLast || page.after === null)
        return { kind: 'done', result: { status: 'listed', posts }, commit: write }
      after = page.after
      await context.checkpoint({ after, posts }, write)
    }
  },
  async onRelease(tx, releases) {
    for (const { payload, status } of releases)
      if (status !== 'pending') await stopSync(tx, Payload.parse(payload).sync_id, ENDED[status])
  },
})

type Scanned = {
  store: StoreToRead
  syncId: string
  wanted: readonly OwnMedia[]
  inBatches: boolean
}

async function storeScanned(
  tx: Tx,
  services: Pick<Services, 'queue' | 'config'>,
  { store, syncId, wanted, inBatches }: Scanned,
): Promise<void> {
  await lockPosts(tx, store.storeId, {
    platformIds: wanted.map(({ platformId }) => platformId),
  })
  const { toExtract, ids } = await storePosts(tx, store, wanted)
  await endLeftOut(tx, ids)
  await addToSync(tx, syncId, ids)
  await queueExtractions(tx, services, toExtract, inBatches)
}
