import { z } from '../../../http/router.ts'
import type { ProblemError } from '../../ask.ts'
import type { Page } from '../../page.ts'
import { sayIn } from '../../words.ts'
import { signInWords } from './words.ts'

export const Session = z.object({ token: z.string(), ends_at: z.coerce.date() })

/** Signs a user in on this browser. Throws ProblemError. */
export async function beginSession(
  page: Page,
  given: { login: string; password: string; code?: string },
): Promise<void> {
  const { token, ends_at: end } = await page.ask('POST /api/auth/login', Session, {
    body: { ...given, stays: true },
  })
  page.cookies.beginSession(token, end)
}

/** Why a password or code was not taken, in a sentence. */
export function whyRefused({ language, formats }: Page, { problem, retryAfter }: ProblemError) {
  const say = sayIn(language, signInWords)
  if (problem.status === 429)
    return say('wait', { time: formats.duration((retryAfter ?? 1) * 1_000) })
  return problem.code === 'code_required' ? say('codeNeeded') : say('wrong')
}
