import { defineMessages } from '../../../../console/messages.ts'
import en from './en.json' with { type: 'json' }

/** Texts of a post that goes out, or went out. */
export const messages = defineMessages(en, new URL('./', import.meta.url))
