import { z } from 'zod'
import type { ControlClient } from './control-client.ts'
import type { LocalGramd } from './local-gramd.ts'

/** Adds the first accounts (all by default) with their passwords, and as many proxies. */
export async function addAccounts({ api, standIns }: LocalGramd, count?: number): Promise<void> {
  const { accounts, proxies } = standIns.instagram
  for (const { url } of proxies.slice(0, count)) await api.post('/api/proxies', { url })
  for (const account of accounts.slice(0, count)) await api.post('/api/accounts', account)
}

/** How accounts are added, in turn. */
const WAYS = [
  'password',
  'password',
  'password',
  'totp',
  'password',
  'sessionid',
  'password',
  'code',
  'password',
  'instagrapi',
] as const

const TOTP_SEED = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
/** The code that an operator reads from the phone of an account that asks for one. */
export const PHONE_CODE = '246810'

/**
 * Adds accounts in every way that gramd knows, each on its own proxy; the remaining proxies are
 * spares.
 */
export async function addAccountsInEveryWay(gramd: LocalGramd): Promise<void> {
  const { accounts, proxies } = gramd.standIns.instagram
  for (const [index, { url }] of proxies.entries()) {
    const is_spare = index >= accounts.length
    await gramd.api.post('/api/proxies', { url, country: 'KZ', is_spare })
  }
  for (const [index, { username, password }] of accounts.entries()) {
    const way = WAYS[index % WAYS.length] ?? 'password'
    const path = `/accounts/${encodeURIComponent(username)}`
    const credentials = await prepareAccount(gramd.control, path, way)
    await gramd.api.post('/api/accounts', { username, password, ...credentials })
  }
}

/** Sets the account up at the stand-in; returns what gramd needs besides its password. */
async function prepareAccount(
  control: ControlClient,
  path: string,
  way: (typeof WAYS)[number],
): Promise<object> {
  switch (way) {
    case 'totp':
      await control.put(`${path}/totp`, { seed: TOTP_SEED })
      return { totp_seed: TOTP_SEED }
    case 'code':
      await control.put(`${path}/two-factor`, { code: PHONE_CODE })
      return {}
    case 'sessionid': {
      const session = await control.post(`${path}/sessions`, {})
      return { sessionid: z.object({ sessionId: z.string() }).parse(session).sessionId }
    }
    case 'instagrapi':
      return { session_file: await control.post(`${path}/instagrapi-settings`, {}) }
    case 'password':
      return {}
  }
}
