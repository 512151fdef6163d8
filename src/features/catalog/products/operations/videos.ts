import { ownerSeenBy } from '../../../../http/access/owner.ts'
import { createRoute, createRouter, problem, z, type Router } from '../../../../http/router.ts'
import type { Services } from '../../../manifest.ts'
import { tags } from '../../stores/store-view.ts'
import { answerVideo } from '../../videos/answer-video.ts'
import { findVideoOf } from '../../videos/videos-store.ts'

const file = (description: string) => ({
  description,
  content: { 'video/mp4': { schema: z.string().openapi({ format: 'binary' }) } },
})

const show = createRoute({
  method: 'get',
  path: '/api/products/videos/{id}/{hash}',
  access: 'own:read',
  operationId: 'getProductVideo',
  tags,
  summary: 'A video of a product, or a part of it',
  request: {
    params: z.strictObject({
      id: z.uuid(),
      hash: z
        .string()
        .regex(/^[0-9a-f]{64}$/, 'expected 64 digits of a hash')
        .openapi({ description: 'As `videos` of the product has it' }),
    }),
  },
  responses: {
    200: file('The video'),
    206: file('The part that Range asks for'),
    304: { description: 'The client has it (If-None-Match)' },
    404: problem('No such product of yours, or no such video of it'),
    416: problem('It has no such part'),
  },
})

/** Videos of products, for the people of their store. */
export function videoRoutes({ db, config }: Pick<Services, 'db' | 'config'>): Router {
  return createRouter().openapi(show, async (c) => {
    const { id, hash } = c.req.valid('param')
    const bytes = await findVideoOf(db, ownerSeenBy(c.get('principal')), { productId: id, hash })
    return await answerVideo(c, config, {
      hash,
      bytes,
      cacheControl: 'private, max-age=86400, immutable',
    })
  })
}
