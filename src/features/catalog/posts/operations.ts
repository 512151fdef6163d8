import { ownerScopeOf } from '../../../http/access/owner.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import { camelKeys } from '../../../http/spelling.ts'
import type { Services } from '../../services.ts'
import { StoreParams, tags } from '../stores/store-view.ts'
import { getStore } from '../stores/store/stores/stores.ts'
import { ScanParams } from '../syncs/scan-view.ts'
import { getSync } from '../syncs/store/catalog-syncs/syncs.ts'
import {
  PostsPage,
  PostView,
  SYNC_OUTCOMES,
  SyncPostPage,
  viewPost,
  viewSyncPost,
} from './post-view.ts'
import { ignorePost, unignorePost, wantDraft } from './store/catalog-posts/post-decisions.ts'
import { countPosts, getPost, listPosts, listSyncPosts, POST_STATES } from './store/post-list.ts'

const operation = operationsFor<Pick<Services, 'db' | 'queue' | 'config'>>()

const Params = StoreParams.extend({ post: z.uuid() })
const noSuchPost = { 404: 'No such post of a store of yours' }

/** Operations that list the outcome of each post, and store what a seller wants of it. */
export const postOperations = {
  listStorePosts: operation.list({
    path: '/api/stores/{id}/posts',
    access: 'own:read',
    tags,
    summary: 'The posts of a store with what became of them and why, newest first',
    params: StoreParams,
    filter: { outcome: z.enum(POST_STATES).optional() },
    answer: PostsPage,
    success: 'A page of posts',
    refusals: { 404: 'No such store of yours' },
    key: z.tuple([z.iso.datetime({ offset: true }), z.uuid()]),
    async run({ params, query, page }, { db }, { principal }) {
      const { id } = await getStore(db, ownerScopeOf(principal), params.id)
      const rows = await listPosts(db, id, query.outcome, { after: page.after, limit: page.take })
      const cut = page.cut(rows, (row) => [row.published_key, row.id], viewPost)
      return { ...cut, counts: await countPosts(db, id) }
    },
  }),

  listCatalogScanPosts: operation.list({
    path: '/api/instagram/scan/{id}/posts',
    access: 'own:read',
    tags,
    summary: 'The posts of a scan or sync, with what it did with each',
    params: ScanParams,
    filter: { outcome: z.enum(SYNC_OUTCOMES).optional().openapi({ description: 'In this sync' }) },
    answer: SyncPostPage,
    success: 'A page of posts',
    refusals: { 404: 'No such scan of yours' },
    key: z.tuple([z.uuid()]),
    async run({ params, query: { outcome }, page }, { db }, { principal }) {
      const { id } = await getSync(db, ownerScopeOf(principal), params.id)
      const [after] = page.after ?? []
      const rows = await listSyncPosts(db, id, { outcome, after, limit: page.take })
      return camelKeys(page.cut(rows, (row) => [row.id], viewSyncPost))
    },
  }),

  draftStorePost: operation.act({
    path: '/api/stores/{id}/posts/{post}/draft',
    access: 'own:write',
    tags,
    summary: 'Make a draft of a post that has none',
    description:
      'A model reads the post, although rules have skipped it or a reading has failed ' +
      '(`reading`). If it finds nothing, and at once if it has read the post as it is ' +
      '(`made`), the draft has the caption and the pictures of the post, and the flag ' +
      '`nothing_found`: you write the rest. The post is skipped no more.',
    params: Params,
    answer: z
      .object({ result: z.enum(['reading', 'made']), post: PostView })
      .openapi('StorePostDraftBegun'),
    status: 202,
    success: 'What is done',
    refusals: { ...noSuchPost, 409: 'The post has a draft that waits, or a product' },
    async run({ params }, { db, queue, config }, { principal }) {
      const scope = ownerScopeOf(principal)
      const post = await getPost(db, scope, params)
      const result = await db
        .transaction()
        .execute(async (tx) => await wantDraft(tx, { queue, config }, post))
      queue.wake()
      return { result, post: viewPost(await getPost(db, scope, params)) }
    },
  }),

  ignoreStorePost: operation.act({
    method: 'put',
    path: '/api/stores/{id}/posts/{post}/never',
    access: 'own:write',
    tags,
    summary: 'Never make a draft of a post: scans and syncs skip it from now on',
    description: 'Its pending drafts are rejected; its products stay, and follow it no more.',
    params: Params,
    answer: PostView,
    success: 'The post',
    refusals: noSuchPost,
    async run({ params }, { db }, { principal }) {
      const scope = ownerScopeOf(principal)
      const post = await getPost(db, scope, params)
      await db.transaction().execute(async (tx) => await ignorePost(tx, post))
      return viewPost(await getPost(db, scope, params))
    },
  }),

  unignoreStorePost: operation.act({
    method: 'delete',
    path: '/api/stores/{id}/posts/{post}/never',
    access: 'own:write',
    tags,
    summary: 'Take that back: the post is read again like the others',
    params: Params,
    answer: PostView,
    success: 'The post',
    refusals: noSuchPost,
    async run({ params }, { db, queue, config }, { principal }) {
      const scope = ownerScopeOf(principal)
      const post = await getPost(db, scope, params)
      await db.transaction().execute(async (tx) => await unignorePost(tx, { queue, config }, post))
      queue.wake()
      return viewPost(await getPost(db, scope, params))
    },
  }),
}
