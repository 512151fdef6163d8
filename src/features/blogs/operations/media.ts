import { fault, textMatching } from '../../../http/fault.ts'
import { NoSuchRecordError } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { problem, z } from '../../../http/router.ts'
import { findMedia } from '../../../media/media-store.ts'
import type { Services } from '../../services.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const YEAR_SECONDS = 365 * 86_400

/** Stored pictures. */
export const mediaOperations = {
  getMedia: operation.raw({
    method: 'get',
    path: '/api/media/{hash}',
    access: 'creators:read',
    summary: 'A stored picture of a creator, post or product',
    description:
      'JPEG, at most 512 px on each side; those of products and of the posts of stores at ' +
      'most 1,440 px. `avatar_hash` and `thumbnail_hash` name it; the same hash is always the ' +
      'same picture.',
    params: z.strictObject({
      hash: textMatching(
        z.string(),
        /^[0-9a-f]{64}$/,
        fault('wrong_format', 'expected 64 digits of a hash'),
      ).openapi({ example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' }),
    }),
    responses: {
      200: {
        description: 'The picture',
        content: { 'image/jpeg': { schema: z.string().openapi({ format: 'binary' }) } },
      },
      404: problem('There is no such picture, or none any more'),
    },
    async run({ params: { hash } }, { db }, { http }) {
      const bytes = await findMedia(db, hash)
      if (bytes === undefined) throw new NoSuchRecordError(`no picture ${hash}`)
      return http.body(new Uint8Array(bytes), 200, {
        'content-type': 'image/jpeg',
        // Shared caches must not keep the pictures of people.
        'cache-control': `private, max-age=${YEAR_SECONDS}, immutable`,
        'content-security-policy': 'sandbox',
      })
    },
  }),
}
