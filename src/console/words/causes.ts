import { defineMessages } from '../messages.ts'
import en from '../texts/causes/en.json' with { type: 'json' }

/** Why an account does not work: by its state, by state and code, or by code. */
export const causeWords = defineMessages(en, new URL('../texts/causes/', import.meta.url))
