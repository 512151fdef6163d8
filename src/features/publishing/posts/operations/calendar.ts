import { ConflictError, invalidField } from '../../../../base/errors.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { describeReference } from '../../../../http/references.ts'
import { queryArray, queryValues } from '../../../../http/query-values.ts'
import { Timestamp, z } from '../../../../http/router.ts'
import { timeZone } from '../../../../settings/types.ts'
import type { Services } from '../../../services.ts'
import { GROUP, GroupReference } from '../../groups/group-reference.ts'
import { tags } from '../../groups/group-view.ts'
import { datedPost, groupMark } from '../dated-post-view.ts'
import { noSuchPost, PostParams, PostView, unfitPost, viewPost } from '../post-view.ts'
import { MAX_POSTS, MAX_UNDATED, readCalendar, readUndated } from '../store/calendar.ts'
import { findCollisions } from '../store/collisions.ts'
import { findGaps } from '../store/gaps.ts'
import { requireEditable } from '../store/posts/post-state.ts'
import { getPost, lockPost } from '../store/posts/posts.ts'
import { setWish } from '../store/posts/times.ts'
import { withPictures } from '../store/with-pictures.ts'

const DAY_MS = 24 * 3_600_000
const MAX_DAYS = 45
const MAX_GROUPS = 200

const operation = operationsFor<Pick<Services, 'db' | 'config'>>()

const Day = z.iso.date()

const CalendarPost = z
  .object({
    ...datedPost,
    at: Timestamp.openapi({ description: 'When it went out, goes out, or is wished to go out' }),
    is_wish: z.boolean().openapi({ description: 'A draft: nothing is published at its time' }),
  })
  .openapi('CalendarPost')

const Calendar = z
  .object({
    posts: z.array(CalendarPost).openapi({ description: `By time; at most ${MAX_POSTS}` }),
    has_more_posts: z.boolean(),
    undated: z.array(z.object(datedPost)).openapi({
      description: `Drafts without a time, the newest first; at most ${MAX_UNDATED}`,
    }),
    has_more_undated: z.boolean(),
    gaps: z
      .array(
        z.object({
          group: z.object({ id: z.uuid(), ...groupMark }),
          from: Day.openapi({ description: 'The first day without a post, today at the earliest' }),
          until: Day.openapi({ description: 'The last one' }),
          usual_days: z.number().openapi({
            description: 'The median distance between days with posts, of the last eight weeks',
          }),
        }),
      )
      .openapi({ description: 'Longer than twice the distance that is usual for the group' }),
    collisions: z
      .array(
        z.object({
          first: z.uuid(),
          second: z.uuid(),
          accounts: z.array(z.string()),
          apart_ms: z.number(),
          waits_until: Timestamp,
        }),
      )
      .openapi({
        description:
          'Posts to come that wait for another one on the same account ' +
          '(GRAMD_PUBLISH_MIN_INTERVAL_MINUTES)',
      }),
  })
  .openapi('PublishingCalendar')

/** The posts of a month, and where it is empty or too full. */
export const calendarOperations = {
  getPublishingCalendar: operation.get({
    path: '/api/publishing-calendar',
    access: 'publishing:read',
    tags,
    summary: 'Published, scheduled and wished posts of a span, with its gaps and collisions',
    query: z.strictObject({
      from: z.iso.datetime({ offset: true }),
      until: z.iso.datetime({ offset: true }).openapi({
        description: `At most ${MAX_DAYS} days after \`from\``,
      }),
      time_zone: timeZone.default('UTC').openapi({
        type: 'string',
        example: 'Asia/Almaty',
        description: 'Of the days of gaps',
      }),
      groups: queryValues
        .pipe(z.array(GroupReference).min(1).max(MAX_GROUPS))
        .optional()
        .openapi({
          ...queryArray(describeReference(GROUP), { maxItems: MAX_GROUPS }),
          description: 'Only posts for accounts of these groups, by id or name',
        }),
    }),
    answer: Calendar,
    success: 'The calendar',
    async run({ query }, { db, config }) {
      const span = { from: new Date(query.from), until: new Date(query.until) }
      if (span.until.getTime() - span.from.getTime() > MAX_DAYS * DAY_MS)
        throw invalidField('until', `must be at most ${MAX_DAYS} days after from`, {
          code: 'too_many_days',
          limits: { max: MAX_DAYS },
        })
      const groups = query.groups ?? null
      const [posts, undated, gaps, collisions] = await Promise.all([
        readCalendar(db, span, groups),
        readUndated(db, groups),
        findGaps(db, span, { zone: query.time_zone, groups }),
        findCollisions(db, span, config),
      ])
      const listed = new Set(posts.map(({ id }) => id))
      return {
        posts: await withPictures(db, posts.slice(0, MAX_POSTS)),
        has_more_posts: posts.length > MAX_POSTS,
        undated: await withPictures(db, undated.slice(0, MAX_UNDATED)),
        has_more_undated: undated.length > MAX_UNDATED,
        gaps,
        collisions: collisions.filter(({ second }) => listed.has(second)),
      }
    },
  }),

  wishPostTime: operation.act({
    path: '/api/posts/{id}/wish',
    access: 'publishing:write',
    tags,
    summary: 'Show a draft at a time in the calendar; null takes it out of there',
    description: 'Nothing is published by it: that is what scheduling is for.',
    params: PostParams,
    body: z.strictObject({ at: z.iso.datetime({ offset: true }).nullable() }).openapi('PostWish'),
    answer: PostView,
    success: 'The post',
    refusals: { 404: noSuchPost, 409: unfitPost },
    async run({ params: { id }, body: { at } }, { db, config }) {
      await db.transaction().execute(async (tx) => {
        const post = await lockPost(tx, id)
        requireEditable(post)
        if (post.scheduled_at !== null)
          throw new ConflictError('the post is scheduled: give it another time there')
        await setWish(tx, id, at === null ? null : new Date(at))
      })
      return viewPost(await getPost(db, id), config)
    },
  }),
}
