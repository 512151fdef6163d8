import type { Formality } from '../../../platforms/ports/translation/translator.ts'

type Reader = { language: string | null; formality: Formality }

/** Of as many accounts each, the first. */
const ORDER: readonly Formality[] = ['default', 'formal', 'informal']

/**
 * How the caption of a language addresses its readers: as most of its accounts do. The others get
 * one of their own.
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
