import { NoSuchRecordError } from '../../../../base/errors.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { problem, z } from '../../../../http/router.ts'
import { findMedia } from '../../../../media/media-store.ts'
import type { Services } from '../../../services.ts'
import { AccountReference } from '../account-reference.ts'
import { tags } from '../group-view.ts'
import { getPublishingAccount } from '../store/publishing-accounts/settings.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

/** The profile pictures of accounts, for editors, who may not see those of creators. */
export const pictureOperations = {
  getAccountPicture: operation.raw({
    method: 'get',
    path: '/api/accounts/{id}/picture',
    access: { either: ['accounts:read', 'publishing:read'] },
    tags,
    summary: 'The stored profile picture of an account that posts are published on',
    description: 'There is one once gramd has scraped its profile as that of a creator.',
    params: z.object({ id: AccountReference }),
    responses: {
      200: {
        description: 'JPEG, at most 512 px on each side',
        content: { 'image/jpeg': { schema: z.string().openapi({ format: 'binary' }) } },
      },
      404: problem('No such account to publish on, or no picture of it'),
    },
    async run({ params }, { db }, { http }) {
      const { username, picture_hash: hash } = await getPublishingAccount(db, params.id)
      const bytes = hash === null ? undefined : await findMedia(db, hash)
      if (bytes === undefined) throw new NoSuchRecordError(`no picture of @${username}`)
      return http.body(new Uint8Array(bytes), 200, {
        'content-type': 'image/jpeg',
        'cache-control': 'private, max-age=3600',
        'content-security-policy': 'sandbox',
      })
    },
  }),
}
