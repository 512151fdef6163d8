import { z } from '../../../http/router.ts'
import type { ProblemError } from '../../ask.ts'
import type { Page } from '../../page.ts'
import { sayIn } from '../../words.ts'
import { signInWords } from './words.ts'

export const Session = z.object({ token: z.string(), ends_at: z.coerce.date() })
const SignedIn = Session.extend({ device: z.string() })

/** The API refuses a longer one; a cookie may have been changed by hand. */
const LONGEST_DEVICE = 100

/** Signs a user in on this browser. Throws ProblemError. */
export async function beginSession(
  page: Page,
  given: { login: string; password: string; code?: string; device?: string },
): Promise<void> {
  const { cookies } = page
  const device = given.device ?? cookies.device
  const answer = await page.ask('POST /api/auth/login', SignedIn, {
    body: { ...given, stays: true, ...(device && { device: device.slice(0, LONGEST_DEVICE) }) },
  })
  cookies.beginSession(answer.token, answer.ends_at)
  cookies.keepDevice(answer.device)
}

/** Why a password or code was not taken, in a sentence. */
export function whyRefused({ language, formats }: Page, { problem, retryAfter }: ProblemError) {
  const say = sayIn(language, signInWords)
  if (problem.status === 429)
    return say('wait', { time: formats.duration((retryAfter ?? 1) * 1_000) })
  return problem.code === 'code_required' ? say('codeNeeded') : say('wrong')
}
