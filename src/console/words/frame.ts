import { defineMessages } from '../messages.ts'
import en from '../texts/frame/en.json' with { type: 'json' }

/** The texts of the layout, and of parts that pages share. */
export const frameMessages = defineMessages(en, new URL('../texts/frame/', import.meta.url))
