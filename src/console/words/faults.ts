import { FAULT_CODES } from '../../base/fault-codes.ts'
import type { Problem } from '../../http/router.ts'
import { defineMessages, translator, type Language } from '../messages.ts'
import en from '../texts/faults/en.json' with { type: 'json' }

/** The refusals of the API, by code: at fields, and as a whole. */
export const faultWords = defineMessages(en, new URL('../texts/faults/', import.meta.url))

type Fault = NonNullable<Problem['errors']>[number]

/** The text of a fault at a field; the API's own message when its code has no text. */
export function faultText(
  language: Language,
  { code, reason, limits = {}, candidates = [] }: Fault,
): string {
  const known = FAULT_CODES.find((each) => each === code) ?? 'not_accepted'
  // The bound decides the plural form.
  const n = limits['max'] ?? limits['min'] ?? 0
  return translator(language, faultWords)(`fault_${known}`, {
    ...limits,
    n,
    reason,
    name: candidates[0]?.name ?? '',
  })
}
