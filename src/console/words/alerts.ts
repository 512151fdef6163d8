import { defineMessages } from '../messages.ts'
import en from '../texts/alerts/en.json' with { type: 'json' }
import ru from '../texts/alerts/ru.json' with { type: 'json' }

/** What notifications say, by their kind; one without a text here says its own title. */
export const alertWords = defineMessages({ en, ru })
