import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import type { ShapeName } from '../../shapes.ts'
import { sayIn } from '../../words.ts'
import type { Draft } from './data.ts'
import { draftsWords } from './words.ts'

export const STATE_SHAPES: Record<Draft['status'], ShapeName> = {
  pending: 'pending',
  approved: 'done',
  rejected: 'cancelled',
  expired: 'resting',
}

/** The picture that stands for a draft; null when none is kept. */
export const pictureOf = ({ pictures, post }: Draft): string | null =>
  post.pictures.find(({ number }) => number === pictures[0])?.hash ?? null

/** The price with its currency, and an earlier one. */
export function price(page: Page, draft: Pick<Draft, 'price' | 'compare_at_price' | 'currency'>) {
  const say = sayIn(page.language, draftsWords)
  const { price: now, compare_at_price: before, currency } = draft
  if (now === null) return html`<small>${say('priceUnknown')}</small>`
  const { formats } = page
  return html`${formats.amount(now, currency)}
  ${before === null ? '' : html`<small class="line">${say('was', { price: formats.amount(before, currency) })}</small>`}`
}

/** Why somebody should look closely. */
export function flags({ language }: Page, draft: Draft) {
  const say = sayIn(language, draftsWords)
  return draft.flags.map(
    (flag) => html`<p class="flag">${badge('failed', say(`flag_${flag}`))}</p>`,
  )
}

/** Where the price stands, in words of the post. */
export function evidence({ language }: Page, draft: Draft, field: string): string | null {
  const say = sayIn(language, draftsWords)
  const found = draft.evidence[field]
  if (!found) return null
  if (found.kind === 'picture') return say('evidencePicture', { n: found.number })
  const words = draft.post.caption?.slice(found.start, found.end) ?? ''
  return say('evidenceCaption', { words })
}
