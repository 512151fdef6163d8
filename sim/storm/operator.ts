import { z } from 'zod'
import type { DemoWorld } from '../demo/world.ts'
import type { ControlClient } from './control-client.ts'
import { PHONE_CODE } from './accounts.ts'

const Account = z.object({
  id: z.string(),
  username: z.string(),
  state: z.string(),
  rest_code: z.string().nullable(),
  last_error: z.string().nullable(),
  login_outdated_at: z.string().nullable(),
})
type Account = z.output<typeof Account>
const Page = z.object({ data: z.array(Account) })
const Proxies = z.object({ data: z.array(z.object({ id: z.string() })) })

/**
 * What a person does who looks after the pool now and then: solves in the app what Instagram asks (the stand-in is told
 * so), gives codes, enters refused passwords anew, frees proxies, has failed tasks tried again. Where logins are held because
 * Instagram seemed to refuse the version of the app, logs those accounts in by hand: with the newest app set already, that
 * is the documented way, and one login that works lifts the hold of all others.
 */
export async function helpAccounts(world: DemoWorld, control: ControlClient): Promise<void> {
  const { api } = world
  for (const state of ['needs_operator', 'suspended', 'needs_login'] as const) {
    const { data } = Page.parse(await api.get(`/api/accounts?limit=200&state=${state}`))
    for (const account of data) await tolerate(helpAccount(world, control, account))
  }
  const { data } = Proxies.parse(await api.get('/api/proxies?limit=200&state=dead'))
  for (const { id } of data) await tolerate(api.post(`/api/proxies/${id}/resume`, {}))
  await tolerate(
    api.post('/api/tasks/retry', {
      status: 'failed',
      task_type: 'full_scrape',
      error_code: 'unexpected_answer',
    }),
  )
  await tolerate(
    api.post('/api/tasks/retry', {
      status: 'failed',
      task_type: 'full_scrape',
      error_code: 'platform_transient',
    }),
  )
}

async function helpAccount(
  { api, stands }: DemoWorld,
  control: ControlClient,
  account: Account,
): Promise<void> {
  const path = `/api/accounts/${account.id}`
  const error = account.last_error ?? ''
  if (error.includes('second factor'))
    return void (await api.post(`${path}/challenge`, { code: PHONE_CODE }))
  if (!error.includes('login is refused') && isHeld(account))
    return void (await api.post(`${path}/login`, {}))
  await control.delete(`/accounts/${encodeURIComponent(account.username)}/faults`)
  if (!error.includes('login is refused'))
    return void (await api.post(`${path}/challenge`, { resolved: true }))
  const password = stands.instagram.accounts.find(
    ({ username }) => username === account.username,
  )?.password
  await api.patch(path, { password })
  await api.post(`${path}/login`, {})
}

/** Its own last login was refused for the version of the app, or those of several others were. */
const isHeld = ({ state, last_error, login_outdated_at }: Account): boolean =>
  state === 'needs_login' &&
  (login_outdated_at !== null || (last_error ?? '').includes('refuses password logins from app'))

/** A refusal (a budget, a lease, another fault) is for the next round. */
async function tolerate(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Error)) throw error
  })
}
