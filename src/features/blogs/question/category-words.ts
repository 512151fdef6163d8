import { EVERYDAY_WORDS } from './everyday-words.ts'
import { WORK_AND_CULTURE_WORDS } from './work-and-culture-words.ts'

/**
 * Words that people ask for the default categories with, beside the synonyms in the database: whom
 * they look for ("mothers"), what they sell ("diapers"), and colloquial words, in English, Russian
 * and Kazakh. A category that an operator renamed has its synonyms alone.
 */
export const CATEGORY_WORDS: Readonly<Record<string, string>> = {
  ...EVERYDAY_WORDS,
  ...WORK_AND_CULTURE_WORDS,
}
