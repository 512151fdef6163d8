import { ownerSeenBy } from '../../../../http/access/owner.ts'
import { isoTimes } from '../../../../http/iso-times.ts'
import { cursorFields, cutPage, pageOf, readCursor } from '../../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../../http/router.ts'
import type { Services } from '../../../manifest.ts'
import { tags } from '../../stores/store-view.ts'
import { requireStore } from '../../stores/store/stores.ts'
import { COMMENT_KINDS, listComments } from '../store/comments.ts'

const CommentView = z
  .object({
    id: z.uuid(),
    store_id: z.uuid(),
    kind: z.enum(COMMENT_KINDS),
    media_id: z.string().openapi({ description: 'The platform’s, of the post' }),
    permalink: z.string().nullable().openapi({ description: 'Null for a post of somebody else’s' }),
    text: z.string().nullable().openapi({ description: 'Null for a mention' }),
    username: z.string().nullable(),
    products: z
      .array(z.object({ id: z.uuid(), name: z.string() }))
      .openapi({ description: 'Made of the post' }),
    sent_at: Timestamp,
  })
  .openapi('ProductComment')

const list = createRoute({
  method: 'get',
  path: '/api/products/comments',
  access: 'own:read',
  operationId: 'listProductComments',
  tags,
  summary: 'Comments on posts of your stores and mentions of their accounts, newest first',
  description: 'As Meta’s webhooks tell them; gramd asks for none.',
  request: {
    query: z.strictObject({
      store: z.uuid().optional(),
      product: z.uuid().optional(),
      kind: z.enum(COMMENT_KINDS).optional(),
      ...cursorFields,
    }),
  },
  responses: {
    200: json('A page of comments', pageOf(CommentView)),
    404: problem('No such store of yours'),
  },
})

const Key = z.tuple([z.uuid()])

/** What people say about products. */
export function commentRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { store, product, kind, ...page } = c.req.valid('query')
    const [after] = readCursor(page, Key) ?? []
    const filter = { storeId: store, productId: product, kind }
    const seen = ownerSeenBy(c.get('principal'))
    await requireStore(db, seen, store)
    const rows = await listComments(db, seen, filter, { after, limit: page.limit + 1 })
    return c.json(cutPage(rows, page.limit, { item: isoTimes, key: ({ id }) => [id] }), 200)
  })
  return router
}
