import { NoSuchRecordError } from '../../../base/errors.ts'
import { ownerScopeOf } from '../../../http/access/owner.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { editedFields } from '../../../http/operations/version.ts'
import { pageOf } from '../../../http/pagination.ts'
import { problem, z } from '../../../http/router.ts'
import { findMedia } from '../../../media/media-store.ts'
import type { Services } from '../../services.ts'
import { mediaFilterFields, readMediaFilter } from '../media-filter.ts'
import { MediaDetails, MediaView, viewDetails, viewMedia } from '../media-view.ts'
import { lockMedia, setDuration } from '../store/media.ts'
import { getMedia, listMedia } from '../store/media-list.ts'
import { awaitPosts, getSync } from '../store/syncs.ts'
import { ofAccount, ofMedia } from './of.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const OwnMediaChange = z
  .strictObject({
    duration_ms: z
      .int()
      .min(1)
      .max(24 * 3_600_000)
      .nullable(),
  })
  .openapi('OwnMediaChange')

const version = editedFields(OwnMediaChange)

/** Posts of connected accounts. */
export const mediaOperations = {
  getOwnMedia: operation.get({
    ...ofMedia,
    path: '/api/ig/media/{id}',
    access: 'own:read',
    summary: 'One post with its newest metrics, and why others are missing',
    answer: MediaDetails,
    success: 'The post',
    version,
    run: async ({ params }, { db }, { principal }) =>
      viewDetails(await getMedia(db, ownerScopeOf(principal), params.id)),
  }),

  updateOwnMedia: operation.update({
    ...ofMedia,
    path: '/api/ig/media/{id}',
    access: 'own:write',
    summary: 'Tell how long a video is, which Meta does not',
    body: OwnMediaChange,
    answer: MediaDetails,
    success: 'The post',
    version,
    async run({ params, body }, { db }, { principal, requireMatch }) {
      const owner = ownerScopeOf(principal)
      const { id } = await getMedia(db, owner, params.id)
      return await db.transaction().execute(async (tx) => {
        await requireMatch(async () => {
          await lockMedia(tx, id)
          return viewDetails(await getMedia(tx, owner, id))
        })
        await setDuration(tx, id, body.duration_ms)
        return viewDetails(await getMedia(tx, owner, id))
      })
    },
  }),

  getOwnMediaPreview: operation.raw({
    method: 'get',
    path: '/api/ig/media/{id}/preview',
    access: 'own:read',
    tags: ofMedia.tags,
    summary: 'The stored preview of a post',
    params: ofMedia.params,
    responses: {
      200: {
        description: 'JPEG, at most 512 px on each side',
        content: { 'image/jpeg': { schema: z.string().openapi({ format: 'binary' }) } },
      },
      404: problem('No such post, or no preview of it'),
    },
    async run({ params }, { db }, { principal, http }) {
      const { id, preview_hash: hash } = await getMedia(db, ownerScopeOf(principal), params.id)
      const bytes = hash === null ? undefined : await findMedia(db, hash)
      if (bytes === undefined) throw new NoSuchRecordError(`no preview of post ${id}`)
      return http.body(new Uint8Array(bytes), 200, {
        'content-type': 'image/jpeg',
        'cache-control': 'private, max-age=3600',
        'content-security-policy': 'sandbox',
      })
    },
  }),

  listOwnMedia: operation.list({
    ...ofAccount,
    path: '/api/ig/{account_id}/media',
    access: 'own:read',
    assistant: { tool: true },
    summary: 'Posts of a connected account, newest first, each with its newest metrics',
    description: 'While callers read the first page, gramd polls for new posts every two minutes.',
    filter: mediaFilterFields,
    answer: pageOf(MediaView),
    success: 'A page of posts',
    key: z.tuple([z.iso.datetime(), z.uuid()]),
    async run({ params, query, page }, { db }, { principal }) {
      const { connection_id } = await getSync(db, ownerScopeOf(principal), params.account_id)
      const after = page.after && { at: new Date(page.after[0]), id: page.after[1] }
      if (!after) await awaitPosts(db, [connection_id])
      const filter = { ...readMediaFilter(query), limit: page.take, after }
      const rows = await listMedia(db, connection_id, filter)
      return page.cut(rows, (row) => [row.published_at.toISOString(), row.id], viewMedia)
    },
  }),
}
