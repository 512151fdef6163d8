import { currencyDigits } from '../../base/currency.ts'
import type { Rate } from './campaign-view.ts'

/** An amount as answers show it, with the digits of its currency. */
export const amountText = (currency: string, amount: number): string =>
  amount.toFixed(currencyDigits(currency))

/** Decimals of what a single view or reaction costs: it may be less than a cent. */
const COST_DIGITS = 4

export type Costs = {
  cost_per_view: string | null
  cost_per_mille: string | null
  cost_per_engagement: string | null
}

export const NO_COSTS: Costs = {
  cost_per_view: null,
  cost_per_mille: null,
  cost_per_engagement: null,
}

/** Money that was paid for so many views or reactions. */
export type Paid = { paidForViews: number; views: number; paid: number; reactions: number }

/** The costs of views and reactions; null where there are none. */
export function costsOf(currency: string, { paidForViews, views, paid, reactions }: Paid): Costs {
  const perView = views > 0 ? paidForViews / views : null
  return {
    cost_per_view: perView === null ? null : perView.toFixed(COST_DIGITS),
    cost_per_mille: perView === null ? null : amountText(currency, perView * 1_000),
    cost_per_engagement: reactions > 0 ? (paid / reactions).toFixed(COST_DIGITS) : null,
  }
}

/**
 * The rates that people entered, for amounts in one currency. A currency without a rate to it is
 * not converted: a rate is never guessed, nor made of two others.
 */
export class Converter {
  /** The rates that were used. */
  readonly used = new Set<Rate>()
  /** Currencies that have no rate. */
  readonly missing = new Set<string>()
  readonly #rates: readonly Rate[]
  readonly target: string | null

  constructor(rates: readonly Rate[], target: string | null) {
    this.#rates = rates
    this.target = target
  }

  /** An amount in the target currency; null without a target or a rate. */
  convert(currency: string, amount: number): number | null {
    if (this.target === null) return null
    if (currency === this.target) return amount
    const factor = this.#factor(currency, this.target)
    if (factor === null) {
      this.missing.add(currency)
      return null
    }
    return amount * factor
  }

  /** An amount of the target currency in each other one that has a rate to it. */
  inOthers(amount: number): { currency: string; total: string }[] {
    const { target } = this
    if (target === null) return []
    const others = new Set(
      this.#rates.flatMap(({ currency, base_currency }) =>
        base_currency === target ? [currency] : currency === target ? [base_currency] : [],
      ),
    )
    return [...others].flatMap((currency) => {
      const factor = this.#factor(target, currency)
      return factor === null ? [] : [{ currency, total: amountText(currency, amount * factor) }]
    })
  }

  #factor(from: string, to: string): number | null {
    for (const rate of this.#rates) {
      if (rate.currency === from && rate.base_currency === to) {
        this.used.add(rate)
        return Number(rate.rate)
      }
      if (rate.currency === to && rate.base_currency === from) {
        this.used.add(rate)
        return 1 / Number(rate.rate)
      }
    }
    return null
  }
}
