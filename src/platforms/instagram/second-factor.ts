import { Secret, TOTP } from 'otpauth'
import { z } from 'zod'
import { InvalidInputError } from '../../base/errors.ts'
import { parseJson } from '../../base/text.ts'

/** The source of a second factor's code, as the platform's numbers. */
export const METHOD = { sms: '1', backupCode: '2', totp: '3', whatsapp: '6' } as const

/** The platform's prompt: `identifier` names the login that the code finishes. */
const Prompt = z.object({ identifier: z.string().min(1), method: z.enum(METHOD) })
export type Prompt = z.infer<typeof Prompt>

/** A login that waits for its code, with the device and the cookies it began with. */
const Pending = Prompt.extend({ session: z.string() })
export type Pending = z.infer<typeof Pending>

const PromptAnswer = z.object({
  two_factor_info: z.object({
    two_factor_identifier: z.string().min(1),
    totp_two_factor_on: z.unknown().optional(),
    sms_two_factor_on: z.unknown().optional(),
    whatsapp_two_factor_on: z.unknown().optional(),
    obfuscated_phone_number: z.unknown().optional(),
  }),
})
type PromptInfo = z.infer<typeof PromptAnswer>['two_factor_info']

/** The prompt in the answer to a login as text; undefined without a login identifier. */
export function promptIn(body: unknown): string | undefined {
  const answer = PromptAnswer.safeParse(body)
  if (!answer.success) return undefined
  const info = answer.data.two_factor_info
  const prompt: Prompt = { identifier: info.two_factor_identifier, method: methodOf(info) }
  return JSON.stringify(prompt)
}

/**
 * Returns the method of a second factor. If there are several, the authenticator comes first, then
 * WhatsApp, which replaces a text message.
 */
function methodOf(info: PromptInfo): Prompt['method'] {
  if (info.totp_two_factor_on === true) return METHOD.totp
  if (info.whatsapp_two_factor_on === true) return METHOD.whatsapp
  if (info.sms_two_factor_on === true) return METHOD.sms
  // Without a method, a phone number shows that a message was sent; an authenticator needs none.
  const hasPhone =
    typeof info.obfuscated_phone_number === 'string' && info.obfuscated_phone_number.trim() !== ''
  return hasPhone ? METHOD.sms : METHOD.totp
}

/** Parses the result of `promptIn`; null without a prompt. */
export function readPrompt(text: string | undefined): Prompt | null {
  const prompt = Prompt.safeParse(parseJson(text ?? ''))
  return prompt.success ? prompt.data : null
}

export const pendingText = (pending: Pending): string => JSON.stringify(pending)

/** Throws InvalidInputError when the login cannot be continued. */
export function readPending(text: string): Pending {
  const pending = Pending.safeParse(parseJson(text))
  if (pending.success) return pending.data
  throw unreadablePending()
}

export function unreadablePending(): InvalidInputError {
  const reason = 'no login waits for a code; log in again to get a new one'
  return new InvalidInputError('the login cannot be finished', [
    { field: 'code', reason, code: 'no_code_awaited' },
  ])
}

/** The code that a person typed, with its method. Throws InvalidInputError. */
export function readCode(
  typed: string,
  method: Prompt['method'],
): { code: string; method: Prompt['method'] } {
  const code = typed.replaceAll(/[\s-]/g, '')
  if (/^\d{6}$/.test(code)) return { code, method }
  if (/^\d{8}$/.test(code)) return { code, method: METHOD.backupCode }
  const reason = 'expected the 6 digits of the code, or the 8 digits of a backup code'
  throw new InvalidInputError('not a code of a second factor', [
    { field: 'code', reason, code: 'not_a_second_factor' },
  ])
}

/**
 * The one-time password at `now` (RFC 6238; SHA-1, 30 s, six digits). Throws an InvalidInputError
 * that does not contain the seed.
 */
export function totpCode(seed: string, now: Date): string {
  const base32 = seed.replaceAll(/[\s-]/g, '').toUpperCase()
  // The library would accept an empty seed, and its error shows part of an invalid one.
  if (!/^[A-Z2-7]+=*$/.test(base32)) {
    const reason = 'expected base32: letters A–Z and digits 2–7'
    throw new InvalidInputError('the seed of the second factor cannot be read', [
      { field: 'totp_seed', reason, code: 'not_a_setup_key' },
    ])
  }
  return new TOTP({ secret: Secret.fromBase32(base32) }).generate({ timestamp: now.getTime() })
}
