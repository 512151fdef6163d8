import { FAULT_CODES } from '../../base/fault-codes.ts'
import type { Problem } from '../../http/router.ts'
import { defineMessages, translator, type Language } from '../messages.ts'
import en from '../texts/faults/en.json' with { type: 'json' }

/** The refusals of the API, by code: at fields, and as a whole. */
export const faultWords = defineMessages(en, new URL('../texts/faults/', import.meta.url))

type Fault = NonNullable<Problem['errors']>[number]

/** The text of a fault at a field. Of a code without a text only English pages show the reason. */
export function faultText(
  language: Language,
  { code, reason, limits = {}, candidates = [], value = '' }: Fault,
): string {
  const t = translator(language, faultWords)
  const known = FAULT_CODES.find((each) => each === code)
  if (known === undefined) return language === 'en' ? reason : t('fault_not_accepted')
  // The bound decides the plural form.
  const n = limits['max'] ?? limits['min'] ?? 0
  return t(`fault_${known}`, {
    n,
    ...limits,
    value,
    name: candidates[0]?.name ?? '',
  })
}
