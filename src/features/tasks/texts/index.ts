import { defineMessages } from '../../../console/messages.ts'
import en from './en.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }
import bulkEn from './bulk/en.json' with { type: 'json' }
import bulkRu from './bulk/ru.json' with { type: 'json' }
import detailEn from './detail/en.json' with { type: 'json' }
import detailRu from './detail/ru.json' with { type: 'json' }
import errorsEn from './errors/en.json' with { type: 'json' }
import errorsRu from './errors/ru.json' with { type: 'json' }
import stallsEn from './stalls/en.json' with { type: 'json' }
import stallsRu from './stalls/ru.json' with { type: 'json' }
import typesEn from './types/en.json' with { type: 'json' }
import typesRu from './types/ru.json' with { type: 'json' }

/** The list of tasks. */
export const messages = defineMessages({ en, ru })

/** The questions before many tasks change, and the outcomes. */
export const bulkMessages = defineMessages({ en: bulkEn, ru: bulkRu })

/** The page of one task. */
export const detailMessages = defineMessages({ en: detailEn, ru: detailRu })

/** Failed tasks by their errors. */
export const errorsMessages = defineMessages({ en: errorsEn, ru: errorsRu })

/** The reasons why tasks are stuck, by the name in the API. */
export const stallsMessages = defineMessages({ en: stallsEn, ru: stallsRu })

/** The page of task types. */
export const typesMessages = defineMessages({ en: typesEn, ru: typesRu })
