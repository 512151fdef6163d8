import { z } from 'zod'
import { blogSubject } from '../../../creators/blog-subject.ts'
import type { Tx } from '../../../db/handles.ts'
import { addMedia } from '../../../media/media-store.ts'
import type { Post } from '../../../platforms/creators.ts'
import type { CreatorReading } from '../../../platforms/creator-reader.ts'
import {
  NotFoundError,
  PrivateProfileError,
  RestrictedProfileError,
} from '../../../platforms/target-errors.ts'
import {
  defineTask,
  type Outcome,
  type RunningTask,
  type TaskContext,
} from '../../../queue/task-type.ts'
import {
  eraseAgain,
  ErasedCreatorError,
  markUnavailable,
  refuseErased,
  retainedSince,
  saveWithoutErased,
  storePosts,
  withoutErased,
  type Unavailable,
} from '../../scrape/index.ts'
import type { PostReading, Services } from '../../services.ts'
import { removeStoriesOf, storeStories } from '../../stories/index.ts'
import { collectPictures, NO_PICTURES, type Pictures } from '../pictures.ts'
import { MAX_PAGES } from '../store/plan.ts'
import { missedPosts, scopeOf, storePostReadings, type ReadingScope } from '../store/readings.ts'
import { storeEnd } from '../store/schedule.ts'
import { settleSpending } from '../store/spending.ts'

const Payload = z.object({
  blog_id: z.uuid(),
  /** The plan's charge: the list, and the requests that it expected. */
  planned: z
    .object({ list_id: z.uuid(), at: z.iso.datetime(), requests: z.number().int() })
    .optional(),
})
const Result = z.object({
  /** `not_needed`: no running campaign and no list asks for it any more. */
  outcome: z.enum(['read', 'private', 'restricted', 'deleted', 'erased', 'not_needed']),
  /** Requests to the platform by accounts, logins apart. */
  requests: z.number().int(),
  posts: z.number().int(),
  /** Posts that the reading should have met, and did not. */
  missed: z.number().int(),
  stories: z.number().int(),
})
type Payload = z.output<typeof Payload>
type Result = z.output<typeof Result>

const PRIORITY = 4

/**
 * Reads profile, newest posts and live stories of a creator of a running campaign, or of a list
 * that asks for stories. Measurements, stories and events are written in the transaction that
 * completes the task: a killed process repeats the reading and stores it once.
 */
export const readCampaignCreator = defineTask<Services, Payload, Result>({
  name: 'read_campaign_creator',
  summary: 'Reads the newest posts and live stories of a creator of a running campaign.',
  access: { read: 'creators:read', write: 'creators:write' },
  payload: Payload,
  result: Result,
  priority: PRIORITY,
  resource: 'instagram',
  dedupeKey: ({ blog_id }) => blog_id,
  subject: ({ blog_id }) => blogSubject(blog_id),
  handle: readOne,
})

async function readOne(
  task: RunningTask<Payload>,
  context: TaskContext<Services>,
): Promise<Outcome<Result>> {
  const { services } = context
  const blogId = task.payload.blog_id
  const scope = await scopeOf(services.db, blogId)
  if (!scope) return ended(task, services, { outcome: 'not_needed', requests: 0 })
  let requests = 0
  const onRequest = (count: number): void => void (requests = count)
  try {
    const { reading, pictures } = await request(scope, { task, context, onRequest })
    return conclude(task, services, { reading, pictures })
  } catch (error) {
    if (error instanceof ErasedCreatorError) {
      const blog = { id: blogId, username: scope.username }
      const erased = { blog, profile: error.profile, taskId: task.id }
      return ended(task, services, { outcome: 'erased', requests: error.requests }, (tx) =>
        eraseAgain(tx, services, erased),
      )
    }
    const status = unavailability(error)
    if (status === null) throw error
    return ended(task, services, { outcome: status, requests }, async (tx) => {
      await markUnavailable(tx, blogId, status)
      if (status === 'private') await removeStoriesOf(tx, [blogId])
    })
  }
}

function unavailability(error: unknown): Unavailable | null {
  if (error instanceof PrivateProfileError) return 'private'
  if (error instanceof RestrictedProfileError) return 'restricted'
  return error instanceof NotFoundError ? 'deleted' : null
}

