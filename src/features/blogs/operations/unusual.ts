import { operationsFor } from '../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { BlogView, viewBlog } from '../blog-view.ts'
import { selectBlogs } from '../store/blogs.ts'
import {
  detailUnusual,
  FAR_ABOVE,
  findUnusual,
  JUMP,
  MANY_WATCHED,
  SILENT_DAYS,
  SILENT_TIMES,
  UNUSUAL_RULES,
} from '../store/unusual.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** World time that is looked at when nothing else is said, and at most. */
const DEFAULT_DAYS = 7
const MAX_DAYS = 60

const Creator = BlogView.pick({
  id: true,
  username: true,
  full_name: true,
  avatar_hash: true,
  follower_count: true,
}).openapi('UnusualCreator')

const UnusualCreators = z
  .object({
    since: Timestamp,
    rules: z
      .object({
        follower_jump: z.object({ share: z.number() }),
        far_above: z.object({ times: z.number() }),
        silent: z.object({ days: z.int(), times: z.number() }),
      })
      .openapi({ description: 'What counts as unusual' }),
    data: z.array(
      z.object({
        creator: Creator,
        rule: z.enum(UNUSUAL_RULES).openapi({
          description:
            'follower_jump: followers changed by a fifth or more within 30 days; far_above: a ' +
            'post has five times the plays (without plays: likes and comments) of the ' +
            'creator’s usual post or more; advertises: a post with advertising by a creator of ' +
            'a running campaign; silent: no post for 14 days and four times the usual distance',
        }),
        before: z.number().nullable().openapi({
          description: 'Followers at the earlier reading, or the value of the usual post',
        }),
        now: z.number().nullable(),
        is_plays: z.boolean().nullable().openapi({
          description: 'Whether the values of a post are its plays',
        }),
        brands: z.array(z.string()),
        at: Timestamp.openapi({ description: 'Of the post or reading that it follows from' }),
        trend: z.array(z.number()).openapi({
          description:
            'Followers at the last readings for follower_jump, otherwise likes and comments of ' +
            'the last posts; the oldest first',
        }),
        post: z
          .object({
            id: z.uuid(),
            code: z.string().nullable(),
            caption: z.string().nullable(),
            thumbnail_hash: z.string().nullable(),
          })
          .nullable(),
      }),
    ),
  })
  .openapi('UnusualCreators')

const operation = operationsFor<Pick<Services, 'db' | 'clock' | 'background'>>()

export const unusualOperations = {
  listUnusualCreators: operation.get({
    path: '/api/unusual-creators',
    access: 'creators:read',
    tags: ['blogs'],
    summary: 'Creators of lists with something out of the ordinary',
    description:
      'One line for each creator: the most urgent of what is unusual about it. When lists have ' +
      `more than ${MANY_WATCHED} creators, the last lines are returned, at most five minutes old; ` +
      'when they are older than a minute, they are found again behind the answer.',
    query: z.strictObject({
      since: z.iso
        .datetime({ offset: true })
        .optional()
        .openapi({
          description: `At most ${MAX_DAYS} days ago, by default ${DEFAULT_DAYS}; the hour in which it is`,
        }),
    }),
    answer: UnusualCreators,
    success: 'The creators, the most urgent first',
    async run({ query }, { db, clock, background }) {
      const now = clock.now().getTime()
      const earliest = now - MAX_DAYS * DAY_MS
      const wanted = query.since ? Date.parse(query.since) : now - DEFAULT_DAYS * DAY_MS
      // All who ask within an hour share one result.
      const since = new Date(Math.floor(Math.max(earliest, wanted) / HOUR_MS) * HOUR_MS)
      const lines = await findUnusual({ db, background }, since)
      const ids = lines.map(({ blog_id }) => blog_id)
      const [details, creators] = await Promise.all([
        detailUnusual(db, lines),
        ids.length === 0 ? [] : selectBlogs(db).where('blog.id', 'in', ids).execute(),
      ])
      const byId = new Map(creators.map((row) => [row.id, Creator.parse(viewBlog(row))]))
      return {
        since,
        rules: {
          follower_jump: { share: JUMP },
          far_above: { times: FAR_ABOVE },
          silent: { days: SILENT_DAYS, times: SILENT_TIMES },
        },
        data: lines.flatMap(({ blog_id, rule, before, now: value, is_plays, brands, at }) => {
          const creator = byId.get(blog_id)
          if (!creator) return []
          const { trend = [], post = null } = details.get(blog_id) ?? {}
          return [{ creator, rule, before, now: value, is_plays, brands, at, trend, post }]
        }),
      }
    },
  }),
}
