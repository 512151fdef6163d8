import { blogOf, blogSubject } from '../../../creators/blog-subject.ts'
import { z } from 'zod'
import { NoSuchRecordError } from '../../../base/errors.ts'
import type { Tx } from '../../../db/handles.ts'
import {
  NotFoundError,
  PrivateProfileError,
  RestrictedProfileError,
} from '../../../platforms/target-errors.ts'
import { readMediaNames, storeMedia } from '../../../media/media-store.ts'
import type { KnownProfile } from '../../../platforms/creators.ts'
import {
  OFFICIAL_PARTS,
  type OfficialPart,
  type ScrapedProfile,
  type UnchangedProfile,
} from '../../../platforms/creator-reader.ts'
import {
  defineTask,
  type Release,
  type Outcome,
  type RunningTask,
  type TaskContext,
} from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { FULL_SCRAPE_AFTER_DAYS } from '../store/updates.ts'
import {
  findBlog,
  isPlaceholderName,
  markFailed,
  markScraping,
  markSuperseded,
  markUnavailable,
  readBefore,
  unmarkScraping,
  type BlogToScrape,
  type Unavailable,
} from '../store/blogs/blogs.ts'
import {
  eraseAgain,
  ErasedCreatorError,
  refuseErased,
  saveWithoutErased,
  withoutErased,
} from '../erased.ts'
import { readKnownHighlights } from '../store/highlights.ts'
import { collectImages, type CollectedImages } from '../images/collect-images.ts'
import { readKnownProfile } from '../store/known-profile.ts'
import { picturesOfResults } from '../store/result-pictures.ts'
import { retainedSince, storeScrape, storeUnchanged } from '../store/blogs/scrape.ts'

const Payload = z.object({
  blog_id: z.uuid(),
  /**
   * `update` ends after one request when nothing has changed; `full` (the default) reads everything
   * anyway.
   */
  mode: z.enum(['full', 'update']).optional(),
})
const Result = z.object({
  /** `erased`: the profile is that of an erased creator; what was stored of it is gone again. */
  outcome: z.enum([
    'scraped',
    'unchanged',
    'private',
    'restricted',
    'deleted',
    'superseded',
    'erased',
  ]),
  /** Requests to the platform by accounts, logins apart. */
  requests: z.number().int(),
  /** The parts that the official API returned, without a request by an account. */
  official: z.array(z.enum(OFFICIAL_PARTS)).optional(),
  posts: z.number().int(),
  highlights: z.number().int(),
  /** Pictures that were fetched, and that were not to be had; known ones are not fetched again. */
  images: z.number().int(),
  images_failed: z.number().int(),
})
type Payload = z.output<typeof Payload>
type Result = z.output<typeof Result>

/**
 * Fetches profile, last posts and reels, highlights with their stories → metrics → rows → an
 * analysis. An open task serves every further request: an update that waits becomes a full one, and
 * one that runs and finds everything unchanged answers that what is stored is current.
 */
export const fullScrape = defineTask<Services, Payload, Result>({
  name: 'full_scrape',
  summary: "Fetches a creator's profile, latest posts and highlights, and has them analyzed.",
  access: { read: 'creators:read', write: 'creators:write' },
  payload: Payload,
  result: Result,
  priority: 3,
  resource: 'instagram',
  dedupeKey: ({ blog_id }) => blog_id,
  upgradesPayload: (request, open) => open.mode === 'update' && request.mode !== 'update',
  subject: ({ blog_id }) => blogSubject(blog_id),
  handle: scrape,
  async onRelease(tx: Tx, releases: readonly Release[]) {
    const blogsOf = (tasks: readonly Release[]) =>
      tasks.flatMap((task) => blogOf(task.subject) ?? [])
    const failed = blogsOf(releases.filter(({ status }) => status === 'failed'))
    const others = blogsOf(releases.filter(({ status }) => status !== 'failed'))
    if (failed.length > 0) await markFailed(tx, failed)
    if (others.length > 0) await unmarkScraping(tx, others)
  },
})

async function scrape(
  task: RunningTask<Payload>,
  context: TaskContext<Services>,
): Promise<Outcome<Result>> {
  const { db } = context.services
  const blog = await findBlog(db, task.payload.blog_id)
  if (!blog) throw new NoSuchRecordError(`no blog ${task.payload.blog_id}`)
  if (blog.platform_id === null && isPlaceholderName(blog.username)) {
    return endedAs('superseded', 0, (tx) => markSuperseded(tx, blog.id))
  }
  const known =
    task.payload.mode === 'update'
      ? await readKnownProfile(db, blog.id, FULL_SCRAPE_AFTER_DAYS)
      : undefined
  await context.checkpoint(task.checkpoint, (tx) => markScraping(tx, blog.id))
  let requests = 0
  const onRequest = (count: number): void => void (requests = count)
  try {
    const { scraped, images } = await read(blog, known, { task, context, onRequest })
    return scraped.isUnchanged
      ? endedAs(
          'unchanged',
          scraped.requests,
          (tx) => storeAsBefore(tx, blog, scraped, context.services),
          scraped.official,
        )
      : conclude(blog, { scraped, images }, context.services)
  } catch (error) {
    // An erased creator came back under another name, or under another creator's erased name.
    if (error instanceof ErasedCreatorError) {
      const { profile } = error
      return endedAs('erased', error.requests, (tx) =>
        eraseAgain(tx, context.services, { blog, profile, taskId: task.id }),
      )
    }
    const status = unavailability(error)
    if (status === null) throw error
    return endedAs(status, requests, async (tx) => {
      await announceRead(tx, context.services, blog, async () => {
        await markUnavailable(tx, blog.id, status)
        return blog.id
      })
    })
  }
}