async function request(
  scope: ReadingScope,
  {
    task,
    context,
    onRequest,
  }: {
    task: RunningTask<Payload>
    context: TaskContext<Services>
    onRequest: (requests: number) => void
  },
): Promise<{ reading: CreatorReading; pictures: Pictures }> {
  const { services, signal, log } = context
  const { creatorReader, clock, db } = services
  let pictures = NO_PICTURES
  const reading = await creatorReader.readCreator(
    scope.platform_id === null ? { username: scope.username } : { platformId: scope.platform_id },
    {
      since: scope.posts ? scope.since : null,
      pages: MAX_PAGES,
      stories: true,
      now: () => clock.now(),
      onProfile: async (profile, count) => await refuseErased(services, profile, count),
      async pictures(read, fetch) {
        const options = { blogId: task.payload.blog_id, since: scope.pictures_since }
        pictures = await collectPictures(read, fetch, { ...options, db, signal, log })
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
  return { reading, pictures }
}

/** The end of a reading that has stored nothing of the creator. */
function ended(
  { payload: { blog_id: blogId, planned } }: RunningTask<Payload>,
  { clock }: Services,
  { outcome, requests }: Pick<Result, 'outcome' | 'requests'>,
  also?: (tx: Tx) => Promise<void>,
): Outcome<Result> {
  return {
    kind: 'done',
    result: { outcome, requests, posts: 0, missed: 0, stories: 0 },
    async commit(tx) {
      await also?.(tx)
      await settle(tx, planned, requests)
      if (outcome === 'erased' || outcome === 'not_needed') return
      await storeEnd(tx, blogId, { readAt: clock.now(), liveStories: 0 })
    },
  }
}

const settle = async (tx: Tx, planned: Payload['planned'], requests: number): Promise<void> => {
  if (!planned) return
  const change = requests - planned.requests
  await settleSpending(tx, { listId: planned.list_id, hour: new Date(planned.at), change })
}

function conclude(
  { payload: { blog_id: blogId, planned } }: RunningTask<Payload>,
  services: Services,
  { reading, pictures }: { reading: CreatorReading; pictures: Pictures },
): Outcome<Result> {
  const { announce, clock, config } = services
  // Counts are those of the moment when they were answered, also if the reading rested after it.
  const readAt = reading.postsAt ?? clock.now()
  const result: Result = {
    outcome: 'read',
    requests: reading.requests,
    posts: reading.posts.length,
    missed: 0,
    stories: reading.stories?.length ?? 0,
  }
  return {
    kind: 'done',
    result,
    async commit(tx) {
      const read = await withoutErased(tx, services, {
        profile: reading.profile,
        posts: reading.posts,
        stories: reading.stories ?? [],
      })
      const { profile, posts, stories } = read
      // Not whole: a scrape alone deletes posts that are gone.
      const limits = { limit: posts.length, retainedSince: retainedSince({ now: readAt, config }) }
      await storePosts(tx, blogId, { profile, posts, postsAreWhole: false }, limits)
      const storyIds = await storeStories(tx, blogId, stories, pictures.stories)
      if (posts.length > 0) await addMedia(tx, blogSubject(blogId), pictures.posts)
      const { wholeSince } = reading
      const met = posts.map(({ platformId }) => platformId)
      const missed = wholeSince === null ? [] : await missedPosts(tx, blogId, { wholeSince, met })
      const measured = posts.map(readingOf)
      await storePostReadings(tx, blogId, { readAt, posts: measured })
      await storeEnd(tx, blogId, { readAt, liveStories: reading.stories?.length ?? null })
      await settle(tx, planned, reading.requests)
      await announce(tx, 'creator.posts_read', {
        blogId,
        readAt,
        oldestTakenAt: wholeSince,
        posts: measured,
        missed,
      })
      if (storyIds.length > 0)
        await announce(tx, 'creator.stories_read', { blogId, readAt, storyIds })
    },
  }
}

const readingOf = (post: Post): PostReading => ({
  platformId: post.platformId,
  takenAt: post.takenAt,
  caption: post.captionText,
  likeCount: post.likeCount,
  commentCount: post.commentCount,
  playCount: post.playCount,
  viewCount: post.viewCount,
  isPaidPartnership: post.isPaidPartnership,
  sponsors: post.sponsors,
  commentsDisabled: post.commentsDisabled ?? false,
})
