import { sum } from '../figures.ts'
import { comparePrices, type ComparedCaption } from './compare-prices.ts'
import { isStored } from './is-stored.ts'
import type { LabelledCaption } from './labelled-caption.ts'

export type PriceFigures = {
  labelled: number
  found: number
  right: number
  /** Right ones among those found, and among those labelled; null without any. */
  precision: number | null
  recall: number | null
}

export type HalfOfPrices = {
  all: PriceFigures
  stores: Record<string, PriceFigures>
  kinds: Record<string, PriceFigures>
  /** Captions that state no price, and those of them in which one was found. */
  without_price: { captions: number; with_extra: number }
  /** Labels that pass the check of a model's answer with its quotation. */
  evidence: { labelled: number; stored: number }
}

/** A caption that was read wrongly, for the author of the rules. */
type WrongCaption = { store: string; caption: string; missed: string[]; extra: string[] }

export type PriceReport = { halves: Record<string, HalfOfPrices>; wrong: WrongCaption[] }

/** Measures the rules on each half, and lists the wrong captions of the shown one only. */
export function priceReportOf(
  halves: Readonly<Record<string, readonly LabelledCaption[]>>,
): PriceReport {
  return {
    halves: Object.fromEntries(
      Object.entries(halves).map(([half, captions]) => [half, measure(captions)]),
    ),
    wrong: (halves['development'] ?? []).map(comparePrices).flatMap(wrongOf),
  }
}

function measure(captions: readonly LabelledCaption[]): HalfOfPrices {
  const compared = captions.map(comparePrices)
  const without = compared.filter(({ labelled }) => labelled.prices.length === 0)
  const labels = captions.flatMap((caption) => caption.prices.map((price) => ({ caption, price })))
  const byStore = Map.groupBy(compared, ({ labelled }) => labelled.store)
  const kinds = new Set(compared.flatMap((each) => [...kindsOf(each)]))
  return {
    all: figuresOf(compared),
    stores: Object.fromEntries([...byStore].map(([store, same]) => [store, figuresOf(same)])),
    kinds: Object.fromEntries([...kinds].sort().map((kind) => [kind, figuresOf(compared, kind)])),
    without_price: {
      captions: without.length,
      with_extra: without.filter(({ extra }) => extra.length > 0).length,
    },
    evidence: { labelled: labels.length, stored: labels.filter(isStored).length },
  }
}

const kindsOf = ({ labelled, extra }: ComparedCaption): string[] =>
  [...labelled.prices, ...extra].map(({ kind }) => kind)

function figuresOf(compared: readonly ComparedCaption[], kind?: string): PriceFigures {
  const count = (of: (each: ComparedCaption) => readonly { kind: string }[]): number =>
    sum(
      compared.map(
        (each) => of(each).filter((one) => kind === undefined || one.kind === kind).length,
      ),
    )
  const [right, missed, extra] = [
    count((each) => each.right),
    count((each) => each.missed),
    count((each) => each.extra),
  ]
  const share = (of: number): number | null => (of === 0 ? null : right / of)
  const [labelled, found] = [right + missed, right + extra]
  return { labelled, found, right, precision: share(found), recall: share(labelled) }
}

function wrongOf({ labelled, missed, extra }: ComparedCaption): WrongCaption[] {
  if (missed.length + extra.length === 0) return []
  const say = ({
    kind,
    amount,
    currency,
  }: {
    kind: string
    amount: string
    currency: string | null
  }) => `${kind} ${amount} ${currency ?? '?'}`
  const { store, caption } = labelled
  return [{ store, caption, missed: missed.map(say), extra: extra.map(say) }]
}
