import { amountText, costsOf, NO_COSTS, type Converter, type Costs } from './money.ts'
import type { CreatorOfCampaign, ResultView } from './results-view.ts'
import type { CreatorRow } from './store/read-results.ts'

/** A creator as answers show it, with the amounts in the currency of the totals. */
export type CreatorSummary = {
  creator: CreatorOfCampaign
  /** Null without a price, or without a rate. */
  price: number | null
  soFar: number | null
  views: number | null
  reactions: number | null
  promised: number
  /** The part of the promised that was published. */
  delivered: number
}

type Counts = { posts: number; reels: number; stories: number }
const KINDS = ['posts', 'reels', 'stories'] as const

/** Puts together what a creator of a campaign promised, published and costs. */
export function showCreator(
  row: CreatorRow,
  { results, converter, now }: { results: readonly ResultView[]; converter: Converter; now: Date },
): CreatorSummary {
  const delivered = deliveredOf(results)
  const promised = row.promised ? sum(row.promised) : 0
  const done = row.promised ? sumOfLesser(row.promised, delivered) : 0
  const views = total(results, 'views')
  const reactions = reactionsOf(results)
  const money = moneyOf(row, {
    share: promised > 0 ? done / promised : results.length > 0 ? 1 : 0,
    views,
    reactions,
    converter,
  })
  return {
    creator: {
      blog: row.blog,
      status: row.status,
      promised: row.promised && { ...row.promised, due_at: isoOrNull(row.promised.due_at) },
      codes: row.codes,
      results: [...results],
      delivered,
      views,
      reactions,
      ...money.fields,
      state: stateOf(row, { promised, done, now }),
      last_read_at: lastRead(row, results),
    },
    price: money.price,
    soFar: money.soFar,
    views,
    reactions,
    promised,
    delivered: done,
  }
}

const isoOrNull = (text: string | null): string | null =>
  text === null ? null : new Date(text).toISOString()

function deliveredOf(results: readonly ResultView[]): Counts {
  const counts: Counts = { posts: 0, reels: 0, stories: 0 }
  for (const { format } of results) {
    const kind = format === 'story' ? 'stories' : format === 'reel' ? 'reels' : 'posts'
    counts[kind] += 1
  }
  return counts
}

const sum = (counts: Counts): number => counts.posts + counts.reels + counts.stories

const sumOfLesser = (one: Counts, other: Counts): number =>
  KINDS.reduce((all, kind) => all + Math.min(one[kind], other[kind]), 0)

/** The sum of the latest numbers on a basis; null where there are none. */
function total(results: readonly ResultView[], basis: 'views'): number | null {
  const values = results.flatMap((each) => (each.basis === basis ? (each.now.value ?? []) : []))
  return values.length === 0 ? null : values.reduce((all, value) => all + value, 0)
}

/** Likes and comments of posts that show both; null where none does. */
function reactionsOf(results: readonly ResultView[]): number | null {
  const values = results.flatMap(({ now: { likes, comments } }) =>
    likes === null || comments === null ? [] : [likes + comments],
  )
  return values.length === 0 ? null : values.reduce((all, value) => all + value, 0)
}

type CreatorMoney = Pick<
  CreatorOfCampaign,
  | 'price'
  | 'currency'
  | 'price_in_team_currency'
  | 'price_so_far'
  | 'so_far_in_team_currency'
  | 'costs_in_team_currency'
  | 'missing_rate'
  | keyof Costs
>

const NO_MONEY: CreatorMoney = {
  price: null,
  currency: null,
  price_in_team_currency: null,
  price_so_far: null,
  so_far_in_team_currency: null,
  costs_in_team_currency: null,
  missing_rate: null,
  ...NO_COSTS,
}

function moneyOf(
  { price, currency }: CreatorRow,
  {
    share,
    views,
    reactions,
    converter,
  }: {
    share: number
    views: number | null
    reactions: number | null
    converter: Converter
  },
): { fields: CreatorMoney; price: number | null; soFar: number | null } {
  if (price === null || currency === null) return { fields: NO_MONEY, price: null, soFar: null }
  const soFar = Number(price) * share
  const costs = (code: string, paid: number) =>
    costsOf(code, { paidForViews: paid, views: views ?? 0, paid, reactions: reactions ?? 0 })
  const { target } = converter
  const converted = converter.convert(currency, Number(price))
  const convertedSoFar = converted === null ? null : converted * share
  const inTarget = (amount: number | null): string | null =>
    amount === null || target === null ? null : amountText(target, amount)
  return {
    fields: {
      price,
      currency,
      price_in_team_currency: inTarget(converted),
      price_so_far: amountText(currency, soFar),
      so_far_in_team_currency: inTarget(convertedSoFar),
      ...costs(currency, soFar),
      costs_in_team_currency:
        target === null || target === currency || convertedSoFar === null
          ? null
          : costs(target, convertedSoFar),
      missing_rate: target !== null && converted === null ? currency : null,
    },
    price: converted,
    soFar: convertedSoFar,
  }
}

function stateOf(
  { promised: promise }: CreatorRow,
  { promised, done, now }: { promised: number; done: number; now: Date },
): CreatorOfCampaign['state'] {
  if (promised === 0) return 'nothing_promised'
  if (done >= promised) return 'delivered'
  const due = promise?.due_at ?? null
  if (due !== null && new Date(due) < now) return 'overdue'
  return done > 0 ? 'partly' : 'due'
}

function lastRead({ read_at }: CreatorRow, results: readonly ResultView[]): string | null {
  const times = [
    ...(read_at ? [read_at.toISOString()] : []),
    ...results.flatMap(({ last_read_at }) => last_read_at ?? []),
  ]
  return times.toSorted().at(-1) ?? null
}
