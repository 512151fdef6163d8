import { pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { camelSchema, camelKeys } from '../../../http/spelling.ts'
import { DRAFT_STATES } from '../drafts/draft-states.ts'
import { POST_STATES, type PostRow, type SyncPostRow } from './store/post-list.ts'

export const SYNC_OUTCOMES = ['drafted', 'updated', 'skipped', 'unchanged', 'failed'] as const

export const PostView = z
  .object({
    id: z.uuid(),
    store_id: z.uuid(),
    media_id: z.string().openapi({ description: 'Of Instagram' }),
    permalink: z.string().nullable(),
    type: z.enum(['IMAGE', 'VIDEO', 'CAROUSEL_ALBUM']),
    caption: z.string().nullable(),
    taken_at: Timestamp,
    outcome: z.enum(POST_STATES).openapi({
      description:
        'drafted: there are drafts of it. skipped: it sells nothing. failed: it was not read. ' +
        'gone: Instagram has it no more. never: you want no draft of it. waiting: a model has ' +
        'still to read it',
    }),
    reason: z
      .string()
      .nullable()
      .openapi({ description: 'Of the outcome, such as `greeting` or `model_failed`' }),
    wanted: z.boolean().openapi({ description: 'You have asked for a draft of it' }),
    pictures: z
      .array(z.object({ number: z.int(), hash: z.string().nullable() }))
      .openapi({ description: 'Their hashes lead to /api/media/{hash}; null: not kept' }),
    drafts: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        status: z.enum(DRAFT_STATES),
        product_id: z.uuid().nullable(),
      }),
    ),
  })
  .openapi('StorePost')

export const PostsPage = pageOf(PostView)
  .extend({
    counts: z
      .object({
        drafted: z.int(),
        skipped: z.int(),
        failed: z.int(),
        gone: z.int(),
        never: z.int(),
        waiting: z.int(),
      })
      .openapi({ description: 'All posts of the store, by outcome' }),
  })
  .openapi('StorePostPage')

export const SyncPostPage = camelSchema(
  pageOf(
    camelSchema(
      PostView.extend({
        in_sync: z.object({
          outcome: z.enum(SYNC_OUTCOMES).nullable().openapi({ description: 'null: not ended yet' }),
          code: z.string().nullable(),
          message: z.string().nullable(),
          at: Timestamp.nullable(),
        }),
      }),
    ).openapi('CatalogSyncPost'),
  ),
)

export const viewPost = (row: PostRow) => ({
  id: row.id,
  store_id: row.store_id,
  media_id: row.platform_id,
  permalink: row.permalink,
  type: row.type,
  caption: row.caption,
  taken_at: row.published_at,
  outcome: row.state,
  reason: row.state === 'gone' || row.state === 'never' ? null : row.reason,
  wanted: row.is_wanted,
  pictures: row.pictures,
  drafts: row.drafts,
})

export const viewSyncPost = (row: SyncPostRow) =>
  camelKeys({
    ...viewPost(row),
    in_sync: {
      outcome: row.sync_outcome,
      code: row.sync_code,
      message: row.sync_message,
      at: row.ended_at,
    },
  })
