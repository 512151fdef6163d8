import { ownerSeenBy } from '../../../http/access/owner.ts'
import { cursorFields, cutPage, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { DRAFT_STATES } from '../drafts/draft-view.ts'
import { getStore } from '../stores/store/stores.ts'
import { StoreParams, tags } from '../stores/store-view.ts'
import { getSync } from '../syncs/store/syncs.ts'
import { ignorePost, unignorePost, wantDraft } from './store/post-decisions.ts'
import {
  countPosts,
  getPost,
  listPosts,
  listSyncPosts,
  POST_STATES,
  type PostRow,
  type SyncPostRow,
} from './store/post-list.ts'

const SYNC_OUTCOMES = ['drafted', 'updated', 'skipped', 'unchanged', 'failed'] as const

const PostView = z
  .object({
    id: z.uuid(),
    store_id: z.uuid(),
    media_id: z.string().openapi({ description: 'Of Instagram' }),
    permalink: z.string().nullable(),
    type: z.enum(['IMAGE', 'VIDEO', 'CAROUSEL_ALBUM']),
    caption: z.string().nullable(),
    taken_at: Timestamp,
    outcome: z.enum(POST_STATES).openapi({
      description:
        'drafted: there are drafts of it. skipped: it sells nothing. failed: it was not read. gone: Instagram has it no more. never: you want no draft of it. waiting: a model has still to read it',
    }),
    reason: z
      .string()
      .nullable()
      .openapi({ description: 'Of the outcome, such as `greeting` or `model_failed`' }),
    wanted: z.boolean().openapi({ description: 'You have asked for a draft of it' }),
    pictures: z
      .array(z.object({ number: z.int(), hash: z.string().nullable() }))
      .openapi({ description: 'Their hashes lead to /api/media/{hash}; null: not kept' }),
    drafts: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        status: z.enum(DRAFT_STATES),
        product_id: z.uuid().nullable(),
      }),
    ),
  })
  .openapi('StorePost')

const PostsPage = pageOf(PostView)
  .extend({
    counts: z
      .object({
        drafted: z.int(),
        skipped: z.int(),
        failed: z.int(),
        gone: z.int(),
        never: z.int(),
        waiting: z.int(),
      })
      .openapi({ description: 'All posts of the store, by outcome' }),
  })
  .openapi('StorePostPage')

const SyncPostPage = pageOf(
  PostView.extend({
    in_sync: z.object({
      outcome: z.enum(SYNC_OUTCOMES).nullable().openapi({ description: 'null: not ended yet' }),
      code: z.string().nullable(),
      message: z.string().nullable(),
      at: Timestamp.nullable(),
    }),
  }).openapi('CatalogSyncPost'),
)

const Params = StoreParams.extend({ post: z.uuid() })
const noSuchPost = problem('No such post of a store of yours')

const list = createRoute({
  method: 'get',
  path: '/api/stores/{id}/posts',
  access: 'own:read',
  operationId: 'listStorePosts',
  tags,
  summary: 'The posts of a store with what became of them and why, newest first',
  request: {
    params: StoreParams,
    query: z.strictObject({ outcome: z.enum(POST_STATES).optional(), ...cursorFields }),
  },
  responses: { 200: json('A page of posts', PostsPage), 404: problem('No such store of yours') },
})

const ofSync = createRoute({
  method: 'get',
  path: '/api/instagram/scan/{id}/posts',
  access: 'own:read',
  operationId: 'listCatalogScanPosts',
  tags,
  summary: 'The posts of a scan or sync, with what it did with each',
  request: {
    params: z.strictObject({ id: z.uuid() }),
    query: z.strictObject({
      outcome: z.enum(SYNC_OUTCOMES).optional().openapi({ description: 'In this sync' }),
      ...cursorFields,
    }),
  },
  responses: { 200: json('A page of posts', SyncPostPage), 404: problem('No such scan of yours') },
})

