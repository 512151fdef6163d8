import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../../../../src/db/handles.ts'
import { olderRows } from '../../../../src/db/delete-in-steps.ts'
import { approveDrafts } from '../../../../src/features/catalog/drafts/store/approve-drafts.ts'
import { expireDrafts } from '../../../../src/features/catalog/drafts/store/product-drafts/change.ts'
import { applyDrafts } from '../../../../src/features/catalog/extract/apply-drafts.ts'
import { noteFailure } from '../../../../src/features/catalog/extract/note-failure.ts'
import { addCosts } from '../../../../src/features/catalog/syncs/store/catalog-syncs/costs.ts'
import type { CleanDraft } from '../../../../src/features/catalog/extract/extracted.ts'
import { PRODUCT_SORTS } from '../../../../src/features/catalog/fields/products.ts'
import { lockPosts } from '../../../../src/features/catalog/posts/store/lock-posts.ts'
import {
  knownAmong,
  markDeleted,
  missingAmong,
  oldestDrafted,
  readPosts,
  storePosts,
} from '../../../../src/features/catalog/posts/store/catalog-posts/posts.ts'
import { changeProducts } from '../../../../src/features/catalog/products/store/products/change.ts'
import { lockVisibleProducts } from '../../../../src/features/catalog/products/store/products/read.ts'
import { removeProducts } from '../../../../src/features/catalog/products/store/products/change.ts'
import { keepComments } from '../../../../src/features/catalog/products/store/comments.ts'
import {
  cancelStoreTasks,
  cancelSync,
} from '../../../../src/features/catalog/syncs/store/cancel-syncs.ts'
import {
  addToSync,
  beginSync,
  endLeftOut,
  endPost,
  noteListed,
} from '../../../../src/features/catalog/syncs/store/catalog-syncs/syncs.ts'
import {
  completeEvents,
  countOpenEvents,
  endConnectionEvents,
  failEvents,
  storeEvents,
  takeEvents,
} from '../../../../src/features/webhooks/store/events.ts'
import type { OwnMedia } from '../../../../src/platforms/own-media-reader.ts'
import type { TestApi } from '../../../http/kit.ts'
import type { CatalogWorld } from '../kit.ts'
import { POSTS, STORES } from './fill.ts'

const DAY = 86_400_000

/** What the stages work on: one store among many, its rows, and the API as its owner and as the service. */
export type Stage = {
  one: Db
  world: CatalogWorld
  api: TestApi
  store: string
  connection: string
  /** The platform's account of the connection. */
  account: string
  posts: readonly string[]
  pending: readonly string[]
  /** An approved draft and its product. */
  draft: string
  product: string
  sync: string
  event: string
}

export type Work = readonly [
  name: string,
  /** Rows and entries that it may read. */
  most: number,
  work: (stage: Stage) => Promise<unknown>,
]

class Undone extends Error {}

/** Does it in a transaction that is rolled back, so that it can be done again with other statistics. */
const undone =
  (work: (tx: Tx, stage: Stage) => Promise<unknown>): Work[2] =>
  async (stage) => {
    await stage.one
      .transaction()
      .execute(async (tx) => {
        await work(tx, stage)
        throw new Undone()
      })
      .catch((error: unknown) => {
        if (!(error instanceof Undone)) throw error
      })
  }

