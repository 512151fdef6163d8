import { ownerSeenBy } from '../../../../http/access/owner.ts'
import { isoTimes } from '../../../../http/iso-times.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../../../http/router.ts'
import type { Services } from '../../../manifest.ts'
import { tags } from '../../stores/store-view.ts'
import { ProductView } from '../product-view.ts'
import { getProduct } from '../store/products.ts'
import { decideSource, SOURCE_CHOICES } from '../store/source.ts'

const decide = createRoute({
  method: 'post',
  path: '/api/products/source/{id}',
  access: 'own:write',
  operationId: 'decideProductSource',
  tags,
  summary: 'Keep or archive a product whose post is gone or sells it no more',
  request: {
    params: z.strictObject({ id: z.uuid() }),
    body: jsonBody(
      z.strictObject({ choice: z.enum(SOURCE_CHOICES) }).openapi('ProductSourceDecision'),
    ),
  },
  responses: {
    200: json('The product', ProductView),
    404: problem('No such product of yours'),
    409: problem('Its post is there and sells it'),
  },
})

/** Products that have lost their post. */
export function sourceRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(decide, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const { id } = await getProduct(db, seen, c.req.valid('param').id)
    const { choice } = c.req.valid('json')
    await db.transaction().execute(async (tx) => await decideSource(tx, id, choice))
    return c.json(isoTimes(await getProduct(db, seen, id)), 200)
  })
  return router
}
