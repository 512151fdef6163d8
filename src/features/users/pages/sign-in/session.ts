import type { ProblemError } from '../../../../console/user-client.ts'
import type { Context } from './kit.ts'

/** The API refuses a longer one; a cookie may have been changed by hand. */
const LONGEST_DEVICE = 100

/** Signs a user in on this browser. Throws ProblemError. */
export async function beginSession(
  page: Context,
  credentials: { login: string; password: string; code?: string; device?: string },
): Promise<void> {
  const { cookies } = page
  const device = credentials.device ?? cookies.device
  const known = device && { device: device.slice(0, LONGEST_DEVICE) }
  const answer = await page.api.call('signIn', { body: { ...credentials, stays: true, ...known } })
  cookies.beginSession(answer.token, new Date(answer.ends_at))
  cookies.keepDevice(answer.device)
}

/** Says why a password or code was refused, in a sentence. */
export function whyRefused({ t, formats }: Context, { problem, retryAfter }: ProblemError) {
  if (problem.status === 429)
    return t('wait', { time: formats.duration((retryAfter ?? 1) * 1_000) })
  return problem.code === 'code_required' ? t('codeNeeded') : t('wrong')
}
