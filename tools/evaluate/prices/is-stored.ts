import { cleanAnswer } from '../../../src/features/catalog/extract/clean-answer.ts'
import type { LabelledCaption, LabelledPrice } from './labelled-caption.ts'

const NO_EVIDENCE = { caption: null, picture: null }

/** Whether a label survives as a model's answer that quotes the line of the price. */
export function isStored({
  caption: { caption, store },
  price,
}: {
  caption: LabelledCaption
  price: LabelledPrice
}): boolean {
  const { amount, currency } = price
  return quotationsOf(caption).some((quotation) => {
    const [draft] = cleanAnswer(
      {
        is_product: true,
        reason: '',
        products: [
          {
            name: 'Dress',
            description: '',
            price: amount,
            compare_at_price: null,
            currency,
            category: null,
            tags: [],
            variants: [],
            pictures: [],
            confidence: 1,
            evidence: {
              name: NO_EVIDENCE,
              price: { caption: quotation, picture: null },
              compare_at_price: NO_EVIDENCE,
            },
          },
        ],
      },
      { caption, pictures: [], currency: store, categories: [] },
    )
    const { price: stored = null, currency: storedCurrency } = draft?.extracted ?? {}
    return stored !== null && Number(stored) === Number(amount) && storedCurrency === currency
  })
}

const quotationsOf = (caption: string): string[] =>
  caption.split('\n').filter((line) => line.trim() !== '')
