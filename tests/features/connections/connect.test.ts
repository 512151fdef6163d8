import { sql } from 'kysely'
import { z } from 'zod'
import { describe, expect, test } from '../../fixtures/test.ts'
import { problemIn } from '../../http/kit.ts'
import { BROWSER, comeBack, Connected, startConnectionWorld, type ConnectionWorld } from './kit.ts'

const Account = z.looseObject({
  id: z.string(),
  state: z.string(),
  rights: z.object({ granted: z.array(z.string()), missing: z.array(z.string()) }),
})
const Offer = z.object({
  success: z.literal(true),
  grant: z.string(),
  choices: z.array(
    z.looseObject({ pageId: z.string(), username: z.string(), connected: z.string() }),
  ),
})
const Begun = z.object({ url: z.string(), state: z.string() })

describe('connecting an account', () => {
  test('with Facebook Login: its page and account are read, and its tokens are sealed', async ({
    db,
  }) => {
    const world = await startConnectionWorld(db)
    const anna = await world.person('anna')

    const answer = await world.connect({ as: 'brand' }, { token: anna.token })

    expect(answer.status).toBe(200)
    const { accountId, username, missingScopes } = Connected.parse(await answer.json())
    expect([username, missingScopes]).toEqual(['qahwa.co', []])
    const shown = await world.api.send('GET', `/api/ig/accounts/${accountId}`, {
      token: anna.token,
    })
    expect(await shown.json()).toMatchObject({
      login: 'facebook',
      state: 'active',
      page: { name: 'Qahwa Co' },
      owner: { id: anna.id },
      token_expires_at: null,
      data_access_expires_at: expect.any(String),
      usage: { mode: 'free' },
    })
    const { rows } = await sql<{ text: string }>`
      select row_to_json(c)::text as text from connections c`.execute(db)
    expect(rows[0]?.text).not.toMatch(/EAA|IGAA/)
    expect(world.sim.control.violations()).toEqual([])
  })

  test('with Instagram Login: without a page, and its token ends after 60 days', async ({ db }) => {
    const world = await startConnectionWorld(db)

    const answer = await world.connect({ as: 'creator' }, { query: { login: 'instagram' } })

    const { accountId, fbPageId } = Connected.parse(await answer.json())
    expect(fbPageId).toBeNull()
    const shown = await world.api.send('GET', `/api/ig/accounts/${accountId}`)
    const { token_expires_at: end, kind } = z
      .looseObject({ token_expires_at: z.string(), kind: z.string() })
      .parse(await shown.json())
    expect(kind).toBe('creator')
    const days = (Date.parse(end) - world.services.clock.now().getTime()) / 86_400_000
    expect(Math.round(days)).toBe(60)
    expect(world.sim.control.violations()).toEqual([])
  })

  test('of several pages, those that are chosen, once', async ({ db }) => {
    const world = await startConnectionWorld(db)
    const anna = await world.person('anna')
    const boris = await world.person('boris')
    const answer = await world.connect({ as: 'several' }, { token: anna.token })
    const { grant, choices } = Offer.parse(await answer.json())
    expect(choices.map(({ username, connected }) => [username, connected])).toEqual([
      ['nomad.tea', 'no'],
      ['nomad.shop', 'no'],
    ])
    const choose = async (token: string, pageIds: string[]) =>
      await world.api.send('POST', '/api/ig/auth/choose', {
        token,
        json: { grant, pageIds: pageIds },
      })
    const [tea] = choices.map(({ pageId }) => pageId)

    expect((await choose(boris.token, [tea ?? ''])).status).toBe(404)
    expect((await choose(anna.token, ['123'])).status).toBe(404)
    const chosen = await choose(anna.token, [tea ?? ''])

    expect(await chosen.json()).toMatchObject({
      accounts: [{ username: 'nomad.tea' }],
      refused: [],
    })
    expect(await problemIn(await choose(anna.token, [tea ?? '']))).toMatchObject({
      code: 'choice_expired',
    })
  })

  test('without a right: it is connected all the same, says what is missing, and asks for it again', async ({
    db,
  }) => {
    const world = await startConnectionWorld(db)
    const declined = ['instagram_manage_insights']

    const answer = await world.connect({ as: 'brand', decline: declined })

    const { accountId, missingScopes } = Connected.parse(await answer.json())
    expect(missingScopes).toEqual(declined)
    const again = await world.connect(
      { as: 'brand' },
      { query: { account: accountId, rights: declined.join(',') } },
    )
    expect(Connected.parse(await again.json())).toMatchObject({ accountId, missingScopes: [] })
    const shown = await world.api.send('GET', `/api/ig/accounts/${accountId}`)
    expect(Account.parse(await shown.json()).rights.missing).toEqual([])
  })
})

