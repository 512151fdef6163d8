import { z } from 'zod'
import { PHONE_CODE } from './accounts.ts'
import type { LocalGramd } from './local-gramd.ts'
import { tolerate } from './poll.ts'

const Account = z.object({
  id: z.string(),
  username: z.string(),
  state: z.string(),
  rest_code: z.string().nullable(),
  last_error: z.string().nullable(),
  login_outdated_at: z.string().nullable(),
})
type Account = z.output<typeof Account>
const Accounts = z.object({ data: z.array(Account) })
const Proxies = z.object({ data: z.array(z.object({ id: z.string() })) })
const RETRIED_CODES = ['unexpected_answer', 'platform_transient'] as const

/**
 * Does what an operator does who checks the pool now and then: solves challenges in the app (the
 * stand-in clears them), enters codes, enters refused passwords again, resumes dead proxies, and
 * retries failed scrapes.
 */
export async function helpAccounts(gramd: LocalGramd): Promise<void> {
  const { api } = gramd
  for (const state of ['needs_operator', 'suspended', 'needs_login'] as const) {
    const { data } = Accounts.parse(await api.get(`/api/accounts?limit=200&state=${state}`))
    for (const account of data) await tolerate(helpAccount(gramd, account))
  }
  const { data } = Proxies.parse(await api.get('/api/proxies?limit=200&state=dead'))
  for (const { id } of data) await tolerate(api.post(`/api/proxies/${id}/resume`, {}))
  for (const error_code of RETRIED_CODES) {
    const failed = { status: 'failed', task_type: 'full_scrape', error_code }
    await tolerate(api.post('/api/tasks/retry', failed))
  }
}

async function helpAccount(
  { api, standIns, control }: LocalGramd,
  account: Account,
): Promise<unknown> {
  const path = `/api/accounts/${account.id}`
  const error = account.last_error ?? ''
  const isPasswordRefused = error.includes('login is refused')
  if (error.includes('second factor'))
    return await api.post(`${path}/challenge`, { code: PHONE_CODE })
  if (!isPasswordRefused && isLoginPaused(account)) return await api.post(`${path}/login`, {})
  await control.delete(`/accounts/${encodeURIComponent(account.username)}/faults`)
  if (!isPasswordRefused) return await api.post(`${path}/challenge`, { resolved: true })
  const password = standIns.instagram.accounts.find(
    ({ username }) => username === account.username,
  )?.password
  await api.patch(path, { password })
  return await api.post(`${path}/login`, {})
}

/**
 * gramd pauses password logins after Instagram refused the app version, of this account or of
 * several others. With the newest version set, one login that an operator starts and that works
 * ends the pause.
 */
const isLoginPaused = ({ state, last_error, login_outdated_at }: Account): boolean =>
  state === 'needs_login' &&
  (login_outdated_at !== null || (last_error ?? '').includes('refuses password logins from app'))

const Targets = z.object({ data: z.array(z.object({ target: z.string() })) })

/**
 * Releases targets that the pool quarantined: random faults made their accounts meet challenges.
 */
export async function releaseTargets({ api }: LocalGramd): Promise<void> {
  const { data } = Targets.parse(await api.get('/api/pool/targets?limit=200'))
  for (const { target } of data) await api.delete(`/api/pool/targets/${encodeURIComponent(target)}`)
}
