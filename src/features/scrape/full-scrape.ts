import { z } from 'zod'
import { NoSuchRecordError } from '../../errors.ts'
import type { Tx } from '../../db/database.ts'
import { NotFoundError, PrivateProfileError } from '../../platforms/errors.ts'
import type { ScrapedProfile } from '../../platforms/port.ts'
import {
  defineTask,
  type Departure,
  type Outcome,
  type RunningTask,
  type TaskContext,
} from '../../queue/task-type.ts'
import type { Services } from '../manifest.ts'
import {
  findBlog,
  isPlaceholderName,
  markFailed,
  markScraping,
  markUnavailable,
  unmarkScraping,
  type BlogToScrape,
} from './blogs-store.ts'
import { profileMetrics } from './metrics/profile-metrics.ts'
import { readKnownHighlights, storeScrape } from './scrape-store.ts'

const Payload = z.object({ blog_id: z.uuid() })
const Result = z.object({
  outcome: z.enum(['scraped', 'private', 'deleted', 'superseded']),
  /** Requests to the platform, logins apart. */
  requests: z.number().int().nullable(),
  posts: z.number().int(),
  highlights: z.number().int(),
})
type Payload = z.output<typeof Payload>
type Result = z.output<typeof Result>

/** Profile, last posts and reels, highlights with their stories → metrics → rows → an analysis. */
export const fullScrape = defineTask<Services, Payload, Result>({
  name: 'full_scrape',
  summary: "Fetches a creator's profile, latest posts and highlights, and has them analyzed.",
  payload: Payload,
  result: Result,
  priority: 3,
  attempts: 3,
  backoffMinutes: [5, 15, 45],
  leaseMs: 45_000,
  resource: 'instagram',
  dedupeKey: ({ blog_id }) => blog_id,
  blogId: ({ blog_id }) => blog_id,
  handle: scrape,
  async onDeparture(tx: Tx, departures: readonly Departure[]) {
    const failed = departures.flatMap((task) =>
      task.status === 'failed' && task.blogId ? [task.blogId] : [],
    )
    const others = departures.flatMap((task) =>
      task.status !== 'failed' && task.blogId ? [task.blogId] : [],
    )
    if (failed.length > 0) await markFailed(tx, failed)
    if (others.length > 0) await unmarkScraping(tx, others)
  },
})

async function scrape(
  task: RunningTask<Payload>,
  context: TaskContext<Services>,
): Promise<Outcome<Result>> {
  const { db, platform, config } = context.services
  const blog = await findBlog(db, task.payload.blog_id)
  if (!blog) throw new NoSuchRecordError(`no blog ${task.payload.blog_id}`)
  if (blog.platform_id === null && isPlaceholderName(blog.username)) {
    return { kind: 'done', result: { outcome: 'superseded', requests: 0, posts: 0, highlights: 0 } }
  }
  await context.checkpoint(task.checkpoint, (tx) => markScraping(tx, blog.id))
  const target =
    blog.platform_id === null ? { username: blog.username } : { platformId: blog.platform_id }
  try {
    const scraped = await platform.scrapeProfile(
      target,
      {
        posts: config.POSTS_PER_SCRAPE,
        known: await readKnownHighlights(db, blog.id),
      },
      {
        signal: context.signal,
        resume: task.checkpoint,
        save: (state) => context.checkpoint(state),
        onAccount: (account) => context.note({ account }),
      },
    )
    // Not asked for, so this never happens.
    if (scraped.isUnchanged) throw new Error('an unchanged profile was not asked for')
    return conclude(blog, scraped, context.services)
  } catch (error) {
    if (error instanceof PrivateProfileError) return unavailable(blog, 'private')
    if (error instanceof NotFoundError) return unavailable(blog, 'deleted')
    throw error
  }
}

function conclude(
  blog: BlogToScrape,
  scraped: ScrapedProfile,
  services: Services,
): Outcome<Result> {
  const metrics = profileMetrics(scraped.profile, scraped.posts, services.clock.now())
  return {
    kind: 'done',
    result: {
      outcome: 'scraped',
      requests: scraped.requests,
      posts: scraped.posts.length,
      highlights: scraped.highlights.length,
    },
    async commit(tx) {
      const blogId = await storeScrape(tx, blog, scraped, metrics)
      await services.queue.enqueue(tx, 'ai_analysis', { blog_id: blogId })
      await services.queue.enqueue(tx, 'submit_batch', {})
    },
  }
}

/** What the platform hides or has lost is an outcome, not a failure. */
function unavailable(blog: BlogToScrape, status: 'private' | 'deleted'): Outcome<Result> {
  return {
    kind: 'done',
    result: { outcome: status, requests: null, posts: 0, highlights: 0 },
    commit: (tx) => markUnavailable(tx, blog.id, status),
  }
}
