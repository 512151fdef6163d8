import { REFUSAL_TEXTS } from '../../../../base/refusal-texts.ts'
import { defineMessages } from '../../../../console/messages.ts'
import ru from './ru.json' with { type: 'json' }

/**
 * What a platform's code means for a publication, and what helps; the keys are the reasons of the
 * API, which has the English ones.
 */
export const messages = defineMessages({ en: REFUSAL_TEXTS, ru })
