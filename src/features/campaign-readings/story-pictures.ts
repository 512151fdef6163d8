import { classify } from '../../base/classify.ts'
import type { Logger } from '../../base/log/log.ts'
import type { Db } from '../../db/handles.ts'
import { readMediaNames } from '../../media/media-store.ts'
import { shrinkImage, UnreadableImageError } from '../../media/shrink-image.ts'
import type { LiveStory } from '../../platforms/creators.ts'
import type { FetchPicture } from '../../platforms/creator-reader.ts'
import { PictureFailedError } from '../../platforms/target-errors.ts'
import { storyOwner, type StoryPicture } from '../stories/index.ts'

/** Pictures in a row that did not come, after which the others are left to the next reading. */
const MAX_SILENT = 2

/**
 * Fetches the pictures of stories that are not stored, one at a time, and shrinks each. A picture
 * that cannot be had is left out; only the aborted signal makes this throw.
 */
export async function collectStoryPictures(
  stories: readonly LiveStory[],
  fetch: FetchPicture,
  { db, blogId, signal, log }: { db: Db; blogId: string; signal: AbortSignal; log: Logger },
): Promise<StoryPicture[]> {
  const known = await readMediaNames(db, storyOwner(blogId))
  const pictures: StoryPicture[] = []
  let silent = 0
  for (const { platformId, pictureUrl } of stories) {
    if (pictureUrl === null || known.has(platformId) || silent >= MAX_SILENT) continue
    try {
      pictures.push({ platformId, ...(await shrinkImage(await fetch(pictureUrl))) })
      silent = 0
    } catch (thrown) {
      signal.throwIfAborted()
      silent += thrown instanceof UnreadableImageError ? 0 : 1
      log.warn({ fault: faultOf(thrown) }, 'picture of a story left out')
    }
  }
  return pictures
}

function faultOf(thrown: unknown): string {
  if (thrown instanceof PictureFailedError) return thrown.fault
  return thrown instanceof UnreadableImageError ? 'unreadable' : classify(thrown).code
}
