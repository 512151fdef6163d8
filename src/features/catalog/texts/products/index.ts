import { defineMessages } from '../../../../console/messages.ts'
import en from './en.json' with { type: 'json' }
import exportEn from './export/en.json' with { type: 'json' }
import importEn from './import/en.json' with { type: 'json' }
import sourceEn from './source/en.json' with { type: 'json' }

export const messages = defineMessages(en, new URL('./', import.meta.url))

/** The warnings of a shop about a product, by the API's code. */
export const exportMessages = defineMessages(exportEn, new URL('./export/', import.meta.url))

/** Products from a file. */
export const importMessages = defineMessages(importEn, new URL('./import/', import.meta.url))

/** Messages about products that differ from their post, or have lost it. */
export const sourceMessages = defineMessages(sourceEn, new URL('./source/', import.meta.url))
