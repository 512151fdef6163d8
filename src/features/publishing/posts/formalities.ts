import type { Formality } from '../../../platforms/ports/translation/translator.ts'

type Reader = { language: string | null; formality: Formality }

/** The order of preference among forms that equally many accounts use. */
const ORDER: readonly Formality[] = ['default', 'formal', 'informal']

/**
 * Returns the form of address of each language's caption: that of most of its accounts. The other
 * accounts get a caption of their own.
 */
export function usualFormalities(accounts: readonly Reader[]): ReadonlyMap<string, Formality> {
  const counts = new Map<string, Record<Formality, number>>()
  for (const { language, formality } of accounts) {
    if (language === null) continue
    const count = counts.get(language) ?? { default: 0, formal: 0, informal: 0 }
    count[formality] += 1
    counts.set(language, count)
  }
  return new Map(
    [...counts].map(([language, count]) => {
      const [usual = 'default'] = ORDER.toSorted((a, b) => count[b] - count[a])
      return [language, usual]
    }),
  )
}
