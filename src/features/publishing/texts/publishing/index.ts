import { defineMessages } from '../../../../console/messages.ts'
import en from './en.json' with { type: 'json' }

/** Texts that several pages of publishing share. */
export const publishingMessages = defineMessages(en, new URL('./', import.meta.url))
