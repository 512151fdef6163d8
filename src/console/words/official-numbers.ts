import { defineMessages } from '../messages.ts'
import en from '../texts/official-numbers/en.json' with { type: 'json' }

/** The texts of Meta's numbers of posts and stories. */
export const officialNumberWords = defineMessages(
  en,
  new URL('../texts/official-numbers/', import.meta.url),
)
