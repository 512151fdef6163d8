import type { ValuesOf } from '../../../base/fields.ts'
import type { DRAFT_FIELDS, EditableField } from '../fields/drafts.ts'

/** A span of the caption (UTF-16), or the number of a picture, from 1. */
export type FieldEvidence =
  | { kind: 'caption'; start: number; end: number }
  | { kind: 'picture'; number: number }

/**
 * A product as a post describes it: only values that the post gives evidence of. Amounts are
 * decimals in the digits of the currency.
 */
export type Extracted = Omit<ValuesOf<typeof DRAFT_FIELDS>, 'currency'> & {
  /** Null where the post names one that several countries share: a person says which. */
  currency: string | null
  possible_currencies?: string[] | undefined
  /** Numbers of its pictures in the post, from 1. */
  pictures: number[]
  evidence: Record<string, FieldEvidence>
}

/** The corrections of a person. */
export type Edits = Partial<Pick<Extracted, EditableField>>

/** The reasons why a person should check a draft closely. */
export const FLAGS = [
  'low_confidence',
  'price_differs',
  'price_dropped',
  'price_missed',
  'price_in_picture',
  'currency_differs',
  'currency_unclear',
  'compare_at_price_dropped',
  'variants_dropped',
  'variants_in_picture',
  'model_failed',
  'nothing_found',
  'possible_duplicate',
  'post_changed',
  'post_dropped',
  'post_deleted',
] as const
export type Flag = (typeof FLAGS)[number]

export type CleanDraft = { extracted: Extracted; confidence: number; flags: Flag[] }