const asks = (
  who: 'owner' | 'service',
  path: (stage: Stage) => string,
  { method = 'GET', body }: { method?: string; body?: (stage: Stage) => unknown } = {},
): Work[2] => {
  return async (stage) => {
    const answer = await stage.api.send(method, path(stage), {
      ...(who === 'owner' && { token: stage.world.token }),
      ...(body && { json: body(stage) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${path(stage)} answered ${answer.status}: ${text}`)
  }
}

/** A page of a list of one store, and the page after it. */
async function secondPage(stage: Stage, path: string): Promise<void> {
  const ofStore = `${path}&store=${stage.store}`
  const first = await stage.api.send('GET', ofStore, {})
  const { next_cursor: cursor } = Page.parse(await first.json())
  await asks('service', () => `${ofStore}&cursor=${cursor}`)(stage)
}
const Page = z.object({ next_cursor: z.string() })

/** A list as its owner and as the service sees it, and its page after the first. */
const list = (name: string, most: number, path: (stage: Stage) => string): Work[] => [
  [`${name}, of the owner`, most, asks('owner', path)],
  [`${name}, of all`, most, asks('service', path)],
]

/** A post as the platform lists it. */
const listed = (platformId: string, caption: string): OwnMedia => ({
  platformId,
  permalink: null,
  shortcode: null,
  type: 'IMAGE',
  caption,
  mediaUrl: 'https://cdn.example/x',
  thumbnailUrl: null,
  publishedAt: new Date(Date.UTC(2026, 9, 31)),
  likeCount: null,
  commentCount: null,
  children: [],
})

const aDraft = (name: string): CleanDraft => ({
  extracted: {
    name,
    description: '',
    price: '2500.00',
    compare_at_price: null,
    currency: 'KES',
    category: null,
    tags: [],
    variants: [],
    pictures: [1],
    evidence: {},
  },
  confidence: 0.95,
  flags: [],
})

const deletesOlder = (table: string, column: string, days: number): Work => [
  `delete old rows of ${table}`,
  30_000,
  undone(async (tx) => await olderRows({ table, column }, days * DAY).execute(tx)),
]

const runs =
  (task: string): Work[2] =>
  async ({ one, world }) => {
    const type = world.services.queue.types.get(task)
    if (!type) throw new Error(`no task type ${task}`)
    await world.services.queue.enqueue(one, type, {})
    await world.run(task)
  }

const WANTED = { accountId: 'a1', currency: 'KES', withVideos: true, withCarousels: true }

/** What people ask. */
const READS: readonly Work[] = [
  ...list('stores', 60_000, () => '/api/stores?limit=20'),
  ['one store', 6_000, asks('owner', ({ store }) => `/api/stores/${store}`)],
  ['statistics of a store', 20_000, asks('owner', ({ store }) => `/api/stores/${store}/stats`)],
  ...list('drafts', 1_000, () => '/api/products/drafts?limit=50'),
  ...list('pending drafts', 2_000, () => '/api/products/drafts?limit=50&status=pending'),
  ...list(
    'unsure drafts',
    2_000,
    () => '/api/products/drafts?limit=50&status=pending&confidence=low',
  ),
  ...list('expiring drafts', 60_000, () => '/api/products/drafts?limit=50&expiring=true'),
  ...list(
    'drafts of a store',
    1_000,
    ({ store }) => `/api/products/drafts?limit=50&store=${store}`,
  ),
  ['one draft', 100, asks('owner', ({ draft }) => `/api/products/drafts/${draft}`)],
  ...list('products', 1_000, () => '/api/products?limit=50'),
  ...list('active products', 4_000, () => '/api/products?limit=50&status=active'),
  ...list(
    'archived products of a store',
    3_000,
    ({ store }) => `/api/products?limit=50&store=${store}&status=archived`,
  ),
  ...list(
    'products by name in a store',
    10_000,
    ({ store }) => `/api/products?limit=50&store=${store}&q=dress 77`,
  ),
  [
    'products by name, of the owner',
    10_000,
    asks('owner', () => '/api/products?limit=50&q=dress 77'),
  ],
  // Of all, store by store: as many entries of the index as a page has, for each of 500 stores.
  ...PRODUCT_SORTS.flatMap((sort) =>
    list(`products by ${sort}`, 60_000, () => `/api/products?limit=50&sort=${sort}`),
  ),
  ...PRODUCT_SORTS.map((sort): Work => [
    `products of a store by ${sort}, in the middle of the list`,
    1_500,
    async (stage) => await secondPage(stage, `/api/products?limit=50&sort=${sort}&order=asc`),
  ]),
  ['one product', 100, asks('owner', ({ product }) => `/api/products/${product}`)],
  ...list('conflicts', 30_000, () => '/api/products/conflicts?limit=50'),
  ...list(
    'conflicts of a store',
    10_000,
    ({ store }) => `/api/products/conflicts?limit=50&store=${store}`,
  ),
  ...list(
    'conflicts of a product',
    100,
    ({ product }) => `/api/products/conflicts?product=${product}`,
  ),
  ...list('comments', 2_000, () => '/api/products/comments?limit=50'),
  ...list(
    'comments of a product',
    200,
    ({ product }) => `/api/products/comments?product=${product}`,
  ),
  [
    'history of a store',
    6_000,
    asks('owner', ({ store }) => `/api/instagram/sync-history?limit=50&store=${store}`),
  ],
  ['one scan', 200, asks('owner', ({ sync }) => `/api/instagram/scan/${sync}`)],
  [
    'check of an export',
    20_000,
    asks('owner', ({ store }) => `/api/products/export/check?store=${store}&format=csv`),
  ],
  ...list('events', 1_000, () => '/api/webhooks/instagram/events?limit=50'),
  ...list('failed events', 8_000, () => '/api/webhooks/instagram/events?limit=50&status=failed'),
  ['events that are open', 2_000, async ({ one }) => await countOpenEvents(one)],
]

/** What readers, models and sellers write. */
const WRITES: readonly Work[] = [
  [
    'store a page of posts, begin their sync and end it',
    4_000,
    undone(async (tx, { store, connection }) => {
      const media = Array.from({ length: 25 }, (_, n) =>
        listed(`s1-${n + 1}`, `Ankara dress ${n}. KES 900, call to order`),
      )
      await lockPosts(tx, store, { platformIds: media.map(({ platformId }) => platformId) })
      const { ids } = await storePosts(tx, { storeId: store, ...WANTED }, media)
      const sync = await beginSync(tx, {
        storeId: store,
        connectionId: connection,
        type: 'incremental_sync',
        begunBy: 'scheduled_job',
        options: { limit: 25, since: null, in_batches: false },
      })
      await addToSync(tx, sync, ids)
      await endLeftOut(tx, ids)
      await noteListed(tx, sync)
      for (const id of ids.slice(0, 5))
        await endPost(tx, id, { outcome: 'drafted', drafts: 1, code: null, message: null })
    }),
  ],
  [
    'which posts are known, missing and the oldest',
    3_000,
    async ({ one, store }) => {
      await knownAmong(one, store, ['s1-1', 's1-2', 'unknown'])
      const range = {
        from: new Date(Date.UTC(2026, 9, 20)),
        until: new Date(Date.UTC(2026, 9, 25)),
        listed: ['s1-1'],
      }
      const account = { storeId: store, accountId: 'a1' }
      await missingAmong(one, account, range, 5)
      await missingAmong(one, account, { ...range, until: null }, 5)
      await oldestDrafted(one, account)
    },
  ],
  [
    'mark posts as deleted',
    200,
    undone(async (tx, { posts }) => await markDeleted(tx, posts.slice(0, 5))),
  ],
  [
    'store the drafts of a post whose product exists',
    15_000,
    undone(async (tx, { posts }) => {
      const read = await readPosts(tx, posts.slice(0, 1), 'lock')
      for (const post of read.values())
        await applyDrafts(tx, { catalogDraftMs: 7 * DAY }, post, {
          drafts: [aDraft('Ankara dress 9'), aDraft('Kanga')],
          reason: '',
        })
    }),
  ],
  [
    'count a cost',
    100,
    undone(async (tx, { posts }) => await addCosts(tx, [{ post_id: posts[0] ?? '', usd: 0.001 }])),
  ],
  [
    'note a failure of the model',
    200,
    undone(async (tx, { posts }) => {
      const failure = { code: 'model_failed', isLast: true, draftMs: 604_800_000 }
      await noteFailure(tx, { post_id: posts[1] ?? '', revision: 1 }, failure)
    }),
  ],
  [
    'approve fifty drafts',
    30_000,
    undone(
      async (tx, { pending }) => await approveDrafts(tx, pending.slice(0, 50), { by: 'person' }),
    ),
  ],
  [
    'expire drafts',
    10_000,
    undone(async (tx) => {
      await sql`
      update product_drafts set expires_at = world_now() where id in (
        select id from product_drafts where status = 'pending' order by expires_at limit 10)`.execute(
        tx,
      )
      await expireDrafts(tx)
    }),
  ],
  [
    'cancel a sync',
    500,
    undone(async (tx, { sync, store, world }) => {
      await sql`update catalog_syncs set status = 'running', completed_at = null where id = ${sync}::uuid`.execute(
        tx,
      )
      await cancelSync(tx, world.services.queue, { id: sync, store_id: store })
    }),
  ],
  [
    'cancel all of a store',
    10_000,
    undone(async (tx, { store, world }) => await cancelStoreTasks(tx, world.services.queue, store)),
  ],
  [
    'keep a comment',
    100,
    undone(async (tx, { connection }) => {
      const value = {
        commentId: 'new',
        parentId: null,
        text: 'How much?',
        from: { platformId: null, username: null },
      }
      await keepComments(tx, connection, [
        { field: 'comments', mediaId: 's1-5', value, at: new Date() },
      ])
    }),
  ],
  [
    'change a product',
    500,
    asks('owner', ({ product }) => `/api/products/${product}`, {
      method: 'PATCH',
      body: () => ({ price: '2600.00' }),
    }),
  ],
  [
    'change many products',
    10_000,
    undone(async (tx, { store }) => {
      const { rows } = await sql<{ id: string }>`
        select id from products where store_id = ${store}::uuid order by id limit 200`.execute(tx)
      const ids = rows.map(({ id }) => id)
      const products = await lockVisibleProducts(tx, null, ids)
      await changeProducts(
        tx,
        products.map(({ id }) => ({ id, fields: { status: 'draft' }, touched: ['status'] })),
      )
      await removeProducts(tx, ids.slice(0, 100))
    }),
  ],
  [
    'correct a draft',
    500,
    asks('owner', ({ pending }) => `/api/products/drafts/${pending.at(-1) ?? ''}`, {
      method: 'PATCH',
      body: () => ({ name: 'Dress' }),
    }),
  ],
  [
    'reject and restore a draft',
    500,
    async (stage) => {
      const path = `/api/products/drafts/${stage.pending.at(-2) ?? ''}`
      for (const act of ['reject', 'restore'])
        await asks('owner', () => `${path}/${act}`, { method: 'POST' })(stage)
    },
  ],
  [
    'remove a store',
    200_000,
    undone(
      async (tx, { store }) => await sql`delete from stores where id = ${store}::uuid`.execute(tx),
    ),
  ],
]

/** What runs by itself. */
const TASKS: readonly Work[] = [
  [
    'take stores that are due',
    10_000,
    async ({ world, one }) => {
      await sql`update stores set next_poll_at = world_now() + interval '1 day'`.execute(one)
      await world.look()
    },
  ],
  ['tell of drafts', 5_000, runs('notify_of_drafts')],
  ['watch stores', 1_200_000, runs('watch_stores')],
  ['expire', 1_000, runs('expire_product_drafts')],
  [
    'store and process events',
    2_000,
    undone(async (tx, { account }) => {
      const one = {
        sent_at: null,
        field: 'comments',
        account_id: account,
        media_id: 'm',
        payload: {},
        reason: null,
      }
      await storeEvents(
        tx,
        Array.from({ length: 100 }, (_, n) => ({ ...one, dedup_key: `new ${n}` })),
      )
      const taken = await takeEvents(tx, null, 100)
      const ids = taken.map(({ id }) => id)
      await completeEvents(tx, ids.slice(0, 50))
      await failEvents(tx, ids.slice(50), { code: 'x', isFinal: false })
    }),
  ],
  [
    'end the events of a connection',
    10_000,
    undone(
      async (tx, { connection }) =>
        await endConnectionEvents(tx, { connectionId: connection, keepData: true }),
    ),
  ],
  [
    'replay an event',
    100,
    asks('owner', () => '/api/webhooks/instagram/events/replay', {
      method: 'POST',
      body: ({ event }) => ({ ids: [event] }),
    }),
  ],
  [
    'replay failed events of a day',
    10_000,
    asks('owner', () => '/api/webhooks/instagram/events/replay', {
      method: 'POST',
      body: () => ({ since: '2026-10-31T00:00:00Z', status: 'failed' }),
    }),
  ],
  [
    'show what was sent',
    100,
    asks('service', ({ event }) => `/api/webhooks/instagram/events/${event}/raw`),
  ],
  deletesOlder('catalog_syncs', 'completed_at', 200),
  deletesOlder('catalog_pages', 'read_at', 200),
  deletesOlder('draft_links', 'expires_at', 200),
  deletesOlder('webhook_events', 'received_at', 200),
]

export const STAGES: readonly Work[] = [...READS, ...WRITES, ...TASKS]

export const ROWS = STORES * POSTS
