import { StoreReference } from '../../stores/store-reference.ts'
import { ownerScopeOf } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { pageOf } from '../../../../http/pagination.ts'
import { Timestamp, z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../stores/store-view.ts'
import { requireStore } from '../../stores/store/stores/stores.ts'
import { COMMENT_KINDS, listComments } from '../store/comments.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const CommentView = z
  .object({
    id: z.uuid(),
    store_id: z.uuid(),
    kind: z.enum(COMMENT_KINDS),
    media_id: z.string().openapi({ description: 'The platform’s, of the post' }),
    permalink: z.string().nullable().openapi({ description: 'Null for a post of another account' }),
    text: z.string().nullable().openapi({ description: 'Null for a mention' }),
    username: z.string().nullable(),
    products: z
      .array(z.object({ id: z.uuid(), name: z.string() }))
      .openapi({ description: 'Made of the post' }),
    sent_at: Timestamp,
  })
  .openapi('ProductComment')

/** Operations on what people write about products. */
export const commentOperations = {
  listProductComments: operation.list({
    path: '/api/products/comments',
    access: 'own:read',
    tags,
    summary: 'Comments on posts of your stores and mentions of their accounts, newest first',
    description: 'As Meta’s webhooks tell them; gramd asks for none.',
    filter: {
      store: StoreReference.optional(),
      product: z.uuid().optional(),
      kind: z.enum(COMMENT_KINDS).optional(),
    },
    answer: pageOf(CommentView),
    success: 'A page of comments',
    refusals: { 404: 'No such store of yours' },
    key: z.tuple([z.uuid()]),
    async run({ query: { store, product, kind }, page }, { db }, { principal }) {
      const scope = ownerScopeOf(principal)
      await requireStore(db, scope, store)
      const filter = { storeId: store, productId: product, kind }
      const rows = await listComments(db, scope, filter, {
        after: page.after?.[0],
        limit: page.take,
      })
      return page.cut(rows, ({ id }) => [id])
    },
  }),
}
