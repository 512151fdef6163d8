import { defineMessages } from '../messages.ts'
import en from '../texts/creator-page/en.json' with { type: 'json' }

/** Texts about one creator, which their page and the reports of links have in common. */
export const creatorPageWords = defineMessages(
  en,
  new URL('../texts/creator-page/', import.meta.url),
)
