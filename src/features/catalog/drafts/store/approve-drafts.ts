import { sql } from 'kysely'
import { defaultsOf } from '../../../../base/fields.ts'
import type { Tx } from '../../../../db/handles.ts'
import { EDITABLE, productFieldOf } from '../../fields/drafts.ts'
import { PRODUCT_FIELDS, type ProductFields } from '../../fields/products.ts'
import { lockStoresOf } from '../../posts/store/lock-posts.ts'
import { inDigits } from '../../prices-in.ts'
import { valuesOf } from '../../products/follow-post.ts'
import { takePictures } from '../../products/store/product-pictures.ts'
import { addProducts, freeSlugs, type AddedProduct } from '../../products/store/products/add.ts'
import type { Edits, Extracted } from '../../extract/extracted.ts'
import { markNewDuplicates } from './product-drafts/duplicates.ts'
import { storeApprovals } from './product-drafts/from-posts.ts'

type DraftToApprove = {
  id: string
  store_id: string
  post_id: string
  status: string
  extracted: Extracted
  edits: Edits
  flags: string[]
  product_id: string | null
  approved_as: ProductFields['status']
  permalink: string | null
  platform_id: string
  caption: string | null
  picture_ids: string[]
  /** The post is gone: a product of it says so from the beginning. */
  deleted_at: Date | null
}

/** The reasons why a draft becomes no product. */
export const APPROVAL_REFUSALS = [
  'rejected',
  'expired',
  'possible_duplicate',
  'no_currency',
  'gone',
] as const

export type Approval =
  | { draftId: string; productId: string }
  | { draftId: string; refused: (typeof APPROVAL_REFUSALS)[number]; message: string }

/**
 * Returns a draft as its seller sees it: the values that were read, with the seller's corrections.
 * A corrected currency may have other decimals than the price that was read.
 */
export const currentOf = ({
  extracted,
  edits,
}: Pick<DraftToApprove, 'extracted' | 'edits'>): Extracted => inDigits({ ...extracted, ...edits })

/**
 * Drafts that become a product although the store may have that product already: all; only those
 * that show the possible duplicate, because a person has seen it; or none.
 */
type Duplicates = 'all' | 'flagged' | 'none'

type ApprovalOptions = {
  by: 'person' | 'store'
  duplicates?: Duplicates
  /** Work for the products begins after it. */
  delayMs?: number
}

/** Makes products of drafts, each once; one that is approved already gives its product. */
export async function approveDrafts(
  tx: Tx,
  ids: readonly string[],
  { by, duplicates = 'all', delayMs = 0 }: ApprovalOptions,
): Promise<Approval[]> {
  if (ids.length === 0) return []
  const drafts = await lockDrafts(tx, ids)
  const pending = drafts.filter(
    ({ status, product_id }) => status === 'pending' && product_id === null,
  )
  const unclear = new Set(
    pending.filter((draft) => currentOf(draft).currency === null).map(({ id }) => id),
  )
  const open = pending.filter(({ id }) => !unclear.has(id))
  const left =
    duplicates === 'all' ? new Map<string, string>() : await skipDuplicates(tx, open, duplicates)
  const taken = open.filter(({ id }) => !left.has(id))
  const made = await makeProducts(tx, taken, { by, delayMs })
  return ids.map((draftId): Approval => {
    const draft = drafts.find(({ id }) => id === draftId)
    const productId = made.get(draftId) ?? draft?.product_id
    if (productId) return { draftId, productId }
    const message = left.get(draftId)
    if (message !== undefined) return { draftId, refused: 'possible_duplicate', message }
    if (unclear.has(draftId)) return { draftId, refused: 'no_currency', message: NO_CURRENCY_YET }
    if (draft?.status === 'rejected')
      return { draftId, refused: 'rejected', message: 'it was rejected: restore it first' }
    if (draft?.status === 'expired')
      return { draftId, refused: 'expired', message: 'it has expired: restore it first' }
    return {
      draftId,
      refused: 'gone',
      message: 'there is no such draft, or its product was removed',
    }
  })
}

