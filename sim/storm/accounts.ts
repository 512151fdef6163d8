import { z } from 'zod'
import type { DemoWorld } from '../demo/world.ts'
import { createControlClient, type ControlClient } from './control-client.ts'

/** How the accounts of the storm came into the pool; it repeats every ten accounts. */
const KINDS = [
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
/** What a person reads from the phone of the accounts of kind `code`. */
export const PHONE_CODE = '246810'
/** Puts the accounts into the pool in every way that there is, each on a proxy of its own; the other proxies are spares. */
export async function addAccounts({ api, stands }: DemoWorld): Promise<void> {
  const control = createControlClient(stands.instagram.controlUrl)
  const { accounts, proxies } = stands.instagram
  for (const [index, { url }] of proxies.entries())
    await api.post('/api/proxies', { url, country: 'KZ', is_spare: index >= accounts.length })
  for (const [index, { username, password }] of accounts.entries()) {
    const path = `/accounts/${encodeURIComponent(username)}`
    const add = async (more: object): Promise<unknown> =>
      await api.post('/api/accounts', { username, ...more })
    switch (KINDS[index % KINDS.length]) {
      case 'totp':
        await control.put(`${path}/totp`, { seed: TOTP_SEED })
        await add({ password, totp_seed: TOTP_SEED })
        break
      case 'code':
        await control.put(`${path}/two-factor`, { code: PHONE_CODE })
        await add({ password })
        break
      case 'sessionid':
        await add({ password, sessionid: (await openSession(control, path)).sessionId })
        break
      case 'instagrapi':
        await add({ password, session_file: await control.post(`${path}/instagrapi-settings`, {}) })
        break
      case 'password':
      case undefined:
        await add({ password })
    }
  }
}

const openSession = async (control: ControlClient, path: string) =>
  z.object({ sessionId: z.string() }).parse(await control.post(`${path}/sessions`, {}))
