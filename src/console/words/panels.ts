import { defineMessages } from '../messages.ts'
import en from '../texts/panels/en.json' with { type: 'json' }

/** Texts of the panels with figures of tasks, requests, accounts, proxies and discovery. */
export const panelWords = defineMessages(en, new URL('../texts/panels/', import.meta.url))
