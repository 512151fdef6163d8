import { amountText, costsOf, NO_COSTS, type Converter } from './money.ts'
import type { Totals } from './results-view.ts'
import type { CreatorSummary } from './show-creator.ts'

/** Adds up what the creators of a campaign published and cost. */
export function totalsOf(rows: readonly CreatorSummary[], converter: Converter): Totals {
  const results = rows.flatMap(({ creator }) => creator.results)
  const posts = results.filter(({ kind }) => kind === 'post')
  const gone = results.filter(({ gone_since }) => gone_since !== null).length
  const withReactions = posts.filter(({ now }) => now.likes !== null && now.comments !== null)
  const reads = results.flatMap(({ last_read_at }) => last_read_at ?? [])
  return {
    creators: rows.length,
    promised: sumOf(rows.map(({ promised }) => promised)),
    published: results.length,
    delivered: sumOf(rows.map(({ delivered }) => delivered)),
    there: results.length - gone,
    gone,
    posts: posts.length,
    labelled: posts.filter(({ is_labelled }) => is_labelled).length,
    reels: posts.filter(({ basis, now }) => basis === 'views' && now.value !== null).length,
    views: sumOf(rows.map(({ views }) => views ?? 0)),
    reactions: sumOf(rows.map(({ reactions }) => reactions ?? 0)),
    reactions_of: withReactions.length,
    hidden_likes: posts.filter(
      ({ now, last_read_at }) => last_read_at !== null && now.likes === null,
    ).length,
    ...moneyOf(rows, converter),
    as_of: reads.toSorted().at(-1) ?? null,
  }
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0)

type Money = Pick<
  Totals,
  | 'currency'
  | 'agreed'
  | 'agreed_published'
  | 'agreed_by_currency'
  | 'agreed_in'
  | 'cost_per_view'
  | 'cost_per_mille'
  | 'cost_per_engagement'
  | 'missing_rates'
>

function moneyOf(rows: readonly CreatorSummary[], converter: Converter): Money {
  const { target } = converter
  const priced = rows.filter(({ price }) => price !== null)
  const missing = { missing_rates: [...converter.missing].toSorted() }
  const byCurrency = { agreed_by_currency: byCurrencyOf(rows) }
  if (target === null || priced.length === 0)
    return {
      currency: target,
      agreed: null,
      agreed_published: null,
      agreed_in: [],
      ...byCurrency,
      ...NO_COSTS,
      ...missing,
    }
  const soFar = (each: readonly CreatorSummary[]) => sumOf(each.map((row) => row.soFar ?? 0))
  const viewed = priced.filter(({ views }) => views !== null)
  const reacted = priced.filter(({ reactions }) => reactions !== null)
  const agreed = sumOf(priced.map(({ price }) => price ?? 0))
  return {
    currency: target,
    agreed: amountText(target, agreed),
    agreed_published: amountText(target, soFar(priced)),
    agreed_in: converter.inOthers(agreed),
    ...byCurrency,
    ...costsOf(target, {
      paidForViews: soFar(viewed),
      views: sumOf(viewed.map(({ views }) => views ?? 0)),
      paid: soFar(reacted),
      reactions: sumOf(reacted.map(({ reactions }) => reactions ?? 0)),
    }),
    ...missing,
  }
}

function byCurrencyOf(rows: readonly CreatorSummary[]): { currency: string; total: string }[] {
  const totals = new Map<string, number>()
  for (const { creator } of rows) {
    const { price, currency } = creator
    if (price === null || currency === null) continue
    totals.set(currency, (totals.get(currency) ?? 0) + Number(price))
  }
  return [...totals]
    .map(([currency, total]) => ({ currency, total: amountText(currency, total) }))
    .toSorted((one, other) => (one.currency < other.currency ? -1 : 1))
}
