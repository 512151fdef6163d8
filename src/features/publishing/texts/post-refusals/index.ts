import { REFUSAL_TEXTS } from '../../../../base/refusal-texts.ts'
import { defineMessages } from '../../../../console/messages.ts'

/**
 * The meaning of a platform's code for a publication, and what helps. The keys are the reasons of
 * the API, which has the English texts.
 */
export const messages = defineMessages(
  REFUSAL_TEXTS,
  new URL('../../../../base/texts/refusals/', import.meta.url),
)
