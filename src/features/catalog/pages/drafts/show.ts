import { html } from 'hono/html'
import { badge } from '../../../../console/parts/badge.ts'
import type { IconName } from '../../../../console/icons.ts'
import type { Context, Draft } from './kit.ts'

export const STATE_SHAPES: Record<Draft['status'], IconName> = {
  pending: 'pending',
  approved: 'done',
  rejected: 'cancelled',
  expired: 'resting',
}

/** Returns the hash of the picture that represents a draft; null when none is stored. */
export const pictureOf = ({ pictures, post }: Draft): string | null =>
  post.pictures.find(({ number }) => number === pictures[0])?.hash ?? null

/** The price with its currency, and an earlier one. */
export function price(
  page: Context,
  draft: Pick<Draft, 'price' | 'compare_at_price' | 'currency'>,
) {
  const { t } = page
  const { price: now, compare_at_price: before, currency } = draft
  if (now === null) return html`<small>${t('priceUnknown')}</small>`
  return html`${amountOf(page, now, currency)}
  ${before === null ? '' : html`<small class="line">${t('was', { price: amountOf(page, before, currency) })}</small>`}`
}

/** An amount with its currency; as it was written where that is still to be chosen. */
export const amountOf = ({ formats }: Context, amount: string, currency: string | null): string =>
  currency === null ? amount : formats.amount(amount, currency)

/** Variants as people read them, such as `size: M, size: L`. */
export const variantsText = ({ variants }: Pick<Draft, 'variants'>): string =>
  variants.map(({ option, value }) => `${option}: ${value}`).join(', ')

/** Shows why a person should check the draft closely. */
export function flags({ t }: Context, draft: Draft) {
  return draft.flags.map((flag) => html`<p class="flag">${badge('failed', t(`flag_${flag}`))}</p>`)
}

/** The product and the pending draft that it may be, each with the way to it. */
export function duplicates({ t }: Context, draft: Draft) {
  const { possible_duplicate: product, possible_duplicate_draft: other } = draft
  const link = (href: string, text: string) =>
    html`<p><a class="out" href="${href}" dir="auto">${text}</a></p>`
  return html`${
    product === null
      ? ''
      : link(`/console/products/${product.id}`, t('duplicateOf', { name: product.name }))
  }
  ${other === null ? '' : link(`/console/drafts/${other.id}`, t('duplicateOfDraft', { name: other.name }))}`
}

/** Returns where the post has a value, in its words; null when that is unknown. */
export function evidence({ t }: Context, draft: Draft, field: string): string | null {
  const places = Object.entries(draft.evidence).flatMap(([name, found]) => {
    if (name !== field && !name.startsWith(`${field}.`)) return []
    if (found.kind === 'picture') return [t('evidencePicture', { n: found.number })]
    const words = draft.post.caption?.slice(found.start, found.end) ?? ''
    return [t('evidenceCaption', { words })]
  })
  return places.length === 0 ? null : [...new Set(places)].join(', ')
}

/** The id of the evidence of a value on a list. */
export const evidenceId = ({ id }: Draft, field: string): string => `where-${field}-${id}`

/**
 * A value with its evidence, which is shown beneath a pointer and while its row has the focus;
 * without a pointer it always is.
 */
export function proven(page: Context, draft: Draft, field: string, value: unknown) {
  const where = draft.edited.includes(field) ? null : evidence(page, draft, field)
  if (where === null) return value
  return html`<span class="proven"
    >${value}<small class="where" id="${evidenceId(draft, field)}">${where}</small></span
  >`
}
