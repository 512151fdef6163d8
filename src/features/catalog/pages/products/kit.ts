import type { AnswerOf, RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { productFieldWords } from '../../../../console/words/product-fields.ts'
import {
  exportMessages,
  importMessages,
  messages,
  sourceMessages,
} from '../../texts/products/index.ts'

const kit = pageKit(messages, {
  export: exportMessages,
  import: importMessages,
  source: sourceMessages,
  product: productFieldWords,
})

export const { bulkActs, definePage, listPage } = kit
export type Context = ContextOf<typeof kit>

export type Product = AnswerOf<'getProduct'>
export type Store = RowOf<'listStores'>
/** A field that a product and its post give different values. */
export type Conflict = RowOf<'listProductConflicts'>
export type Report = AnswerOf<'importProducts'>
export type Check = AnswerOf<'checkProductExport'>

/** The product of the address. */
export const loadProduct = async ({ api, param }: Context): Promise<Product> =>
  await api.call('getProduct', { params: { id: param('id') } })

/** The stores to choose from. */
export async function loadStores({ api }: Pick<Context, 'api'>): Promise<readonly Store[]> {
  const { data } = await api.call('listStores', { query: { limit: 200 } })
  return data
}
