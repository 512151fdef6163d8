import { defineMessages } from '../messages.ts'
import en from '../texts/stories/en.json' with { type: 'json' }

/** The texts of cards of stories. */
export const storyWords = defineMessages(en, new URL('../texts/stories/', import.meta.url))
