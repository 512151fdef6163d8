import { html } from 'hono/html'
import { icon, type IconName } from '../../../../console/icons.ts'
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

/** A doubt: sign, words and colour. */
export const doubt = (text: string) =>
  html`<span class="badge" data-state="resting">${icon('flag')}${text}</span>`

/** Shows why a person should check the draft closely. */
export const flags = ({ t }: Context, draft: Draft) =>
  draft.flags.map((flag) => html`<p class="flag">${doubt(t(`flag_${flag}`))}</p>`)
