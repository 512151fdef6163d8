import { fault } from '../../../http/fault.ts'
import { DRAFT_STATES } from './draft-states.ts'
import { pageOf } from '../../../http/pagination.ts'
import { schemasOf } from '../../../http/field-schemas.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { DRAFT_FIELDS, type EditableField } from '../fields/drafts.ts'
import { FLAGS } from '../extract/extracted.ts'
import { currentOf } from './store/approve-drafts.ts'
import type { DraftRow } from './store/product-drafts/drafts.ts'

const VariantView = z.object({ option: z.string(), value: z.string() }).openapi('ProductVariant')

export const DraftChange = z
  .strictObject({
    ...schemasOf(DRAFT_FIELDS).change,
    pictures: z
      .array(z.int().min(1).max(10))
      .max(10)
      .openapi({ description: 'Numbers of pictures of the post, in the order of the product' }),
  })
  .partial()
  .refine(
    (body) => Object.keys(body).length > 0,
    fault('nothing_to_change', 'expected something to change'),
  )
  .openapi('ProductDraftChange')

const FieldsView = z.object({
  name: z.string(),
  description: z.string(),
  price: z.string().nullable(),
  compare_at_price: z.string().nullable(),
  currency: z.string().nullable().openapi({
    description: 'ISO 4217; null where the post names one that several countries share',
  }),
  possible_currencies: z
    .array(z.string())
    .optional()
    .openapi({ description: 'Those that share the name, if currency is null' }),
  category: z.string().nullable(),
  tags: z.array(z.string()),
  variants: z.array(VariantView),
  pictures: z.array(z.int()),
} satisfies Record<EditableField | 'possible_currencies', z.ZodType>)

const EvidenceView = z
  .union([
    z.object({ kind: z.literal('caption'), start: z.int(), end: z.int() }),
    z.object({ kind: z.literal('picture'), number: z.int() }),
  ])
  .openapi('ProductEvidence', {
    description: 'Characters of the caption (UTF-16), or the number of a picture',
  })

export const DraftView = z
  .object({
    id: z.uuid(),
    store_id: z.uuid(),
    status: z.enum(DRAFT_STATES),
    ...FieldsView.shape,
    edited: z
      .array(z.string())
      .openapi({ description: 'Fields that a person has corrected; the others are as read' }),
    extracted: FieldsView.openapi({ description: 'As it was read from the post' }),
    evidence: z.record(z.string(), EvidenceView).openapi({
      description: 'By field; of a variant `variants.0`, by its place in `extracted`',
    }),
    confidence: z.number(),
    flags: z.array(z.enum(FLAGS)).openapi({ description: 'Why to look closely' }),
    reason: z.string().nullable().openapi({ description: 'Of a rejection' }),
    product_id: z.uuid().nullable(),
    possible_duplicate: z
      .object({
        id: z.uuid(),
        name: z.string(),
        price: z.string().nullable(),
        currency: z.string(),
        picture_hash: z.string().nullable(),
        created_at: Timestamp,
      })
      .nullable()
      .openapi({ description: 'A product of the store that it may be' }),
    possible_duplicate_draft: z
      .object({ id: z.uuid(), name: z.string(), price: z.string().nullable() })
      .nullable()
      .openapi({ description: 'A pending draft of an earlier post that it may be' }),
    post: z.object({
      media_id: z.string(),
      permalink: z.string().nullable(),
      caption: z.string().nullable(),
      type: z.enum(['IMAGE', 'VIDEO', 'CAROUSEL_ALBUM']),
      taken_at: Timestamp,
      deleted: z.boolean(),
      pictures: z
        .array(z.object({ number: z.int(), hash: z.string().nullable() }))
        .openapi({ description: 'Their hashes lead to /api/media/{hash}; null: not to be had' }),
    }),
    expires_at: Timestamp,
    decided_at: Timestamp.nullable(),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .openapi('ProductDraft')

export const DraftPage = pageOf(DraftView)

export const viewDraft = (row: DraftRow) => {
  const { evidence: _evidence, ...view } = currentOf(row)
  const { evidence, ...extracted } = row.extracted
  return {
    id: row.id,
    store_id: row.store_id,
    status: row.status,
    ...view,
    edited: Object.keys(row.edits),
    extracted,
    evidence,
    confidence: row.confidence,
    flags: row.flags,
    reason: row.reason,
    product_id: row.product_id,
    possible_duplicate: row.duplicate && {
      ...row.duplicate,
      created_at: new Date(row.duplicate.created_at).toISOString(),
    },
    possible_duplicate_draft: row.duplicate_draft,
    post: {
      media_id: row.platform_id,
      permalink: row.permalink,
      caption: row.caption,
      type: row.type,
      taken_at: row.published_at.toISOString(),
      deleted: row.deleted_at !== null,
      pictures: row.pictures,
    },
    expires_at: row.expires_at.toISOString(),
    decided_at: row.decided_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}