const NO_CURRENCY_YET = 'several countries name their currency so: set its currency first'

/** Drafts that become no product, with the reason: they may be one that the store has. */
async function skipDuplicates(
  tx: Tx,
  drafts: readonly DraftToApprove[],
  duplicates: 'flagged' | 'none',
): Promise<Map<string, string>> {
  const left = await markNewDuplicates(
    tx,
    drafts.map(({ id }) => id),
  )
  const skippable = drafts.filter(({ flags }) => flags.includes('possible_duplicate'))
  return new Map([
    ...[...left].map(
      ([id, name]) => [id, `it may be “${name}”, which you have by now: ${ALONE}`] as const,
    ),
    ...(duplicates === 'none'
      ? skippable.map(({ id }) => [id, `it may be a product that you have: ${ALONE}`] as const)
      : []),
  ])
}

const ALONE = 'approve it by itself to have both'

/**
 * Locks the stores first, so that two approvals do not choose the same address. Drafts are read
 * after they are locked: by then, a poll that gives their post other pictures, and them other
 * numbers, has ended.
 */
async function lockDrafts(tx: Tx, ids: readonly string[]): Promise<DraftToApprove[]> {
  await lockStoresOf(tx, ids)
  await sql`
    select from product_drafts where id = any (${ids}::uuid[]) order by id for no key update`.execute(
    tx,
  )
  const { rows } = await sql<DraftToApprove>`
    select d.id, d.store_id, d.post_id, d.status, d.extracted, d.edits, d.flags, d.product_id, s.approved_as,
      p.permalink,
      p.platform_id, p.caption, p.picture_ids, p.deleted_at
    from product_drafts d join stores s on s.id = d.store_id join catalog_posts p on p.id = d.post_id
    where d.id = any (${ids}::uuid[])
    order by d.id`.execute(tx)
  return rows
}

async function makeProducts(
  tx: Tx,
  drafts: readonly DraftToApprove[],
  { by, delayMs }: { by: 'person' | 'store'; delayMs: number },
): Promise<Map<string, string>> {
  if (drafts.length === 0) return new Map()
  const current = drafts.map(currentOf)
  const slugs = await freeSlugs(
    tx,
    drafts.map(({ store_id }, at) => ({ store_id, name: current[at]?.name ?? '' })),
    { max: Infinity },
  )
  const added = drafts.map((draft, at) => productOf(draft, slugs[at] ?? ''))
  const ids = await addProducts(tx, added, delayMs)
  const made = drafts.map((draft, at) => ({ draft_id: draft.id, product_id: ids[at] ?? '' }))
  await storeApprovals(tx, made, by)
  const products = new Map(made.map(({ draft_id, product_id }) => [draft_id, product_id]))
  // Products retain their pictures themselves: the post may lose them.
  await takePictures(
    tx,
    drafts.flatMap((draft) => {
      const productId = products.get(draft.id)
      return productId === undefined
        ? []
        : [{ productId, postId: draft.post_id, names: currentPictures(draft) }]
    }),
  )
  return products
}

/** The product of a draft; its fields are those of the table, with what the draft says of them. */
function productOf(draft: DraftToApprove, slug: string): AddedProduct {
  const { currency, ...said } = valuesOf(currentOf(draft))
  if (currency === null) throw new Error(`draft ${draft.id} has no currency`)
  return {
    store_id: draft.store_id,
    slug,
    source: 'instagram',
    caption: draft.caption,
    fields: {
      ...defaultsOf(PRODUCT_FIELDS),
      ...said,
      currency,
      status: draft.approved_as,
      source_id: draft.platform_id,
      source_url: draft.permalink,
    },
    touched: EDITABLE.filter((field) => field in draft.edits).map(productFieldOf),
    postDeletedAt: draft.deleted_at,
    isDropped: draft.flags.includes('post_dropped'),
  }
}

const currentPictures = (draft: DraftToApprove): string[] =>
  currentOf(draft).pictures.flatMap((number) => draft.picture_ids[number - 1] ?? [])
