/**
 * Returns a format such as `12.3K`. CLDR writes hundreds of thousands in Kazakh as `110 м.`, which
 * reads as millions: they keep the word of ten thousand.
 */
export function compactNumber(locale: string, maximumFractionDigits: number) {
  const format = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits })
  const partOf = (value: number, type: Intl.NumberFormatPartTypes): string | undefined =>
    format.formatToParts(value).find((part) => part.type === type)?.value
  const usual = partOf(10_000, 'compact')
  const odd = partOf(100_000, 'compact')
  // Where a lakh has a word of its own, 100,000 is one of them.
  const isOdd = odd !== usual && partOf(100_000, 'integer') === '100'
  return (value: number): string =>
    isOdd
      ? format
          .formatToParts(value)
          .map((part) => (part.type === 'compact' && part.value === odd ? usual : part.value))
          .join('')
      : format.format(value)
}
