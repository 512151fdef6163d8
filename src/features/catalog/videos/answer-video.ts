import { codeOf, NoSuchRecordError } from '../../../base/errors.ts'
import { answerFile } from '../../../http/file-answer.ts'
import type { HttpContext } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { pathOfVideo } from './video-files.ts'

/**
 * Answers with a video of a product, or the requested part of it. Throws NoSuchRecordError without
 * `bytes`, or without a file.
 */
export async function answerVideo(
  c: HttpContext,
  { uploadsFolder }: Pick<Services['config'], 'uploadsFolder'>,
  { hash, bytes, cacheControl }: { hash: string; bytes: number | undefined; cacheControl: string },
): Promise<Response> {
  if (bytes === undefined) throw new NoSuchRecordError('no such video, or its address has ended')
  const path = pathOfVideo(uploadsFolder, hash)
  try {
    return await answerFile(c, { path, bytes, contentType: 'video/mp4', tag: hash, cacheControl })
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    throw new NoSuchRecordError(
      'this video is not in GRAMD_UPLOADS_DIR: all replicas need the same folder',
      { cause: error },
    )
  }
}
