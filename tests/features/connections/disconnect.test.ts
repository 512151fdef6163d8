import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { problemIn } from '../../http/kit.ts'
import { Connected, startConnectionWorld, type ConnectionWorld } from './kit.ts'

/** Connects the brand's account and reads its posts. */
async function withPosts(db: Db, world: ConnectionWorld, token?: string): Promise<string> {
  const answer = await world.connect({ as: 'brand' }, token === undefined ? {} : { token })
  const { accountId } = Connected.parse(await answer.json())
  await enqueue(db, world, 'list_own_media', { connection_id: accountId, whole: true })
  await world.run('list_own_media')
  return accountId
}

async function enqueue(
  db: Db,
  { services: { queue } }: ConnectionWorld,
  name: string,
  payload: object,
): Promise<void> {
  const type = queue.types.get(name)
  if (!type) throw new Error(`no ${name}`)
  await queue.enqueue(db, type, payload)
}

const openTasks = async (db: Db): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from scrape_tasks where status in ('pending', 'running')`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

const countPosts = async (db: Db): Promise<number> =>
  Number(
    (await sql<{ n: number }>`select count(*)::int as n from own_media`.execute(db)).rows[0]?.n,
  )

describe('disconnecting an account', () => {
  test('ends its tasks, deletes its tokens and withdraws the grant; the posts go on when it comes back', async ({
    db,
  }) => {
    const world = await startConnectionWorld(db)
    const id = await withPosts(db, world)
    await enqueue(db, world, 'schedule_own_media', {})
    await world.run('schedule_own_media')
    expect(await openTasks(db)).toBeGreaterThan(1)
    const shown = await world.api.send('GET', `/api/ig/accounts/${id}`)
    expect(await shown.json()).toMatchObject({ uses: [{ what: 'own_posts', count: 40 }] })

    const answer = await world.api.send('DELETE', `/api/ig/accounts/${id}`)

    expect(await answer.json()).toEqual({ revoked: 'yes', data: 'kept' })
    expect(await openTasks(db)).toBe(0)
    expect((await world.api.send('GET', `/api/ig/accounts/${id}`)).status).toBe(404)
    const { rows } = await sql`select token, user_token from connections`.execute(db)
    expect(rows).toEqual([{ token: null, user_token: null }])
    expect(await countPosts(db)).toBe(40)
    const again = Connected.parse(await (await world.connect({ as: 'brand' })).json())
    expect(again.accountId).toBe(id)
    expect(world.sim.control.violations()).toEqual([])
  })

  test('with its data nothing of it is left', async ({ db }) => {
    const world = await startConnectionWorld(db)
    const id = await withPosts(db, world)

    await world.api.send('DELETE', `/api/ig/accounts/${id}?data=delete`)

    expect(await countPosts(db)).toBe(0)
    const { rows } = await sql`select id from connections`.execute(db)
    expect(rows).toEqual([])
  })

  test('leaves a grant that other accounts hang on, and a Meta that is down keeps nobody', async ({
    db,
  }) => {
    const world = await startConnectionWorld(db)
    const offer = await world.connect({ as: 'several' })
    const { grant, choices } = z
      .object({ grant: z.string(), choices: z.array(z.object({ pageId: z.string() })) })
      .parse(await offer.json())
    const chosen = await world.api.send('POST', '/api/ig/auth/choose', {
      json: { grant, pageIds: choices.map(({ pageId }) => pageId) },
    })
    const { accounts } = z
      .object({ accounts: z.array(z.object({ accountId: z.string() })) })
      .parse(await chosen.json())
    const remove = async (id = '') =>
      await (await world.api.send('DELETE', `/api/ig/accounts/${id}`)).json()

    expect(await remove(accounts[0]?.accountId)).toMatchObject({ revoked: 'shared' })
    world.sim.control.addFault({ path: '/me/permissions', kind: 'error', code: 2, status: 500 })
    expect(await remove(accounts[1]?.accountId)).toMatchObject({ revoked: 'failed' })
    const { rows } = await sql`select id from connections where removed_at is null`.execute(db)
    expect(rows).toEqual([])
  })

  test("is for the owner and for admins; others' accounts look as if there were none", async ({
    db,
  }) => {
    const world = await startConnectionWorld(db)
    const anna = await world.person('anna')
    const boris = await world.person('boris')
    const viewer = await world.person('vera', 'viewer')
    const answer = await world.connect({ as: 'brand' }, { token: anna.token })
    const { accountId } = Connected.parse(await answer.json())
    const path = `/api/ig/accounts/${accountId}`

    expect((await world.api.send('DELETE', path, { token: boris.token })).status).toBe(404)
    expect((await world.api.send('GET', path, { token: viewer.token })).status).toBe(403)
    expect((await world.api.send('DELETE', path)).status).toBe(200)
  })
})

const HOUR = 3_600_000

/** The message of the owner as Meta signs it, issued at a time (ms) or without one. */
function signedAt({ sim }: ConnectionWorld, issuedAt: number | null): string {
  const [, payload = ''] = sim.control.signedRequest('brand', 'facebook').split('.')
  const fields = z.looseObject({}).parse(JSON.parse(Buffer.from(payload, 'base64url').toString()))
  const { issued_at: _, ...rest } = fields
  const issued = issuedAt === null ? rest : { ...rest, issued_at: Math.floor(issuedAt / 1_000) }
  const text = Buffer.from(JSON.stringify(issued)).toString('base64url')
  const hmac = createHmac('sha256', sim.apps.facebook.secret).update(text)
  return `${hmac.digest('base64url')}.${text}`
}

describe("Meta's own callbacks", () => {
  const form = (signed: string) => ({
    token: null,
    body: new URLSearchParams({ signed_request: signed }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })

  test('an owner who removes the app is told apart from one whose token ended', async ({ db }) => {
    const world = await startConnectionWorld(db)
    const id = await withPosts(db, world)
    await world.advance(120_000)
    const signed = world.sim.control.signedRequest('brand', 'facebook')

    const answer = await world.api.send('POST', '/api/ig/callbacks/deauthorize', form(signed))

    expect(await answer.json()).toEqual({ accounts: 1 })
    const shown = await world.api.send('GET', `/api/ig/accounts/${id}`)
    expect(await shown.json()).toMatchObject({ state: 'revoked', state_reason: 'app_removed' })
    // An older message does not end what the owner has granted since.
    await world.advance(120_000)
    await world.connect({ as: 'brand' }, { query: { account: id } })
    await world.api.send('POST', '/api/ig/callbacks/deauthorize', form(signed))
    const again = await world.api.send('GET', `/api/ig/accounts/${id}`)
    expect(await again.json()).toMatchObject({ state: 'active' })
  })

  test('whoever asks for deletion gets it, with a page that says so', async ({ db }) => {
    const world = await startConnectionWorld(db)
    const id = await withPosts(db, world)
    await world.api.send('DELETE', `/api/ig/accounts/${id}`)
    await world.advance(120_000)
    const signed = world.sim.control.signedRequest('brand', 'facebook')

    const answer = await world.api.send('POST', '/api/ig/callbacks/deletion', form(signed))

    const { url, confirmation_code } = z
      .object({ url: z.string(), confirmation_code: z.string() })
      .parse(await answer.json())
    expect(url).toBe(`http://127.0.0.1:18080/api/ig/callbacks/deletion/${confirmation_code}`)
    expect(await countPosts(db)).toBe(0)
    const { pathname } = new URL(url)
    const status = await world.api.send('GET', pathname, { token: null })
    expect(await status.json()).toMatchObject({ status: 'deleted', accounts: 1 })
    const page = await world.api.send('GET', pathname, {
      token: null,
      headers: { accept: 'text/html' },
    })
    expect(await page.text()).toContain('we deleted 1 connected account')
    expect((await world.api.send('GET', `${pathname}x`, { token: null })).status).toBe(404)
  })

  test.for([
    ['deauthorize', 25 * HOUR],
    ['deletion', 25 * HOUR],
    ['deletion', -HOUR],
  ] as const)('a message to %s of %i ms ago is refused', async ([path, age], { db }) => {
    const world = await startConnectionWorld(db)
    const id = await withPosts(db, world)
    const signed = signedAt(world, world.services.clock.now().getTime() - age)

    const answer = await world.api.send('POST', `/api/ig/callbacks/${path}`, form(signed))

    expect((await problemIn(answer)).code).toBe('signature_stale')
    const shown = await world.api.send('GET', `/api/ig/accounts/${id}`)
    expect(await shown.json()).toMatchObject({ state: 'active' })
  })

  test.for(['deauthorize', 'deletion'])(
    'a message to %s without a time is refused',
    async (path, { db }) => {
      const world = await startConnectionWorld(db)
      const id = await withPosts(db, world)

      const answer = await world.api.send(
        'POST',
        `/api/ig/callbacks/${path}`,
        form(signedAt(world, null)),
      )

      expect((await problemIn(answer)).code).toBe('signature_stale')
      const shown = await world.api.send('GET', `/api/ig/accounts/${id}`)
      expect(await shown.json()).toMatchObject({ state: 'active' })
    },
  )

  test('what our app has not signed is refused', async ({ db }) => {
    const world = await startConnectionWorld(db)
    const id = await withPosts(db, world)
    const signed = world.sim.control.signedRequest('brand', 'facebook')
    const forged = `${'A'.repeat(43)}.${signed.split('.')[1] ?? ''}`

    for (const path of ['deauthorize', 'deletion']) {
      const answer = await world.api.send('POST', `/api/ig/callbacks/${path}`, form(forged))
      expect(answer.status).toBe(401)
    }
    const shown = await world.api.send('GET', `/api/ig/accounts/${id}`)
    expect(await shown.json()).toMatchObject({ state: 'active' })
  })
})
