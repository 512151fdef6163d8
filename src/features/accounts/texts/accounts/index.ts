import { defineMessages } from '../../../../console/messages.ts'
import addEn from './add/en.json' with { type: 'json' }
import careEn from './care/en.json' with { type: 'json' }
import eventsEn from './events/en.json' with { type: 'json' }
import en from './en.json' with { type: 'json' }

/** The list of accounts, and the page of one. */
export const messages = defineMessages(en, new URL('./', import.meta.url))

/** Adding many accounts at once. */
export const addMessages = defineMessages(addEn, new URL('./add/', import.meta.url))

/** The acts that a person can choose for an account, and what follows. */
export const careMessages = defineMessages(careEn, new URL('./care/', import.meta.url))

/** The events of an account, and the outcomes of its requests. */
export const eventsMessages = defineMessages(eventsEn, new URL('./events/', import.meta.url))
