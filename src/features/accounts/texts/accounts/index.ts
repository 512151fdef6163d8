import { defineMessages } from '../../../../console/messages.ts'
import addEn from './add/en.json' with { type: 'json' }
import addRu from './add/ru.json' with { type: 'json' }
import careEn from './care/en.json' with { type: 'json' }
import careRu from './care/ru.json' with { type: 'json' }
import eventsEn from './events/en.json' with { type: 'json' }
import eventsRu from './events/ru.json' with { type: 'json' }
import en from './en.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }

/** The list of accounts, and the page of one. */
export const messages = defineMessages({ en, ru })

/** Adding many accounts at once. */
export const addMessages = defineMessages({ en: addEn, ru: addRu })

/** The acts that a person can choose for an account, and what follows. */
export const careMessages = defineMessages({ en: careEn, ru: careRu })

/** The events of an account, and the outcomes of its requests. */
export const eventsMessages = defineMessages({ en: eventsEn, ru: eventsRu })
