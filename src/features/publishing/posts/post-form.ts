import type { PostFields } from '../fields/posts.ts'
import { invalidField } from '../../../base/errors.ts'
import type { Db } from '../../../db/handles.ts'
import type { PlatformLimits } from '../../../ages/platform-limits.ts'
import { getUploads } from '../uploads/uploads-store.ts'
import type { PostRow } from './store/posts/posts.ts'

type UploadReferences = readonly { upload_id: string }[]

/**
 * Returns the type of a post with these files: a single video is a reel. Throws NoSuchRecordError.
 */
export async function typeOf(db: Db, media: UploadReferences): Promise<PostFields['type']> {
  const [first, ...others] = await filesOf(db, media)
  if (others.length > 0) return 'carousel'
  return first?.kind === 'video' ? 'reel' : 'photo'
}

const filesOf = async (db: Db, media: UploadReferences) =>
  await getUploads(
    db,
    media.map(({ upload_id }) => upload_id),
  )

/**
 * A draft may lack its files, but not have others than its type takes, nor a cover that nothing
 * shows. Throws InvalidInputError.
 */
export async function checkForm(db: Db, post: PostRow, limits: PlatformLimits): Promise<void> {
  const files = await filesOf(db, post.media)
  checkFiles(
    post.type,
    files.map(({ kind }) => kind),
    limits,
  )
  await checkCover(db, post)
  if (files.length === 0) return
  if (post.type !== 'reel') {
    if (post.cover_upload_id !== null)
      throw invalidField('cover_upload_id', ONLY_REELS, { code: 'only_reels' })
    if (post.cover_at_ms !== null)
      throw invalidField('cover_at_ms', ONLY_REELS, { code: 'only_reels' })
  }
  const lengthMs = files[0]?.durationMs ?? 0
  if (post.cover_at_ms !== null && post.cover_at_ms > lengthMs)
    throw invalidField('cover_at_ms', `the video is ${lengthMs} ms long: choose a moment of it`, {
      code: 'past_the_end',
    })
}

const ONLY_REELS = 'only a reel has a cover'

function checkFiles(
  type: PostFields['type'],
  kinds: readonly string[],
  { carouselMaxFiles: most }: PlatformLimits,
): void {
  if (kinds.length === 0) return
  if (type === 'carousel' && (kinds.length < 2 || kinds.length > most))
    throw invalidField(
      'media',
      `a carousel has 2 to ${most} files (GRAMD_CAROUSEL_MAX_FILES), and this one ${kinds.length}`,
      { code: 'carousel_files', limits: { max: most } },
    )
  if (type === 'carousel') return
  const wanted = type === 'reel' ? 'video' : 'picture'
  if (kinds.length !== 1 || kinds[0] !== wanted)
    throw invalidField(
      'media',
      `a ${type} has one ${wanted}: choose the type carousel for several`,
      { code: 'wrong_media' },
    )
}

async function checkCover(db: Db, { cover_upload_id: cover }: PostRow): Promise<void> {
  if (cover === null) return
  const [upload] = await getUploads(db, [cover])
  if (upload?.kind !== 'picture')
    throw invalidField(
      'cover_upload_id',
      'a cover is a picture: take a moment of the video by cover_at_ms',
      { code: 'not_a_picture' },
    )
}
