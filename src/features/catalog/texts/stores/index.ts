import { defineMessages } from '../../../../console/messages.ts'
import connectionEn from './connection/en.json' with { type: 'json' }
import en from './en.json' with { type: 'json' }
import importEn from './import/en.json' with { type: 'json' }
import postEn from './post/en.json' with { type: 'json' }
import statsEn from './stats/en.json' with { type: 'json' }

export const messages = defineMessages(en, new URL('./', import.meta.url))

/** Messages about the account that a store reads. */
export const connectionMessages = defineMessages(
  connectionEn,
  new URL('./connection/', import.meta.url),
)

/** Messages about imports and checks for new posts. */
export const importMessages = defineMessages(importEn, new URL('./import/', import.meta.url))

/** Messages about a store's posts. */
export const postMessages = defineMessages(postEn, new URL('./post/', import.meta.url))

/** Figures of a store beside those of its drafts. */
export const statsMessages = defineMessages(statsEn, new URL('./stats/', import.meta.url))
