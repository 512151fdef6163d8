import { invalidField } from '../../../../base/errors.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../groups/group-view.ts'
import { datedPost } from '../dated-post-view.ts'
import { readAgenda, readAttention } from '../store/agenda.ts'
import { withPictures } from '../store/with-pictures.ts'

const DAY_MS = 24 * 3_600_000
const MAX_DAYS = 8

const operation = operationsFor<Pick<Services, 'db'>>()

export const AgendaPost = z
  .object({
    ...datedPost,
    at: Timestamp.nullable().openapi({ description: 'When it goes out, or went out' }),
    failure: z
      .object({
        username: z.string(),
        class: z.string(),
        code: z.string().nullable(),
        message: z.string().nullable(),
      })
      .nullable()
      .openapi({ description: 'Its first failed publication' }),
    measured: z
      .object({
        accounts: z.int().openapi({ description: 'Connected accounts with numbers' }),
        views: z.number(),
        usual: z
          .number()
          .nullable()
          .openapi({
            description:
              'The sum of the accounts’ median views at the same ages; null when one of them has ' +
              'fewer than three earlier posts to compare with',
          }),
        age_hours: z.number().openapi({ description: 'Of the youngest of the readings' }),
      })
      .nullable()
      .openapi({ description: 'Before `measured_until` alone' }),
  })
  .openapi('AgendaPost')

/** The posts of a few days, with everything that a page shows of them. */
export const agendaOperations = {
  getPublishingAgenda: operation.get({
    path: '/api/publishing-agenda',
    access: 'publishing:read',
    tags,
    summary: 'What goes out and went out within a few days, and the posts that need a person',
    query: z.strictObject({
      from: z.iso.datetime({ offset: true }),
      until: z.iso.datetime({ offset: true }).openapi({
        description: `At most ${MAX_DAYS} days after \`from\``,
      }),
      measured_until: z.iso
        .datetime({ offset: true })
        .optional()
        .openapi({ description: 'Posts before have their views beside the usual ones' }),
    }),
    answer: z
      .object({
        posts: z.array(AgendaPost).openapi({ description: 'By time; at most 200' }),
        attention: z.array(AgendaPost).openapi({
          description: 'Failed within three days, missed, or to be confirmed; at most six',
        }),
      })
      .openapi('PublishingAgenda'),
    success: 'The agenda',
    async run({ query }, { db }) {
      const [from, until] = [new Date(query.from), new Date(query.until)]
      if (until.getTime() - from.getTime() > MAX_DAYS * DAY_MS)
        throw invalidField('until', `must be at most ${MAX_DAYS} days after from`, {
          code: 'too_many_days',
          limits: { max: MAX_DAYS },
        })
      const measuredUntil = new Date(query.measured_until ?? query.from)
      const [posts, attention] = await Promise.all([
        readAgenda(db, { from, until, measuredUntil }),
        readAttention(db),
      ])
      return {
        posts: await withPictures(db, posts),
        attention: await withPictures(db, attention),
      }
    },
  }),
}
