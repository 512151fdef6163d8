import { ownerSeenBy } from '../../../http/access/owner.ts'
import { NoSuchRecordError } from '../../../base/errors.ts'
import { cursorFields, cutPage, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../../http/router.ts'
import { findMedia } from '../../../media/media-store.ts'
import type { Services } from '../../manifest.ts'
import { awaitPosts, getSync } from '../store/syncs.ts'
import { getMedia, listMedia } from '../store/media-list.ts'
import { MediaDetails, MediaView, viewDetails, viewMedia } from '../media-view.ts'
import { mediaFilterFields, readMediaFilter } from '../media-filter.ts'
import { setDuration } from '../store/media.ts'

export const AccountParams = z.strictObject({ accountId: z.uuid() })
export const MediaParams = z.strictObject({ id: z.uuid() })
export const noSuchAccount = problem('No such connected account of yours')
export const noSuchMedia = problem('No such post of a connected account of yours')
export const tags = ['own media']

const show = createRoute({
  method: 'get',
  path: '/api/ig/media/{id}',
  access: 'own:read',
  operationId: 'getOwnMedia',
  tags,
  summary: 'One post with its newest metrics, and why others are missing',
  request: { params: MediaParams },
  responses: { 200: json('The post', MediaDetails), 404: noSuchMedia },
})

const change = createRoute({
  method: 'patch',
  path: '/api/ig/media/{id}',
  access: 'own:write',
  operationId: 'updateOwnMedia',
  tags,
  summary: 'Tell how long a video is, which Meta does not',
  request: {
    params: MediaParams,
    body: jsonBody(
      z
        .strictObject({
          duration_ms: z
            .int()
            .min(1)
            .max(24 * 3_600_000)
            .nullable(),
        })
        .openapi('OwnMediaChange'),
    ),
  },
  responses: { 200: json('The post', MediaDetails), 404: noSuchMedia },
})

const preview = createRoute({
  method: 'get',
  path: '/api/ig/media/{id}/preview',
  access: 'own:read',
  operationId: 'getOwnMediaPreview',
  tags,
  summary: 'The stored preview of a post',
  request: { params: MediaParams },
  responses: {
    200: {
      description: 'JPEG, at most 512 px on each side',
      content: { 'image/jpeg': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    404: problem('No such post, or no preview of it'),
  },
})

const list = createRoute({
  method: 'get',
  path: '/api/ig/{accountId}/media',
  access: 'own:read',
  operationId: 'listOwnMedia',
  tags,
  summary: 'Posts of a connected account, newest first, each with its newest metrics',
  description:
    'While somebody asks for the first page, gramd looks for new posts every two minutes.',
  request: {
    params: AccountParams,
    query: z.strictObject({ ...mediaFilterFields, ...cursorFields }),
  },
  responses: { 200: json('A page of posts', pageOf(MediaView)), 404: noSuchAccount },
})

const Key = z.tuple([z.iso.datetime(), z.uuid()])

/** Posts of connected accounts. */
export function mediaRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(show, async (c) => {
    const owner = ownerSeenBy(c.get('principal'))
    return c.json(viewDetails(await getMedia(db, owner, c.req.valid('param').id)), 200)
  })
  router.openapi(change, async (c) => {
    const owner = ownerSeenBy(c.get('principal'))
    const { id } = await getMedia(db, owner, c.req.valid('param').id)
    await setDuration(db, id, c.req.valid('json').duration_ms)
    return c.json(viewDetails(await getMedia(db, owner, id)), 200)
  })
  router.openapi(preview, async (c) => {
    const media = await getMedia(db, ownerSeenBy(c.get('principal')), c.req.valid('param').id)
    const bytes = media.preview_hash === null ? undefined : await findMedia(db, media.preview_hash)
    if (bytes === undefined) throw new NoSuchRecordError(`no preview of post ${media.id}`)
    return c.body(new Uint8Array(bytes), 200, {
      'content-type': 'image/jpeg',
      'cache-control': 'private, max-age=3600',
      'content-security-policy': 'sandbox',
    })
  })
  router.openapi(list, async (c) => {
    const page = c.req.valid('query')
    const owner = ownerSeenBy(c.get('principal'))
    const sync = await getSync(db, owner, c.req.valid('param').accountId)
    const [at, id] = readCursor(page, Key) ?? []
    const after = at !== undefined && id !== undefined ? { at: new Date(at), id } : undefined
    if (!after) await awaitPosts(db, [sync.connection_id])
    const rows = await listMedia(db, sync.connection_id, {
      ...readMediaFilter(page),
      limit: page.limit + 1,
      after,
    })
    const key = (row: (typeof rows)[number]) => [row.published_at.toISOString(), row.id]
    return c.json(cutPage(rows, page.limit, { item: viewMedia, key }), 200)
  })
  return router
}
