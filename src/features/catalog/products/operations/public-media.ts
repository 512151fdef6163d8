import { NoSuchRecordError } from '../../../../base/errors.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { problem, z } from '../../../../http/router.ts'
import { findMedia } from '../../../../media/media-store.ts'
import { isOurMediaUrl, PUBLIC_MEDIA_PATH } from '../../../../media/public-url.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../stores/store-view.ts'
import { answerVideo } from '../../videos/answer-video.ts'
import { findVideo } from '../../videos/videos-store.ts'

const operation = operationsFor<Pick<Services, 'db' | 'config'>>()

const CACHED = 'public, max-age=86400, immutable'

const binary = z.string().openapi({ format: 'binary' })
const file = (description: string) => ({
  description,
  content: { 'image/jpeg': { schema: binary }, 'video/mp4': { schema: binary } },
})

/** Shops fetch pictures and videos of products. */
export const publicMediaOperations = {
  getPublicPicture: operation.raw({
    method: 'get',
    path: `${PUBLIC_MEDIA_PATH}/{hash}/{expires}/{signature}`,
    access: 'open',
    tags,
    summary: 'A picture or a video of a product, for callers with its signed address',
    params: z.strictObject({
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      expires: z.string().regex(/^\d{1,12}$/),
      signature: z.string().regex(/^[A-Za-z0-9_-]{43}\.(jpg|mp4)$/),
    }),
    responses: {
      200: file('The file'),
      206: file('The part of a video that Range asks for'),
      304: { description: 'The client has the video (If-None-Match)' },
      404: problem('No such file, or its address has ended'),
      416: problem('The video has no such part'),
    },
    async run({ params: { hash, expires, signature } }, { db, config }, { http }) {
      const { encryptionKeys: keys } = config
      const address = {
        what: hash,
        expires: Number(expires),
        signature: signature.slice(0, -'.jpg'.length),
      }
      const isOurs = keys !== undefined && isOurMediaUrl(keys, address, new Date())
      if (isOurs && signature.endsWith('.mp4')) {
        const video = { hash, bytes: await findVideo(db, hash), cacheControl: CACHED }
        return await answerVideo(http, config, video)
      }
      const bytes = isOurs ? await findMedia(db, hash) : undefined
      if (!bytes) throw new NoSuchRecordError('no such picture, or its address has ended')
      http.header('cache-control', CACHED)
      http.header('x-content-type-options', 'nosniff')
      return http.body(new Uint8Array(bytes), 200, { 'content-type': 'image/jpeg' })
    },
  }),
}