const draft = createRoute({
  method: 'post',
  path: '/api/stores/{id}/posts/{post}/draft',
  access: 'own:write',
  operationId: 'draftStorePost',
  tags,
  summary: 'Make a draft of a post that has none',
  description:
    'A model reads the post, although rules have skipped it or a reading has failed (`reading`). If it finds nothing, and at once if it has read the post as it is (`made`), the draft has the caption and the pictures of the post, and the flag `nothing_found`: you write the rest. The post is skipped no more.',
  request: { params: Params },
  responses: {
    202: json(
      'What is done',
      z
        .object({ result: z.enum(['reading', 'made']), post: PostView })
        .openapi('StorePostDraftBegun'),
    ),
    404: noSuchPost,
    409: problem('The post has a draft that waits, or a product'),
  },
})

const never = createRoute({
  method: 'put',
  path: '/api/stores/{id}/posts/{post}/never',
  access: 'own:write',
  operationId: 'ignoreStorePost',
  tags,
  summary: 'Never make a draft of a post: scans and syncs skip it from now on',
  description: 'Its pending drafts are rejected; its products stay, and follow it no more.',
  request: { params: Params },
  responses: { 200: json('The post', PostView), 404: noSuchPost },
})

const takeBack = createRoute({
  method: 'delete',
  path: '/api/stores/{id}/posts/{post}/never',
  access: 'own:write',
  operationId: 'unignoreStorePost',
  tags,
  summary: 'Take that back: the post is read again like the others',
  request: { params: Params },
  responses: { 200: json('The post', PostView), 404: noSuchPost },
})

const Key = z.tuple([z.iso.datetime({ offset: true }), z.uuid()])
const SyncKey = z.tuple([z.uuid()])

/** Posts of stores: what became of each, and what a seller wants of it. */
export function postRoutes({
  db,
  queue,
  config,
}: Pick<Services, 'db' | 'queue' | 'config'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { outcome, ...page } = c.req.valid('query')
    const { id } = await getStore(db, ownerSeenBy(c.get('principal')), c.req.valid('param').id)
    const after = readCursor(page, Key)
    const rows = await listPosts(db, id, outcome, { after, limit: page.limit + 1 })
    const cut = cutPage(rows, page.limit, {
      item: viewPost,
      key: (row) => [row.published_key, row.id],
    })
    return c.json({ ...cut, counts: await countPosts(db, id) }, 200)
  })
  router.openapi(ofSync, async (c) => {
    const { outcome, ...page } = c.req.valid('query')
    const { id } = await getSync(db, ownerSeenBy(c.get('principal')), c.req.valid('param').id)
    const [after] = readCursor(page, SyncKey) ?? []
    const rows = await listSyncPosts(db, id, { outcome, after, limit: page.limit + 1 })
    return c.json(cutPage(rows, page.limit, { item: viewSyncPost, key: (row) => [row.id] }), 200)
  })
  router.openapi(draft, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const post = await getPost(db, seen, c.req.valid('param'))
    const result = await db
      .transaction()
      .execute(async (tx) => await wantDraft(tx, { queue, config }, post))
    queue.wake()
    return c.json({ result, post: viewPost(await getPost(db, seen, c.req.valid('param'))) }, 202)
  })
  router.openapi(never, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const post = await getPost(db, seen, c.req.valid('param'))
    await db.transaction().execute(async (tx) => await ignorePost(tx, post))
    return c.json(viewPost(await getPost(db, seen, c.req.valid('param'))), 200)
  })
  router.openapi(takeBack, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const post = await getPost(db, seen, c.req.valid('param'))
    await db.transaction().execute(async (tx) => await unignorePost(tx, { queue, config }, post))
    queue.wake()
    return c.json(viewPost(await getPost(db, seen, c.req.valid('param'))), 200)
  })
  return router
}

const viewPost = (row: PostRow): z.output<typeof PostView> => ({
  id: row.id,
  store_id: row.store_id,
  media_id: row.platform_id,
  permalink: row.permalink,
  type: row.type,
  caption: row.caption,
  taken_at: row.published_at.toISOString(),
  outcome: row.state,
  reason: row.state === 'gone' || row.state === 'never' ? null : row.reason,
  wanted: row.is_wanted,
  pictures: row.pictures,
  drafts: row.drafts,
})

const viewSyncPost = (row: SyncPostRow) => ({
  ...viewPost(row),
  in_sync: {
    outcome: row.sync_outcome,
    code: row.sync_code,
    message: row.sync_message,
    at: row.ended_at?.toISOString() ?? null,
  },
})
