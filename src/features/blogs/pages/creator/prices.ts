import { currencyDigits } from '../../../../base/currency.ts'
import type { Membership } from './kit.ts'

export type Price = { price: string; currency: string; membership: Membership }

/** How sure a price is: one that was agreed or paid counts before one that was only named. */
const RANKS = ['published', 'agreed', 'contacted', 'candidate', 'rejected'] as const

/** The price of the list in which the team is furthest; null without one. */
export function agreedPrice(memberships: readonly Membership[]): Price | null {
  const [best] = memberships
    .flatMap((membership) => {
      const { price, currency } = membership
      return price === null || currency === null ? [] : [{ price, currency, membership }]
    })
    .toSorted((a, b) => RANKS.indexOf(a.membership.status) - RANKS.indexOf(b.membership.status))
  return best ?? null
}

/** The price of 1,000 views, rounded to the money that there is; null without views. */
export function perThousandViews({ price, currency }: Price, views: number | null): string | null {
  if (views === null || views <= 0) return null
  return ((Number(price) * 1_000) / views).toFixed(currencyDigits(currency))
}
