import { ownerScopeOf } from '../../../http/access/owner.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { integerText } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { OWN_MEDIA_TYPES } from '../../../platforms/own-media-reader.ts'
import type { Services } from '../../services.ts'
import { listNewest } from '../store/newest.ts'
import { ofMedia } from './of.ts'

const MAX_NEWEST = 24

const operation = operationsFor<Pick<Services, 'db'>>()

const NewestMedia = z
  .object({
    id: z.uuid(),
    account_id: z.uuid(),
    username: z.string(),
    type: z.enum(OWN_MEDIA_TYPES),
    caption: z.string().nullable(),
    permalink: z.string().nullable(),
    preview_hash: z.string().nullable(),
    published_at: Timestamp,
    age_hours: z.number().nullable().openapi({
      description: 'Of the post at its newest reading with views; null without one',
    }),
    views: z.number().nullable(),
    likes: z.number().nullable(),
    usual: z
      .object({ low: z.number(), median: z.number(), high: z.number(), posts: z.int() })
      .nullable()
      .openapi({
        description:
          'The views of up to 20 posts of this account and type before it, at the same age: ' +
          'their middle half and median; null for fewer than three',
      }),
  })
  .openapi('NewestOwnMedia')

export const newestOperations = {
  listNewestOwnMedia: operation.get({
    path: '/api/ig/newest-media',
    access: 'own:read',
    tags: ofMedia.tags,
    summary: 'The newest posts of your connected accounts beside their usual views',
    query: z.strictObject({
      limit: integerText({ min: 1, max: MAX_NEWEST }).default(6).openapi({ default: 6 }),
    }),
    answer: z.object({ data: z.array(NewestMedia) }),
    success: 'The posts, the newest first',
    run: async ({ query }, { db }, { principal }) => ({
      data: await listNewest(db, ownerScopeOf(principal), query.limit),
    }),
  }),
}
