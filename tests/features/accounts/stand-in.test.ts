import { openSession } from '../../../src/pool/state/secrets.ts'
import { accounts } from '../../../src/features/accounts/feature.ts'
import { expect, test } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { startGramdWorld } from '../gramd-world.ts'

test('an account logs in, is checked, and its session is taken in again as a file, by the real adapter', async ({
  db,
}) => {
  const { services, sim } = await startGramdWorld(db, { accounts: 2 })
  const { send } = anApi(db, [accounts.routes?.(services) ?? []].flat())
  const [first, second] = await db
    .selectFrom('instagram_accounts')
    .select(['id', 'username', 'proxy_id'])
    .orderBy('id')
    .execute()
  const path = `/api/accounts/${first?.id}`
  const login = await send('POST', `${path}/login`)
  expect(await login.json()).toMatchObject({ state: 'active', session: { source: 'login' } })
  const check = await send('POST', `${path}/check`)
  expect(await check.json()).toMatchObject({ platform_id: expect.stringMatching(/^\d+$/) })

  // The same session as a file, once the account is gone.
  const stored = await db
    .selectFrom('instagram_accounts')
    .select('session')
    .where('id', '=', first?.id ?? '')
    .executeTakeFirstOrThrow()
  const keys = services.config.encryptionKeys
  const file = openSession(keys, first?.id ?? '', stored.session ?? Buffer.of())
  const again = { username: first?.username, session_file: JSON.parse(file) }
  expect((await send('POST', '/api/accounts', { json: again })).status).toBe(409)
  expect((await send('DELETE', `/api/accounts/${second?.id}`)).status).toBe(204)
  expect((await send('DELETE', path)).status).toBe(204)
  const moved = await send('POST', '/api/accounts', {
    json: { ...again, proxy_id: first?.proxy_id },
  })
  expect(moved.status).toBe(201)
  const { id } = (await moved.json()) as { id: string }
  const checked = await send('POST', `/api/accounts/${id}/check`)
  expect(await checked.json()).toMatchObject({
    state: 'active',
    session: { source: 'file', is_valid: true },
  })
  const foreign = { ...again, username: 'somebody.else' }
  const refused = await send('POST', '/api/accounts', { json: foreign })
  expect(refused.status).toBe(409)
  expect(await refused.text()).toContain('session_file')
  const proxy = await send('POST', `/api/proxies/${first?.proxy_id}/check`)
  expect(proxy.status).toBe(200)
  expect(sim.referee.violations()).toEqual([])
})
