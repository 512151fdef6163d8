import { readPrices, type FoundPrice } from '../../../src/features/catalog/text/prices.ts'
import type { LabelledCaption, LabelledPrice } from './labelled-caption.ts'

export type ComparedCaption = {
  labelled: LabelledCaption
  right: LabelledPrice[]
  missed: LabelledPrice[]
  /** Prices that the caption does not state, or states with another value, currency or kind. */
  extra: FoundPrice[]
}

/** Reads a caption by the rules alone and compares each price with the labels. */
export function comparePrices(labelled: LabelledCaption): ComparedCaption {
  const open = [...readPrices(labelled.caption, { currency: labelled.store })]
  const [right, missed]: [LabelledPrice[], LabelledPrice[]] = [[], []]
  for (const label of labelled.prices) {
    const at = open.findIndex((found) => isSame(found, label))
    if (at === -1) missed.push(label)
    else {
      right.push(label)
      open.splice(at, 1)
    }
  }
  return { labelled, right, missed, extra: open }
}

const isSame = (found: FoundPrice, label: LabelledPrice): boolean =>
  Number(found.amount) === Number(label.amount) &&
  found.currency === label.currency &&
  found.kind === label.kind &&
  found.quantity === label.quantity