/** Returns the outcome for a profile that the platform hides or has lost; that is no failure. */
function unavailability(error: unknown): Unavailable | null {
  if (error instanceof PrivateProfileError) return 'private'
  if (error instanceof RestrictedProfileError) return 'restricted'
  return error instanceof NotFoundError ? 'deleted' : null
}

type Reading = {
  task: RunningTask<Payload>
  context: TaskContext<Services>
  onRequest: (requests: number) => void
}

async function read(
  blog: BlogToScrape,
  known: KnownProfile | undefined,
  { task, context, onRequest }: Reading,
): Promise<{ scraped: ScrapedProfile | UnchangedProfile; images: CollectedImages }> {
  const { db, creatorReader, clock, config } = context.services
  const { signal, log } = context
  const limit = config.imagesPerAnalysis
  const knownImages = await readMediaNames(db, blogSubject(blog.id))
  let images: CollectedImages = { known: [], fetched: [], failed: 0 }
  const scraped = await creatorReader.scrapeProfile(
    blog.platform_id === null ? { username: blog.username } : { platformId: blog.platform_id },
    {
      posts: config.postsPerScrape,
      username: blog.username,
      highlights: config.highlightsPerScrape,
      known: await readKnownHighlights(db, blog.id),
      onProfile: async (profile, count) => await refuseErased(context.services, profile, count),
      ...(known && { unlessUnchangedFrom: known }),
      async pictures(found, fetch) {
        const since = retainedSince({ now: clock.now(), config })
        const posts = found.posts.filter(({ takenAt }) => since === null || takenAt >= since)
        const options = { limit, known: knownImages, signal, log }
        images = await collectImages({ profile: found.profile, posts }, fetch, options)
      },
    },
    {
      signal,
      taskId: task.id,
      resume: task.checkpoint,
      save: (state) => saveWithoutErased(context, state),
      onAccount: (account) => context.note({ account }),
      onRequest,
    },
  )
  return { scraped, images }
}

/** The end of a scrape that has read no posts. */
const endedAs = (
  outcome: Result['outcome'],
  requests: number,
  commit: (tx: Tx) => Promise<void>,
  official?: readonly OfficialPart[],
): Outcome<Result> => ({
  kind: 'done',
  result: {
    outcome,
    requests,
    ...(official && { official: [...official] }),
    posts: 0,
    highlights: 0,
    images: 0,
    images_failed: 0,
  },
  commit,
})

function conclude(
  blog: BlogToScrape,
  { scraped, images }: { scraped: ScrapedProfile; images: CollectedImages },
  services: Services,
): Outcome<Result> {
  const { announce, clock, config, mergers } = services
  return {
    kind: 'done',
    result: {
      outcome: 'scraped',
      requests: scraped.requests,
      ...(scraped.official && { official: [...scraped.official] }),
      posts: scraped.posts.length,
      highlights: scraped.highlights.length,
      images: images.fetched.length,
      images_failed: images.failed,
    },
    async commit(tx) {
      const storable = await withoutErased(tx, services, scraped)
      const found = { ...blog, platform_id: storable.profile.platformId }
      await announceRead(tx, services, found, async () => {
        const blogId = await storeScrape(tx, blog, storable, { now: clock.now(), config, mergers })
        await storeMedia(tx, blogSubject(blogId), images, await picturesOfResults(tx, blogId))
        await announce(tx, 'creator.scraped', { blogId })
        return blogId
      })
    },
  }
}

/**
 * Stores an unchanged profile; what was analyzed is as it was, so that it is not analyzed again.
 */
async function storeAsBefore(
  tx: Tx,
  blog: BlogToScrape,
  { profile, official }: UnchangedProfile,
  services: Services,
): Promise<void> {
  const storable = await withoutErased(tx, services, { profile })
  const { clock, config } = services
  const read = { profile: storable.profile, ...(official && { official }) }
  await announceRead(tx, services, blog, async () => {
    await storeUnchanged(tx, blog.id, read, { now: clock.now(), config })
    return blog.id
  })
}

/**
 * Stores a reading, and announces it with what was stored of the creator before. `store` returns
 * the id of the creator's row, which may be another one with the same platform id.
 */
async function announceRead(
  tx: Tx,
  { announce }: Pick<Services, 'announce'>,
  blog: Pick<BlogToScrape, 'id' | 'platform_id'>,
  store: () => Promise<string>,
): Promise<void> {
  const known = await readBefore(tx, blog)
  const blogId = await store()
  const before = known.get(blogId)
  if (before) await announce(tx, 'creator.read', { blogId, before })
}
