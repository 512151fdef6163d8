import { rm } from 'node:fs/promises'
import { z } from 'zod'
import type { Tx } from '../../../db/handles.ts'
import { lockExclusive } from '../../../db/locks.ts'
import { GraphError } from '../../../platforms/graph-error.ts'
import type { OwnMedia } from '../../../platforms/own-media-reader.ts'
import { fetchVideo, type FetchedVideo } from '../../../media/fetch-video.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask, type TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { pictureId } from '../posts/picture-names.ts'
import { productOwner, productSubject } from '../subjects.ts'
import {
  incomingPath,
  placeVideo,
  removeOldIncoming,
  removeVideo,
  storedVideos,
} from './video-files.ts'
import {
  findDueVideos,
  findUnusedVideos,
  findVideoPost,
  storeVideos,
  type VideoPost,
} from './videos-store.ts'
import { moveDueVideos } from '../products/store/products/videos.ts'

const Payload = z.object({ product_id: z.uuid() })
const Result = z.object({ videos: z.int() })

/**
 * Stores the videos of a product's post: their addresses at Instagram end within days, and the post
 * may be deleted.
 */
export const downloadProductVideos = defineTask<
  Services,
  z.output<typeof Payload>,
  z.output<typeof Result>
>({
  name: 'download_product_videos',
  summary: 'Downloads the videos of the post of a product.',
  access: { read: 'own:read', write: 'own:write', owner: productOwner },
  payload: Payload,
  result: Result,
  priority: 6,
  resource: 'graph',
  // Each uses a connection and a file that grows.
  limit: { max: 2, key: () => 'videos' },
  dedupeKey: ({ product_id }) => product_id,
  subject: ({ product_id }) => productSubject(product_id),
  async handle({ payload: { product_id: id } }, context) {
    const post = await findVideoPost(context.services.db, id)
    const media = post && (await readMedia(context, post))
    const addresses = post && media ? addressesOf(media, post) : []
    const videos = await fetchAll(context, id, addresses)
    const found = { videos, areAll: videos.length === addresses.length }
    return {
      kind: 'done',
      result: { videos: videos.length },
      commit: async (tx) => await keep(tx, context.services.config, id, found),
    }
  },
})

/** Returns the current post; undefined when it is gone, or when access to it is refused. */
async function readMedia(
  { services: { ownMediaReader }, signal }: TaskContext<Services>,
  { connection_id: connectionId, platform_id: platformId }: VideoPost,
): Promise<OwnMedia | undefined> {
  if (connectionId === null || !ownMediaReader) return undefined
  try {
    return await ownMediaReader.media(
      { connectionId, area: 'catalog', isUrgent: false, signal },
      platformId,
    )
  } catch (error) {
    if (!(error instanceof GraphError) || error.kind !== 'gone') throw error
    return undefined
  }
}

/**
 * Returns the addresses of the post's videos; of a carousel, only the parts that the product shows.
 */
function addressesOf(media: OwnMedia, { pictures }: VideoPost): string[] {
  const parts = media.children.length > 0 ? media.children : [media]
  const pictureIds = new Set(pictures.map(pictureId))
  return parts.flatMap(({ platformId, type, mediaUrl }) =>
    (type === 'VIDEO' || type === 'REEL') && mediaUrl !== null && pictureIds.has(platformId)
      ? [mediaUrl]
      : [],
  )
}

type Incoming = FetchedVideo & { path: string }

async function fetchAll(
  { services: { config }, signal }: TaskContext<Services>,
  productId: string,
  addresses: readonly string[],
): Promise<Incoming[]> {
  const { uploadsFolder: folder, ownMediaPictureHosts: hosts } = config
  const source = { hosts, fetch: globalThis.fetch }
  const fetched: Incoming[] = []
  for (const [at, address] of addresses.entries()) {
    const path = await incomingPath(folder, `${productId}-${at}`)
    const video = await fetchVideo(address, path, source, signal)
    if (video) fetched.push({ ...video, path })
    else await rm(path, { force: true })
  }
  return fetched
}

async function keep(
  tx: Tx,
  { uploadsFolder }: Services['config'],
  productId: string,
  found: { videos: readonly Incoming[]; areAll: boolean },
): Promise<void> {
  // Else a process that removes what no product has could take a file for unused before its row is
  // there.
  await lockExclusive(tx, 'uploads')
  for (const { path, sha256 } of found.videos)
    await placeVideo(uploadsFolder, path, sha256.toString('hex'))
  await storeVideos(tx, productId, found)
}

const Nothing = z.object({})
const Planned = z.object({ products: z.int() })

/** Queues the videos of products that were approved. */
export const planProductVideos = defineTask<
  Services,
  z.output<typeof Nothing>,
  z.output<typeof Planned>
>({
  name: 'schedule_product_videos',
  summary: 'Queues the videos of products that were approved.',
  access: UPKEEP,
  payload: Nothing,
  result: Planned,
  priority: 6,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'schedule_product_videos',
  async handle(_task, { services: { db, queue } }) {
    const products = await db.transaction().execute(async (tx) => {
      const due = await findDueVideos(tx)
      const wanted = due.filter(({ has_video }) => has_video)
      // Tasks are locked before products, as by one that ends: the other order is a deadlock with
      // it.
      if (wanted.length > 0)
        await queue.enqueueMany(
          tx,
          downloadProductVideos,
          wanted.map(({ product_id }) => ({ product_id })),
        )
      if (due.length > 0) await moveDueVideos(tx, due)
      return wanted.length
    })
    if (products > 0) queue.wake()
    return { kind: 'done', result: { products } }
  },
})

/**
 * The age of a file that a killed try has left, by real time: a file that is being fetched is
 * younger.
 */
const LEFT_OVER_MS = 24 * 3_600_000

/**
 * Removes files that no product has any more; returns how many. An aborted signal ends it between
 * two folders.
 */
export async function dropUnusedVideos(
  { db, config: { uploadsFolder } }: Pick<Services, 'db' | 'config'>,
  signal: AbortSignal,
): Promise<number> {
  await removeOldIncoming(uploadsFolder, new Date(Date.now() - LEFT_OVER_MS))
  let dropped = 0
  for await (const hashes of storedVideos(uploadsFolder)) {
    if (signal.aborted) break
    dropped += await db.transaction().execute(async (tx) => {
      await lockExclusive(tx, 'uploads')
      const unused = await findUnusedVideos(tx, hashes)
      for (const hash of unused) await removeVideo(uploadsFolder, hash)
      return unused.length
    })
  }
  return dropped
}
