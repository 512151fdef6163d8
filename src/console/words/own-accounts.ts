import { defineMessages } from '../messages.ts'
import en from '../texts/own-accounts/en.json' with { type: 'json' }

/** States and rights of own accounts, and what uses them. */
export const ownAccountMessages = defineMessages(
  en,
  new URL('../texts/own-accounts/', import.meta.url),
)
