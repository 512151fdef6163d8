import { fault, textMatching } from '../../../../http/fault.ts'
import { ownerScopeOf } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { problem, z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../stores/store-view.ts'
import { answerVideo } from '../../videos/answer-video.ts'
import { findVideoOf } from '../../videos/videos-store.ts'

const operation = operationsFor<Pick<Services, 'db' | 'config'>>()

const file = (description: string) => ({
  description,
  content: { 'video/mp4': { schema: z.string().openapi({ format: 'binary' }) } },
})

/** The people of a store see the videos of its products. */
export const videoOperations = {
  getProductVideo: operation.raw({
    method: 'get',
    path: '/api/products/videos/{id}/{hash}',
    access: 'own:read',
    tags,
    summary: 'A video of a product, or a part of it',
    params: z.strictObject({
      id: z.uuid(),
      hash: textMatching(
        z.string(),
        /^[0-9a-f]{64}$/,
        fault('wrong_format', 'expected 64 digits of a hash'),
      ).openapi({ description: 'As `videos` of the product has it' }),
    }),
    responses: {
      200: file('The video'),
      206: file('The part that Range asks for'),
      304: { description: 'The client has it (If-None-Match)' },
      404: problem('No such product of yours, or no such video of it'),
      416: problem('It has no such part'),
    },
    async run({ params: { id, hash } }, { db, config }, { principal, http }) {
      const bytes = await findVideoOf(db, ownerScopeOf(principal), { productId: id, hash })
      return await answerVideo(http, config, {
        hash,
        bytes,
        cacheControl: 'private, max-age=86400, immutable',
      })
    },
  }),
}
