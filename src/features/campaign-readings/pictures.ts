import { classify } from '../../base/classify.ts'
import type { Logger } from '../../base/log/log.ts'
import { blogSubject } from '../../creators/blog-subject.ts'
import type { Db } from '../../db/handles.ts'
import { readMediaNames } from '../../media/media-store.ts'
import { shrinkImage, UnreadableImageError, type ShrunkImage } from '../../media/shrink-image.ts'
import type { LiveStory, Post } from '../../platforms/creators.ts'
import type { FetchPicture } from '../../platforms/creator-reader.ts'
import { PictureFailedError } from '../../platforms/target-errors.ts'
import { postImage } from '../scrape/index.ts'
import { storyOwner, type StoryPicture } from '../stories/index.ts'

/** The pictures of a reading that are not stored yet. */
export type Pictures = {
  stories: StoryPicture[]
  /** By the names of the creator's media. */
  posts: ({ name: string } & ShrunkImage)[]
}

type Wanted = { name: string; address: string | null }
type Options = { signal: AbortSignal; log: Logger }

export const NO_PICTURES: Pictures = { stories: [], posts: [] }
/** Pictures in a row that did not come, after which the others are left to the next reading. */
const MAX_SILENT = 2
/** The most pictures of posts of one reading; the next reading fetches those of older posts. */
const MAX_POSTS = 9

/**
 * Fetches the pictures that are not stored of stories, and of posts since an instant: a post may be
 * gone before an ordinary scrape comes. One at a time; each is shrunk. A picture that cannot be had
 * is left out; only the aborted signal makes this throw.
 */
export async function collectPictures(
  {
    posts,
    stories,
  }: {
    posts: readonly Pick<Post, 'platformId' | 'takenAt' | 'thumbnailUrl'>[]
    stories: readonly LiveStory[]
  },
  fetch: FetchPicture,
  { db, blogId, since, ...options }: Options & { db: Db; blogId: string; since: Date },
): Promise<Pictures> {
  const ofStories = await collect(
    stories.map(({ platformId, pictureUrl }) => ({ name: platformId, address: pictureUrl })),
    fetch,
    { ...options, known: await readMediaNames(db, storyOwner(blogId)) },
  )
  const known = await readMediaNames(db, blogSubject(blogId))
  const unknown = posts
    .filter(({ takenAt, platformId }) => takenAt >= since && !known.has(postImage(platformId)))
    .toSorted((one, other) => other.takenAt.getTime() - one.takenAt.getTime())
  const ofPosts = await collect(
    unknown.slice(0, MAX_POSTS).map(({ platformId, thumbnailUrl }) => ({
      name: postImage(platformId),
      address: thumbnailUrl,
    })),
    fetch,
    { ...options, known },
  )
  return {
    stories: ofStories.map(({ name, ...image }) => ({ ...image, platformId: name })),
    posts: ofPosts,
  }
}

async function collect(
  wanted: readonly Wanted[],
  fetch: FetchPicture,
  { known, signal, log }: Options & { known: ReadonlySet<string> },
): Promise<({ name: string } & ShrunkImage)[]> {
  const pictures: ({ name: string } & ShrunkImage)[] = []
  let silent = 0
  for (const { name, address } of wanted) {
    if (address === null || known.has(name) || silent >= MAX_SILENT) continue
    try {
      pictures.push({ name, ...(await shrinkImage(await fetch(address))) })
      silent = 0
    } catch (thrown) {
      signal.throwIfAborted()
      silent += thrown instanceof UnreadableImageError ? 0 : 1
      log.warn({ fault: faultOf(thrown) }, 'picture of a reading left out')
    }
  }
  return pictures
}

function faultOf(thrown: unknown): string {
  if (thrown instanceof PictureFailedError) return thrown.fault
  return thrown instanceof UnreadableImageError ? 'unreadable' : classify(thrown).code
}
