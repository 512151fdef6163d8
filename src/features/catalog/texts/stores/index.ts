import { defineMessages } from '../../../../console/messages.ts'
import connectionEn from './connection/en.json' with { type: 'json' }
import connectionRu from './connection/ru.json' with { type: 'json' }
import en from './en.json' with { type: 'json' }
import importEn from './import/en.json' with { type: 'json' }
import importRu from './import/ru.json' with { type: 'json' }
import postEn from './post/en.json' with { type: 'json' }
import postRu from './post/ru.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }
import statsEn from './stats/en.json' with { type: 'json' }
import statsRu from './stats/ru.json' with { type: 'json' }

export const messages = defineMessages({ en, ru })

/** Messages about the account that a store reads. */
export const connectionMessages = defineMessages({ en: connectionEn, ru: connectionRu })

/** Messages about imports and checks for new posts. */
export const importMessages = defineMessages({ en: importEn, ru: importRu })

/** Messages about a store's posts. */
export const postMessages = defineMessages({ en: postEn, ru: postRu })

/** Figures of a store beside those of its drafts. */
export const statsMessages = defineMessages({ en: statsEn, ru: statsRu })
