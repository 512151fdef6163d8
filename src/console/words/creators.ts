import { defineMessages } from '../messages.ts'
import en from '../texts/creators/en.json' with { type: 'json' }
import ru from '../texts/creators/ru.json' with { type: 'json' }

/** Names and measures of creators: `measure_` with the parameter of the API, and values by code. */
export const creatorWords = defineMessages({ en, ru })
