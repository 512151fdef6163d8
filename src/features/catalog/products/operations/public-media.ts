import { NoSuchRecordError } from '../../../../base/errors.ts'
import { createRoute, createRouter, problem, z, type Router } from '../../../../http/router.ts'
import { findMedia } from '../../../../media/media-store.ts'
import { isOurMediaUrl, PUBLIC_MEDIA_PATH } from '../../../../media/public-url.ts'
import type { Services } from '../../../manifest.ts'
import { tags } from '../../stores/store-view.ts'
import { answerVideo } from '../../videos/answer-video.ts'
import { findVideo } from '../../videos/videos-store.ts'

const CACHED = 'public, max-age=86400, immutable'

const binary = z.string().openapi({ format: 'binary' })
const file = (description: string) => ({
  description,
  content: { 'image/jpeg': { schema: binary }, 'video/mp4': { schema: binary } },
})

const show = createRoute({
  method: 'get',
  path: `${PUBLIC_MEDIA_PATH}/{hash}/{expires}/{signature}`,
  access: 'open',
  operationId: 'getPublicPicture',
  tags,
  summary: 'A picture or a video of a product, for whoever has its signed address',
  request: {
    params: z.strictObject({
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      expires: z.string().regex(/^\d{1,12}$/),
      signature: z.string().regex(/^[A-Za-z0-9_-]{43}\.(jpg|mp4)$/),
    }),
  },
  responses: {
    200: file('The file'),
    206: file('The part of a video that Range asks for'),
    304: { description: 'The client has the video (If-None-Match)' },
    404: problem('No such file, or its address has ended'),
    416: problem('The video has no such part'),
  },
})

/** Pictures and videos of products, for shops that fetch them. */
export function publicMediaRoutes({ db, config }: Pick<Services, 'db' | 'config'>): Router {
  const { encryptionKeys: keys } = config
  return createRouter().openapi(show, async (c) => {
    const { hash, expires, signature } = c.req.valid('param')
    const address = {
      what: hash,
      expires: Number(expires),
      signature: signature.slice(0, -'.jpg'.length),
    }
    const isOurs = keys !== undefined && isOurMediaUrl(keys, address, new Date())
    if (isOurs && signature.endsWith('.mp4')) {
      const video = { hash, bytes: await findVideo(db, hash), cacheControl: CACHED }
      return await answerVideo(c, config, video)
    }
    const bytes = isOurs ? await findMedia(db, hash) : undefined
    if (!bytes) throw new NoSuchRecordError('no such picture, or its address has ended')
    c.header('cache-control', CACHED)
    c.header('x-content-type-options', 'nosniff')
    return c.body(new Uint8Array(bytes), 200, { 'content-type': 'image/jpeg' })
  })
}
