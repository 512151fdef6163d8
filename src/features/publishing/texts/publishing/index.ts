import { defineMessages } from '../../../../console/messages.ts'
import en from './en.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }

/** What several pages of publishing say. */
export const publishingMessages = defineMessages({ en, ru })
