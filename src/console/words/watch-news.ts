import { defineMessages } from '../messages.ts'
import en from '../texts/watch-news/en.json' with { type: 'json' }

/** News of watched lists in words: on pages, and in messages to people. */
export const watchNewsWords = defineMessages(en, new URL('../texts/watch-news/', import.meta.url))