describe('connecting ends wrongly', () => {
  test.for([
    ['access_denied', 'facebook', { as: 'brand', deny: true }],
    ['access_denied', 'instagram', { as: 'creator', deny: true }],
    ['no_page', 'facebook', { as: 'no-page' }],
    ['page_without_instagram', 'facebook', { as: 'page-only' }],
    ['personal_account', 'instagram', { as: 'personal' }],
  ] as const)('with %s (%s)', async ([code, login, consent], { db }) => {
    const world = await startConnectionWorld(db)

    const answer = await world.connect(consent, { query: { login } })

    const problem = await problemIn(answer)
    expect(problem.code).toBe(code)
    expect(problem.detail).toMatch(/:/)
    const { rows } = await sql`select from connections`.execute(db)
    expect(rows).toEqual([])
  })

  test('a state counts once, for ten minutes, and nobody guesses one', async ({ db }) => {
    const world = await startConnectionWorld(db)
    const headers = { 'x-gramd-browser': BROWSER }
    const cookie = `gramd_connect=${BROWSER}`
    const begin = async () =>
      Begun.parse(
        await (await world.api.send('GET', '/api/ig/auth/url?login=facebook', { headers })).json(),
      )
    const first = await begin()
    const way = world.sim.control.consent(first.url, { as: 'brand' })
    expect((await comeBack(world.api, way, { cookie })).status).toBe(200)
    expect((await problemIn(await comeBack(world.api, way, { cookie }))).code).toBe('state_unknown')

    const late = await begin()
    const lateWay = world.sim.control.consent(late.url, { as: 'brand' })
    await sql`update connection_dialogs set expires_at = now()`.execute(db)
    expect((await problemIn(await comeBack(world.api, lateWay, { cookie }))).code).toBe(
      'state_unknown',
    )
    const forged = lateWay.replace(late.state, 'x'.repeat(43))
    expect((await problemIn(await comeBack(world.api, forged))).code).toBe('state_unknown')
    const { rows } = await sql<{
      state_hash: Buffer
    }>`select state_hash from connection_dialogs`.execute(db)
    expect(rows).toEqual([])
  })

  test('a code that was used, and a Meta that is down, are told apart', async ({ db }) => {
    const world = await startConnectionWorld(db)
    const { control } = world.sim
    control.addFault({
      path: '/oauth/access_token',
      kind: 'error',
      code: 100,
      subcode: 36009,
      status: 400,
    })
    expect((await problemIn(await world.connect({ as: 'brand' }))).code).toBe('code_used')
    control.addFault({ path: '/oauth/access_token', kind: 'error', code: 2, status: 500 })
    expect((await problemIn(await world.connect({ as: 'brand' }))).code).toBe('meta_down')
    control.addFault({ path: '/oauth/access_token', kind: 'error', code: 3, status: 400 })
    expect((await problemIn(await world.connect({ as: 'brand' }))).code).toBe('app_in_development')
  })

  test('when somebody else has the account; the same user connects it again under its id', async ({
    db,
  }) => {
    const world = await startConnectionWorld(db)
    const anna = await world.person('anna')
    const boris = await world.person('boris')
    const first = Connected.parse(
      await (await world.connect({ as: 'brand' }, { token: anna.token })).json(),
    )

    const other = await world.connect({ as: 'brand' }, { token: boris.token })
    const again = await world.connect({ as: 'brand' }, { token: anna.token })

    expect((await problemIn(other)).code).toBe('account_connected_elsewhere')
    expect(Connected.parse(await again.json()).accountId).toBe(first.accountId)
    const seen = await world.api.send('GET', `/api/ig/accounts/${first.accountId}`, {
      token: boris.token,
    })
    expect(seen.status).toBe(404)
    const list = await world.api.send('GET', '/api/ig/accounts', { token: boris.token })
    expect(await list.json()).toMatchObject({ data: [] })
  })

  test('when another account was authorized than the one asked again', async ({ db }) => {
    const world = await startConnectionWorld(db)
    const { accountId } = Connected.parse(await (await world.connect({ as: 'brand' })).json())

    const other = await world.connect({ as: 'small' }, { query: { account: accountId } })

    expect((await problemIn(other)).code).toBe('another_account')
  })

  test('without an app, which is said at once', async ({ db }) => {
    const none = {
      META_APP_ID: '',
      META_APP_SECRET: '',
      INSTAGRAM_APP_ID: '',
      INSTAGRAM_APP_SECRET: '',
    }
    const world = await startConnectionWorld(db, { settings: none })

    const answer = await world.api.send('GET', '/api/ig/auth/url?login=facebook')

    expect((await problemIn(answer)).code).toBe('login_not_configured')
    expect(await (await world.api.send('GET', '/api/ig/logins')).json()).toMatchObject({
      logins: [],
    })
  })
})

