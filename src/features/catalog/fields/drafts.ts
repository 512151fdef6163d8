import { namesOf, type Fields } from '../../../base/fields.ts'
import { PRODUCT_FIELDS } from './products.ts'

const { categories, currency, ...fields } = PRODUCT_FIELDS
const { name, description, price, compare_at_price, tags, variants } = fields

/**
 * The fields of a product that are read in a post and corrected in its draft: a draft has one
 * category, and otherwise fields of its product. The types of drafts, the schema of a correction,
 * the options of `gramd drafts edit`, the texts of the form and the fields that a product has from
 * its post follow from this table, in its order. Pictures, each by its number in the post, are no
 * field of it.
 */
export const DRAFT_FIELDS = {
  name,
  description,
  price,
  compare_at_price,
  currency: { ...currency, about: 'of the prices, as in KES' },
  category: {
    kind: 'line',
    max: categories.max,
    default: null,
    about: "one of the store's",
  },
  tags,
  variants,
} as const satisfies Fields

export type DraftField = keyof typeof DRAFT_FIELDS

/** The fields that a seller may correct in a draft. */
export const EDITABLE = [...namesOf(DRAFT_FIELDS), 'pictures'] as const
export type EditableField = DraftField | 'pictures'

/** The fields of a product that its post says, and that follow it until a person changes them. */
export type PostField = Exclude<DraftField, 'category'> | 'categories'

/** The fields that can be in conflict with a post: pictures, each by its hash, are no column. */
export type ConflictField = PostField | 'pictures'

/** Returns the field of a product that a field of its draft becomes. */
export const productFieldOf = (field: EditableField): ConflictField =>
  field === 'category' ? 'categories' : field

export const CONFLICT_FIELDS: readonly ConflictField[] = EDITABLE.map(productFieldOf)
export const POST_FIELDS: readonly PostField[] = CONFLICT_FIELDS.filter(
  (field) => field !== 'pictures',
)
