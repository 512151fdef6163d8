import { defineMessages } from '../../../console/messages.ts'
import en from './en.json' with { type: 'json' }

export const messages = defineMessages(en, new URL('./', import.meta.url))
