import { LANGUAGES, readTexts, type Language } from '../../../base/languages.ts'
import en from '../texts/advice/en.json' with { type: 'json' }

/** A line of advice, by its rule, or words by which numbers are found in one. */
export type AdviceKey = keyof typeof en

const folder = new URL('../texts/advice/', import.meta.url)
const texts = new Map(LANGUAGES.map((language) => [language, readTexts(folder, language)]))

/** Returns a text of the advice; English where the language lacks it. */
export function adviceText(language: Language, key: AdviceKey): string {
  const found = texts.get(language)?.[key]
  return typeof found === 'string' ? found : en[key]
}
