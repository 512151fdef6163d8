import { readPrices } from '../../../../src/features/catalog/text/prices.ts'

/** The prices of a caption on one line; a currency in brackets is the store's, since the caption names none. */
export function written(caption: string, currency: string): string {
  return readPrices(caption, { currency })
    .map(
      (price) =>
        `${price.kind}${price.quantity ?? ''} ${price.amount} ` +
        (price.isCurrencyNamed ? price.currency : `(${price.currency})`),
    )
    .join(' | ')
}
