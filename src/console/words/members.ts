import { defineMessages } from '../messages.ts'
import en from '../texts/members/en.json' with { type: 'json' }

/** The team's progress with a creator of a list: `is_` is one creator's, the others are tabs. */
export const memberWords = defineMessages(en, new URL('../texts/members/', import.meta.url))
