import { defineMessages } from '../../../console/messages.ts'
import en from './en.json' with { type: 'json' }
import bulkEn from './bulk/en.json' with { type: 'json' }
import detailEn from './detail/en.json' with { type: 'json' }
import errorsEn from './errors/en.json' with { type: 'json' }
import stallsEn from './stalls/en.json' with { type: 'json' }
import typesEn from './types/en.json' with { type: 'json' }

/** The list of tasks. */
export const messages = defineMessages(en, new URL('./', import.meta.url))

/** The questions before many tasks change, and the outcomes. */
export const bulkMessages = defineMessages(bulkEn, new URL('./bulk/', import.meta.url))

/** The page of one task. */
export const detailMessages = defineMessages(detailEn, new URL('./detail/', import.meta.url))

/** Failed tasks by their errors. */
export const errorsMessages = defineMessages(errorsEn, new URL('./errors/', import.meta.url))

/** The reasons why tasks are stuck, by the name in the API. */
export const stallsMessages = defineMessages(stallsEn, new URL('./stalls/', import.meta.url))

/** The page of task types. */
export const typesMessages = defineMessages(typesEn, new URL('./types/', import.meta.url))
