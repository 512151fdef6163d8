import { defineMessages } from '../messages.ts'
import en from '../texts/product-fields/en.json' with { type: 'json' }

/** The names of the fields of products and drafts, on pages and in notifications. */
export const productFieldWords = defineMessages(
  en,
  new URL('../texts/product-fields/', import.meta.url),
)
