import type { Problem } from '../../http/router.ts'
import { defineMessages, translator, type Language } from '../messages.ts'
import en from '../texts/faults/en.json' with { type: 'json' }

/** The refusals of the API, by code: at fields, and as a whole. */
export const faultWords = defineMessages(en, new URL('../texts/faults/', import.meta.url))

type Fault = NonNullable<Problem['errors']>[number]

const CODES = [
  'required',
  'too_long',
  'too_short',
  'too_many',
  'too_few',
  'too_low',
  'too_high',
  'not_a_number',
  'not_a_text',
  'not_a_boolean',
  'not_a_list',
  'not_an_id',
  'not_a_day',
  'not_a_time',
  'not_an_email',
  'not_a_url',
  'not_a_multiple',
  'not_an_amount',
  'not_a_currency',
  'not_a_line',
  'too_many_decimals',
  'ends_early',
  'unknown_value',
  'unknown_field',
  'unknown_reference',
  'ambiguous_reference',
  'given_twice',
  'post_bound',
  'unknown_post',
  'password_length',
  'password_login',
  'password_repeats',
  'password_keyboard',
  'password_common',
  'not_a_username',
  'not_a_post',
  'share_link',
  'unread_post',
  'not_a_hashtag',
  'not_a_promo_code',
  'code_taken',
  'not_a_time_zone',
  'no_rate',
  'unknown_creator',
  'not_a_member',
  'no_team_currency',
  'same_currency',
] as const

/** The text of a fault at a field; the API's own message when its code has no text. */
export function faultText(
  language: Language,
  { code, reason, limits = {}, candidates = [] }: Fault,
): string {
  const known = CODES.find((each) => each === code) ?? 'not_accepted'
  // The bound decides the plural form.
  const n = limits['max'] ?? limits['min'] ?? 0
  return translator(language, faultWords)(`fault_${known}`, {
    ...limits,
    n,
    reason,
    name: candidates[0]?.name ?? '',
  })
}
