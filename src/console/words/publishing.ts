import { defineMessages } from '../messages.ts'
import en from '../texts/publishing/en.json' with { type: 'json' }
import ru from '../texts/publishing/ru.json' with { type: 'json' }

/** What several pages of publishing say. */
export const publishingMessages = defineMessages({ en, ru })
