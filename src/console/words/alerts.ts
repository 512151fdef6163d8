import { defineMessages } from '../messages.ts'
import en from '../texts/alerts/en.json' with { type: 'json' }

/** The texts of notifications by kind; one without a text shows its own title. */
export const alertWords = defineMessages(en, new URL('../texts/alerts/', import.meta.url))
