import { defineMessages } from '../../../../console/messages.ts'
import en from './en.json' with { type: 'json' }

/** The sentences of weekly reports. */
export const messages = defineMessages(en, new URL('./', import.meta.url))
