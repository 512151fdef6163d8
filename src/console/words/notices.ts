import { defineMessages } from '../messages.ts'
import en from '../texts/notices/en.json' with { type: 'json' }

/** Texts of notifications: `next_` and a kind of alert is the sentence with its remedy. */
export const noticeWords = defineMessages(en, new URL('../texts/notices/', import.meta.url))
