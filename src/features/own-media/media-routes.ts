import { ownerSeenBy } from '../../http/access/owner.ts'
import { NoSuchRecordError, invalidField } from '../../base/errors.ts'
import { cursorFields, cutPage, pageOf, readCursor } from '../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../http/router.ts'
import { findMedia } from '../../media/media-store.ts'
import type { Services } from '../manifest.ts'
import { awaitPosts, getSync, listSyncs, type SyncState } from './connections-store.ts'
import { findByShortcode, getMedia, listMedia } from './media-list.ts'
import { MediaDetails, MediaView, viewDetails, viewMedia } from './media-view.ts'
import { mediaFilterFields, readMediaFilter } from './media-filter.ts'
import { setDuration } from './media-store.ts'
import { parsePermalink } from './permalink.ts'

export const AccountParams = z.strictObject({ accountId: z.uuid() })
export const MediaParams = z.strictObject({ id: z.uuid() })
export const noSuchAccount = problem('No such connected account of yours')
export const noSuchMedia = problem('No such post of a connected account of yours')
export const tags = ['own media']

const VersionSuggestion = z
  .object({
    project_id: z.uuid(),
    project: z.string().openapi({ description: 'Its name' }),
    version_id: z.uuid(),
    number: z.int().openapi({ description: 'Of the version' }),
    title: z.string().nullable(),
    likeness: z.number().openapi({
      description: 'The share of the shorter text’s words that both have, 0 to 1',
    }),
  })
  .openapi('VersionSuggestion')

const resolve = createRoute({
  method: 'get',
  path: '/api/ig/resolve',
  access: 'own:read',
  operationId: 'resolvePermalink',
  tags,
  summary: 'The post behind a pasted link',
  description:
    'Takes the addresses of posts in all forms. A post that is not known yet is looked for at once: ask again within a few minutes while the answer is `importing`.',
  request: {
    query: z.strictObject({
      permalink: z
        .string()
        .min(1)
        .max(2_000)
        .openapi({ example: 'https://www.instagram.com/reel/DAbCdEfGhIj/?igsh=MWQ1ZGUxMzBkMA==' }),
    }),
  },
  responses: {
    200: json(
      'What is known of it',
      z
        .object({
          status: z.enum(['found', 'importing', 'not_yours']).openapi({
            description: 'importing: it may be a new post; not_yours: it is not among your posts',
          }),
          shortcode: z.string(),
          media: z.union([MediaDetails, z.null()]),
          suggestions: z.array(VersionSuggestion).openapi({
            description:
              'Versions whose script is like the caption, the likest first; none once the post is bound',
          }),
        })
        .openapi('ResolvedPermalink'),
    ),
  },
})

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
export function mediaRoutes({
  db,
  clock,
  suggestVersions,
}: Pick<Services, 'db' | 'clock' | 'suggestVersions'>): Router {
  const router = createRouter()
  router.openapi(resolve, async (c) => {
    const owner = ownerSeenBy(c.get('principal'))
    const parsed = parsePermalink(c.req.valid('query').permalink)
    if ('reason' in parsed) throw invalidField('permalink', parsed.reason)
    const { shortcode } = parsed
    const [row] = await findByShortcode(db, owner, shortcode)
    if (row) {
      const found = await Promise.all(
        suggestVersions.map(async (suggest) => await suggest(db, row)),
      )
      const [status, media] = ['found' as const, viewDetails(row)]
      return c.json({ status, shortcode, media, suggestions: found.flat() }, 200)
    }
    const syncs = await listSyncs(db, owner)
    await awaitPosts(
      db,
      syncs.map(({ connection_id }) => connection_id),
    )
    const mayCome = syncs.some((sync) => isBehind(sync, clock.now()))
    const status = mayCome ? ('importing' as const) : ('not_yours' as const)
    return c.json({ status, shortcode, media: null, suggestions: [] }, 200)
  })
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

/** A list that is younger than this has every post that anybody can have seen. */
const LISTED_MS = 3 * 60_000

const isBehind = ({ whole_listed_at, listed_at, ended_at }: SyncState, now: Date): boolean =>
  ended_at === null &&
  (whole_listed_at === null ||
    listed_at === null ||
    now.getTime() - listed_at.getTime() > LISTED_MS)