describe('a browser that comes back', () => {
  const html = { accept: 'text/html' }
  const secret = BROWSER

  /** A dialog that a program began, for anna; the granting person's browser is another one. */
  async function unbound(world: ConnectionWorld, consent: Parameters<typeof world.connect>[0]) {
    const anna = await world.person('anna')
    const asked = await world.api.send('GET', '/api/ig/auth/url?login=facebook', anna)
    const { url } = Begun.parse(await asked.json())
    const way = world.sim.control.consent(url, consent)
    const { searchParams } = new URL(way)
    const confirm = async (fields: Record<string, string> = {}, headers = {}) =>
      await world.api.send('POST', '/api/ig/auth/confirm', {
        token: null,
        body: new URLSearchParams({ ...Object.fromEntries(searchParams), ...fields }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      })
    return { way, confirm, anna }
  }

  test('is asked who will own the account, where a program began the dialog', async ({ db }) => {
    const world = await startConnectionWorld(db)
    const { way, confirm, anna } = await unbound(world, { as: 'brand' })

    const asked = await comeBack(world.api, way, html)
    const text = await asked.text()

    expect(asked.status).toBe(200)
    expect(asked.headers.get('content-security-policy')).toContain("form-action 'self'")
    expect(asked.headers.get('cache-control')).toBe('no-store')
    expect(text).toContain('<strong dir="auto">anna (anna)</strong>')
    expect((await sql`select from connections`.execute(db)).rows).toEqual([])
    const done = await confirm({}, html)
    expect(done.headers.get('content-security-policy')).toContain("form-action 'none'")
    expect(await done.text()).toContain('@qahwa.co is connected')
    const { rows } = await sql<{ owner_id: string }>`select owner_id from connections`.execute(db)
    expect(rows).toEqual([{ owner_id: anna.id }])
    expect((await problemIn(await confirm())).code).toBe('state_unknown')
  })

  test.for([
    ['ru-RU,ru;q=0.9,en;q=0.8', 'ru', 'Подключить ваш аккаунт?', '@qahwa.co подключён'],
    ['kk', 'kk', 'Аккаунтыңызды қосасыз ба?', '@qahwa.co аккаунты қосылды'],
    ['fr', 'en', 'Connect your account?', '@qahwa.co is connected'],
  ] as const)(
    'reads its pages in its language (%s)',
    async ([wanted, language, asks, says], { db }) => {
      const world = await startConnectionWorld(db)
      const { way, confirm } = await unbound(world, { as: 'brand' })
      const headers = { ...html, 'accept-language': wanted }

      const asked = await (await comeBack(world.api, way, headers)).text()
      const done = await (await confirm({}, headers)).text()

      for (const text of [asked, done]) expect(text).toContain(`<html lang="${language}">`)
      expect(asked).toContain(asks)
      expect(done).toContain(says)
      const words = `${asked}${done}`.replaceAll(/<[^>]*>/g, ' ')
      if (language !== 'en') expect(words).not.toMatch(/connect|account|page/i)
    },
  )

  test('reads the cause of a failure in its language', async ({ db }) => {
    const world = await startConnectionWorld(db)
    const { way } = await unbound(world, { as: 'brand', deny: true })

    const refused = await comeBack(world.api, way, { ...html, 'accept-language': 'ru' })

    expect(await refused.text()).toContain('Окно закрыли, не дав доступа.')
  })

  test('is told in which way the account is not connected', async ({ db }) => {
    const world = await startConnectionWorld(db)
    const { way } = await unbound(world, { as: 'brand', deny: true })

    const refused = await comeBack(world.api, way, html)

    expect(refused.status).toBe(403)
    expect(await refused.text()).toContain('begin again')
  })

  test('without a page is asked, too, and a program confirms with the code', async ({ db }) => {
    const world = await startConnectionWorld(db)
    const { way, confirm } = await unbound(world, { as: 'brand' })

    for (const accept of ['image/avif,image/webp,*/*', 'application/json', ''])
      expect((await problemIn(await comeBack(world.api, way, { accept }))).code).toBe(
        'owner_unconfirmed',
      )
    expect((await sql`select from connections`.execute(db)).rows).toEqual([])

    expect(Connected.parse(await (await confirm()).json()).username).toBe('qahwa.co')
  })

  test('cannot confirm a dialog of another browser', async ({ db }) => {
    const world = await startConnectionWorld(db)
    const headers = { 'x-gramd-browser': secret }
    const begun = await world.api.send('GET', '/api/ig/auth/url?login=facebook', { headers })
    const { url } = Begun.parse(await begun.json())
    const { searchParams } = new URL(world.sim.control.consent(url, { as: 'brand' }))

    const answer = await world.api.send('POST', '/api/ig/auth/confirm', {
      token: null,
      body: searchParams.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })

    expect((await problemIn(answer)).code).toBe('other_browser')
  })

  test('is led to the console if the dialog was begun there, and only that browser is', async ({
    db,
  }) => {
    const world = await startConnectionWorld(db)
    const begin = async () => {
      const headers = { 'x-gramd-browser': secret }
      const answer = await world.api.send('GET', '/api/ig/auth/url?login=facebook', { headers })
      return Begun.parse(await answer.json()).url
    }
    const cookie = `gramd_connect=${secret}`
    const way = world.sim.control.consent(await begin(), { as: 'brand' })
    const led = await comeBack(world.api, way, { ...html, cookie })
    expect(led.status).toBe(303)
    expect(led.headers.get('location')).toMatch(
      /^\/console\/own-accounts\?connected=[0-9a-f-]{36}$/,
    )
    expect(led.headers.get('set-cookie')).toMatch(/gramd_connect=;.*Max-Age=0/)

    const stolen = world.sim.control.consent(await begin(), { as: 'small' })
    const other = await comeBack(world.api, stolen, { cookie: `gramd_connect=${'c'.repeat(43)}` })
    expect((await problemIn(other)).code).toBe('other_browser')
    expect((await problemIn(await comeBack(world.api, stolen, { cookie }))).code).toBe(
      'state_unknown',
    )

    const again = await comeBack(world.api, way, { ...html, cookie })
    expect(again.headers.get('location')).toBe('/console/own-accounts?problem=state_unknown')
  })
})
