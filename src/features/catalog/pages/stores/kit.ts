import type { AnswerOf, RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { productFieldWords } from '../../../../console/words/product-fields.ts'
import {
  connectionMessages,
  importMessages,
  messages,
  postMessages,
  statsMessages,
} from '../../texts/stores/index.ts'

const kit = pageKit(messages, {
  connection: connectionMessages,
  import: importMessages,
  post: postMessages,
  stats: statsMessages,
  product: productFieldWords,
})

export const { definePage, listPage, editPages } = kit
export type Context = ContextOf<typeof kit>

export type Store = AnswerOf<'getStore'>
export type Stats = AnswerOf<'getStoreStats'>
export type Connection = AnswerOf<'getStoreConnection'>
/** The connected account that a store reads. */
export type Account = AnswerOf<'getOwnAccount'>
/** An import, or a check for new posts. */
export type Sync = RowOf<'listCatalogSyncs'>
export type Scan = AnswerOf<'getCatalogScan'>
export type Estimate = AnswerOf<'estimateCatalogScan'>
export type Post = RowOf<'listStorePosts'>
/** A post with what a sync did with it. */
export type SyncPost = RowOf<'listCatalogScanPosts'>

/** Refusals that the forms of stores show: of an account that is not there any more, too. */
export const REFUSALS: readonly number[] = [404, 409, 422]

/** The store of the address. */
export const loadStore = async ({ api, param }: Context): Promise<Store> =>
  await api.call('getStore', { params: { id: param('id') } })
