import { defineMessages } from '../messages.ts'
import en from '../texts/creators/en.json' with { type: 'json' }
import ru from '../texts/creators/ru.json' with { type: 'json' }

/** What creators are called and measured by: `measure_` and the parameter of the API, and values by their code. */
export const creatorWords = defineMessages({ en, ru })
