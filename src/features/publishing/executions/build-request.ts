import { z } from 'zod'
import type { Db } from '../../../db/handles.ts'
import type {
  PublishCover,
  PublishFile,
  PublishLocation,
  PublishMedia,
  PublishRequest,
} from '../../../platforms/publisher.ts'
import type { Services } from '../../services.ts'
import type { PostRow } from '../posts/store/posts/posts.ts'
import { fileOf, reencodedFileOf } from '../uploads/published-file.ts'
import { getUploads, type Upload } from '../uploads/uploads-store.ts'
import type { Execution } from './store/executions.ts'

const Tag = z.object({ username: z.string(), x: z.number(), y: z.number() })
const Location = z.object({
  platform_id: z.string(),
  name: z.string(),
  address: z.string(),
  lat: z.number().nullable(),
  lng: z.number().nullable(),
})

type Files = Pick<Services['config'], 'uploadsFolder' | 'publicUrl' | 'encryptionKeys'>

/**
 * A post as it is going to be on one account, but for its ids; throws NoSuchRecordError for a file
 * that is gone.
 */
export async function buildRequest(
  db: Db,
  config: Files,
  post: PostRow,
  {
    caption,
    is_reencoded: isReencoded,
    uninvited,
  }: Pick<Execution, 'caption' | 'is_reencoded' | 'uninvited'>,
): Promise<Omit<PublishRequest, 'ids'>> {
  const readFile = async (upload: Upload): Promise<PublishFile> =>
    isReencoded && upload.kind === 'picture'
      ? await reencodedFileOf(upload, config)
      : fileOf(upload, config)
  const uploads = await getUploads(
    db,
    post.media.map(({ upload_id }) => upload_id),
  )
  const media: PublishMedia[] = []
  for (const [at, item] of post.media.entries()) {
    const upload = uploads[at]
    if (!upload) throw new Error('an upload is missing')
    media.push({
      ...(await readFile(upload)),
      durationMs: upload.durationMs,
      altText: item.alt_text,
      userTags: z
        .array(Tag)
        .parse(item.user_tags)
        .map((tag) => ({ ...tag, platformId: null })),
    })
  }
  return {
    type: post.type,
    caption,
    media,
    cover: await coverOf(db, post, readFile),
    sharesToFeed: post.shares_to_feed,
    location: locationOf(post.location),
    collaborators: post.collaborators
      .filter((username) => !uninvited.includes(username))
      .map((username) => ({ username, platformId: null })),
  }
}

async function coverOf(
  db: Db,
  post: PostRow,
  readFile: (upload: Upload) => Promise<PublishFile>,
): Promise<PublishCover | null> {
  if (post.cover_at_ms !== null) return { atMs: post.cover_at_ms }
  if (post.cover_upload_id === null) return null
  const [upload] = await getUploads(db, [post.cover_upload_id])
  return upload ? { picture: await readFile(upload) } : null
}

const locationOf = (location: unknown): PublishLocation | null =>
  location === null ? null : placeOf(Location.parse(location))

const placeOf = ({ platform_id: platformId, ...place }: z.output<typeof Location>) => ({
  ...place,
  platformId,
})
