import type { AnswerOf, RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { productFieldWords } from '../../../../console/words/product-fields.ts'
import { messages } from '../../texts/drafts/index.ts'

const kit = pageKit(messages, { product: productFieldWords })

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type Draft = AnswerOf<'getProductDraft'>
export type Store = RowOf<'listStores'>
/** The outcome of drafts that were decided together. */
export type Decisions = AnswerOf<'approveProductDrafts'>

/** The draft of the address. */
export const loadDraft = async ({ api, param }: Context): Promise<Draft> =>
  await api.call('getProductDraft', { params: { id: param('id') } })
