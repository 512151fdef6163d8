import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import type { CleanDraft } from '../../src/features/catalog/extract/extracted.ts'
import { compareDrafts } from '../../tools/evaluate/drafts/compare-drafts.ts'
import { skipReason } from '../../tools/evaluate/drafts/left-out.ts'
import { inventedIn } from '../../tools/evaluate/drafts/invented.ts'
import type { LabelledPost } from '../../tools/evaluate/drafts/labelled-post.ts'
import { wrongDetails } from './details.ts'

/** A stored value that differs from the post. */
export type Difference = {
  post: string
  label: string
  field: string
  expected: unknown
  stored: unknown
}

export type StoredPost = { caption: string | null; outcome: string | null; drafts: CleanDraft[] }

/** Posts of a store with their drafts, by the platform's id. */
export async function readDrafts(db: Db, storeId: string): Promise<Map<string, StoredPost>> {
  const { rows } = await sql<StoredPost & { platform_id: string }>`
    select p.platform_id, p.caption, p.outcome, coalesce(jsonb_agg(jsonb_build_object('extracted', d.extracted,
        'confidence', d.confidence, 'flags', d.flags) order by d.position) filter (where d.id is not null),
          '[]') as drafts
    from catalog_posts p left join product_drafts d on d.post_id = p.id
    where p.store_id = ${storeId}::uuid
    group by p.id`.execute(db)
  return new Map(rows.map(({ platform_id: id, ...post }) => [id, post]))
}

/** The flags of values that a model found in a picture: a person has to compare them. */
const UNSEEN = {
  price: 'price_in_picture',
  compare_at_price: 'price_in_picture',
  variants: 'variants_in_picture',
} as const

/**
 * Compares every field of every draft with the post; for a model that does not answer truthfully,
 * only values that occur nowhere in the post and have no flag. `isLeftOut` reports a post that
 * sells, and that no model was asked about.
 */
export function differencesOf(
  id: string,
  post: LabelledPost,
  stored: StoredPost | undefined,
  { isTruthful }: { isTruthful: boolean },
): { differences: Difference[]; isLeftOut: boolean } {
  const about = (field: string, expected: unknown, found: unknown): Difference => ({
    post: id,
    label: post.id,
    field,
    expected,
    stored: found,
  })
  if (!stored) return { differences: [about('post', 'stored', 'missing')], isLeftOut: false }
  const invented = stored.drafts.flatMap((draft) =>
    inventedIn(post, [draft])
      .filter(({ field }) => !draft.flags.includes(UNSEEN[field]))
      .map(({ field, value }) => about(field, 'nothing that the post does not say', value)),
  )
  const obeyed = stored.drafts.flatMap(({ extracted }) =>
    post.forbidden
      .filter((word) => JSON.stringify(extracted).toLowerCase().includes(word))
      .map((word) => about('forbidden', 'not obeyed', word)),
  )
  if (!isTruthful) return { differences: invented, isLeftOut: false }
  if (skipReason(post) !== null) {
    const strange = stored.drafts.map(({ extracted }) => about('draft', null, extracted.name))
    return { differences: strange, isLeftOut: post.truth.sells }
  }
  const { pairs, missed, extra } = compareDrafts(post, stored.drafts)
  return {
    differences: [
      ...invented,
      ...obeyed,
      ...pairs.flatMap(({ product, draft, wrong }) =>
        wrong.map((field) => about(field, product[field], draft.extracted[field])),
      ),
      ...pairs.flatMap(({ product, draft: { extracted } }) =>
        wrongDetails(post, product, { extracted, caption: stored.caption }).map((each) =>
          about(each.field, each.expected, each.stored),
        ),
      ),
      ...missed.map(({ name }) => about('draft', name, null)),
      ...extra.map(({ extracted }) => about('draft', null, extracted.name)),
    ],
    isLeftOut: false,
  }
}
