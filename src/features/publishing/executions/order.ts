import { z } from 'zod'
import type { Db } from '../../../db/database.ts'
import type {
  PublishCover,
  PublishLocation,
  PublishMedia,
  PublishOrder,
} from '../../../platforms/publisher.ts'
import type { Services } from '../../manifest.ts'
import type { PostRow } from '../posts/posts-store.ts'
import { fileOf } from '../uploads/published-file.ts'
import { getUploads } from '../uploads/uploads-store.ts'
import type { Execution } from './executions-store.ts'

const Tag = z.object({ username: z.string(), x: z.number(), y: z.number() })
const Location = z.object({
  platformId: z.string(),
  name: z.string(),
  address: z.string(),
  lat: z.number().nullable(),
  lng: z.number().nullable(),
})

type Files = Pick<Services['config'], 'uploadsFolder' | 'publicUrl' | 'encryptionKeys'>

/** A post as it is going to be on one account, but for its ids; throws NoSuchRecordError for a file that is gone. */
export async function readOrder(
  db: Db,
  config: Files,
  post: PostRow,
  { caption }: Pick<Execution, 'caption'>,
): Promise<Omit<PublishOrder, 'ids'>> {
  const uploads = await getUploads(
    db,
    post.media.map(({ upload_id }) => upload_id),
  )
  const media = post.media.map((item, at): PublishMedia => {
    const upload = uploads[at]
    if (!upload) throw new Error('an upload is missing')
    return {
      ...fileOf(upload, config),
      durationMs: upload.durationMs,
      altText: item.alt_text,
      userTags: z
        .array(Tag)
        .parse(item.user_tags)
        .map((tag) => ({ ...tag, platformId: null })),
    }
  })
  return {
    type: post.type,
    caption,
    media,
    cover: await coverOf(db, config, post),
    sharesToFeed: post.shares_to_feed,
    location: locationOf(post.location),
    collaborators: post.collaborators.map((username) => ({ username, platformId: null })),
  }
}

async function coverOf(db: Db, config: Files, post: PostRow): Promise<PublishCover | null> {
  if (post.cover_at_ms !== null) return { atMs: post.cover_at_ms }
  if (post.cover_upload_id === null) return null
  const [upload] = await getUploads(db, [post.cover_upload_id])
  return upload ? { picture: fileOf(upload, config) } : null
}

const locationOf = (location: unknown): PublishLocation | null =>
  location === null ? null : Location.parse(location)
