import { defineMessages } from '../messages.ts'
import en from '../texts/creators/en.json' with { type: 'json' }

/** Names and measures of creators: `measure_` with the parameter of the API, and values by code. */
export const creatorWords = defineMessages(en, new URL('../texts/creators/', import.meta.url))
