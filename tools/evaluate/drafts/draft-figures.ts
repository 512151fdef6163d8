import { sum } from '../figures.ts'
import type { CleanDraft } from '../../../src/features/catalog/extract/extracted.ts'
import { compareDrafts, type ComparedDrafts, type Field } from './compare-drafts.ts'
import type { PostResult } from './evaluate-drafts.ts'

export type ComparedPost = PostResult & ComparedDrafts

export const comparePost = (result: PostResult): ComparedPost => ({
  ...result,
  ...compareDrafts(result.post, result.drafts),
})

/** How good the drafts of some posts are. */
export type DraftFigures = {
  posts: number
  /** Products of the labels: found and missed. */
  products: number
  found: number
  missed: number
  /** Drafts of nothing that is sold. */
  false: number
  /** Products whose draft a seller would approve as it is. */
  no_edit: number
  /**
   * The share of all products and false drafts: a missed one has to be written, a false one
   * rejected.
   */
  no_edit_share: number | null
}

export function figuresOf(posts: readonly ComparedPost[]): DraftFigures {
  const pairs = posts.flatMap(({ pairs }) => pairs)
  const missed = sum(posts.map(({ missed }) => missed.length))
  const extra = sum(posts.map(({ extra }) => extra.length))
  const noEdit = pairs.filter(({ wrong }) => wrong.length === 0).length
  return {
    posts: posts.length,
    products: pairs.length + missed,
    found: pairs.length,
    missed,
    false: extra,
    no_edit: noEdit,
    no_edit_share: shareOf(noEdit, pairs.length + missed + extra),
  }
}

const shareOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 1_000) / 1_000

export type FieldFigures = { right: number; of: number; share: number | null }

/** Returns how many of the products that were found have a field exactly right. */
export function fieldFigures(posts: readonly ComparedPost[]): Record<Field, FieldFigures> {
  const pairs = posts.flatMap(({ pairs }) => pairs)
  const figures = (field: Field): FieldFigures => {
    const right = pairs.filter(({ wrong }) => !wrong.includes(field)).length
    return { right, of: pairs.length, share: shareOf(right, pairs.length) }
  }
  return {
    name: figures('name'),
    price: figures('price'),
    compare_at_price: figures('compare_at_price'),
    currency: figures('currency'),
    category: figures('category'),
    variants: figures('variants'),
  }
}

/** Where the bands of confidence begin; each ends where the next one begins, the last one at 1. */
const BANDS = [0, 0.5, 0.7, 0.85, 0.95] as const

export type Band = {
  from: number
  to: number
  drafts: number
  no_edit: number
  share: number | null
}

/**
 * Whether a confidence means what it says: the share without an edit should lie within its band.
 */
export function bandsOf(posts: readonly ComparedPost[]): Band[] {
  const drafts: { draft: CleanDraft; isRight: boolean }[] = posts.flatMap(({ pairs, extra }) => [
    ...pairs.map(({ draft, wrong }) => ({ draft, isRight: wrong.length === 0 })),
    ...extra.map((draft) => ({ draft, isRight: false })),
  ])
  return BANDS.map((from, place) => {
    const to = BANDS[place + 1]
    const within = drafts.filter(
      ({ draft: { confidence } }) => confidence >= from && (to === undefined || confidence < to),
    )
    const right = within.filter(({ isRight }) => isRight).length
    return {
      from,
      to: to ?? 1,
      drafts: within.length,
      no_edit: right,
      share: shareOf(right, within.length),
    }
  })
}
