import { percent, table } from '../table.ts'
import type { HalfOfPrices, PriceFigures, PriceReport } from './price-report.ts'

export function describePriceReport({ halves, wrong }: PriceReport): string {
  return [
    ...Object.entries(halves).flatMap(([name, half]) => [...describeHalf(name, half), '']),
    `wrong captions of the shown half: ${wrong.length}`,
    ...wrong.map(
      ({ store, caption, missed, extra }) =>
        `  ${store} ${JSON.stringify(caption)}: missed ${listed(missed)}; extra ${listed(extra)}`,
    ),
  ].join('\n')
}

function describeHalf(
  name: string,
  { all, stores, kinds, without_price: without, evidence }: HalfOfPrices,
): string[] {
  return [
    `${name} half`,
    figuresTable('store', { all, ...stores }),
    '',
    figuresTable('kind', kinds),
    '',
    `captions without a price: ${without.captions}, of which ${without.with_extra} got one`,
    `labels stored as a model's answer: ${evidence.stored} of ${evidence.labelled}`,
  ]
}

const figuresTable = (title: string, rows: Readonly<Record<string, PriceFigures>>): string =>
  table(
    [title, 'labelled', 'found', 'right', 'precision', 'recall'],
    Object.entries(rows).map(([name, { labelled, found, right, precision, recall }]) => [
      name,
      String(labelled),
      String(found),
      String(right),
      percent(precision),
      percent(recall),
    ]),
  )

const listed = (prices: readonly string[]): string =>
  prices.length === 0 ? 'none' : prices.join(', ')
