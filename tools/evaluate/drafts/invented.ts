import type { CleanDraft } from '../../../src/features/catalog/extract/extracted.ts'
import { fold, foldOnOneLine } from '../../../src/features/catalog/text/fold.ts'
import type { LabelledPost } from './labelled-post.ts'

export type Invented = {
  post: string
  field: 'price' | 'compare_at_price' | 'variants'
  value: string
}

/**
 * Returns the values of drafts that occur nowhere in a post, neither in its caption nor in the text
 * of its pictures. They are found by the numbers and words alone, not by the parser that has
 * cleaned the answer: the check must not share its mistakes.
 */
export function inventedIn(post: LabelledPost, drafts: readonly CleanDraft[]): Invented[] {
  const text = textOf(post)
  const amounts = statedAmounts(post, text)
  return drafts.flatMap(({ extracted }) => {
    const prices = (['price', 'compare_at_price'] as const).flatMap((field): Invented[] => {
      const value = extracted[field]
      return value === null || amounts.has(Number(value)) ? [] : [{ post: post.id, field, value }]
    })
    const variants = extracted.variants
      .filter(({ value }) => !text.includes(foldOnOneLine(value).text))
      .map(({ value }): Invented => ({ post: post.id, field: 'variants', value }))
    return [...prices, ...variants]
  })
}

const textOf = ({ caption, pictures }: LabelledPost): string =>
  fold(
    [caption ?? '', ...pictures.flatMap(({ shows, says }) => [shows, says ?? ''])].join('\n'),
  ).text.replaceAll(/\s+/g, ' ')

const NUMBER = /\d+(?:[ .,']\d{3})*(?:[.,]\d{1,2}(?!\d))?/g
const THOUSANDS = /^ ?(?:k|к|тыс|мың)(?!\p{L})/u

/**
 * Returns every number of a text, whatever it counts, and the prices that it has in words ("thao
 * mbili").
 */
function statedAmounts({ truth }: LabelledPost, text: string): Set<number> {
  const amounts = new Set(
    truth.products.flatMap(({ price, compare_at_price: before }) =>
      [price, before].filter((value) => value !== null).map(Number),
    ),
  )
  for (const match of text.matchAll(NUMBER)) {
    const [number] = match
    const parts = /^(.*?)(?:[.,](\d{1,2}))?$/.exec(number)
    const whole = (parts?.[1] ?? number).replaceAll(/[ .,']/g, '')
    const value = Number(`${whole}.${parts?.[2] ?? '0'}`)
    amounts.add(value)
    if (THOUSANDS.test(text.slice(match.index + number.length))) amounts.add(value * 1_000)
  }
  return amounts
}
