import type { AnswerOf, RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { productFieldWords } from '../../../../console/words/product-fields.ts'
import type { DraftField } from '../../fields/drafts.ts'
import { messages } from '../../texts/drafts/index.ts'

const kit = pageKit(messages, { product: productFieldWords })

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

/** The texts of the names of fields. */
export const LABELS = {
  name: 'product.field_name',
  description: 'product.field_description',
  price: 'product.field_price',
  compare_at_price: 'product.field_compare_at_price',
  currency: 'product.field_currency',
  category: 'product.field_category',
  tags: 'tags',
  variants: 'variants',
} as const satisfies Record<DraftField, string>

/** The numbers of drafts in each state. */
export type DraftCounts = AnswerOf<'getProductDraftCounts'>
export type Draft = AnswerOf<'getProductDraft'>
export type Store = RowOf<'listStores'>
/** The outcome of drafts that were decided together. */
export type Decisions = AnswerOf<'approveProductDrafts'>

/** The draft of the address. */
export const loadDraft = async ({ api, param }: Context): Promise<Draft> =>
  await api.call('getProductDraft', { params: { id: param('id') } })

/** A draft with its version, for its form. */
export const loadForForm = async ({ api }: Context, id: string) => {
  const { answer: draft, version } = await api.versioned('getProductDraft', { params: { id } })
  return { draft, version }
}
