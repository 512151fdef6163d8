import { DAY, expect, HOUR, REDIRECT, test } from './kit.ts'

test('Facebook Login leads from the dialog to a page token without an end', async ({ world }) => {
  const { sim, ask } = world
  const way = sim.control.consent(world.dialog('facebook', { state: 'a-state-of-22-letters!' }), {
    as: 'brand',
  })
  expect(way).toMatch(/^http:\/\/127\.0\.0\.1:9\/api\/ig\/auth\/callback\?code=AQ\w+&state=.+#_=_$/)

  const token = await world.connect('facebook', { as: 'brand' })
  const rights = await ask('facebook', 'me/permissions', { token })
  expect(rights.body['data']).toContainEqual({
    permission: 'instagram_manage_insights',
    status: 'granted',
  })

  const fields = 'id,name,access_token,tasks,instagram_business_account{id,username}'
  const pages = await ask('facebook', 'me/accounts', { token, query: { fields } })
  expect(pages.body['data']).toEqual([
    {
      id: '100000000000001',
      name: 'Qahwa Co',
      access_token: expect.stringMatching(/^EAAP/),
      tasks: expect.arrayContaining(['ANALYZE']),
      instagram_business_account: { id: '17841400000000001', username: 'qahwa.co' },
    },
  ])

  const state = await ask('facebook', 'debug_token', {
    token: `${sim.apps.facebook.id}|${sim.apps.facebook.secret}`,
    query: { input_token: String(pages.body['data']?.[0]?.['access_token']) },
  })
  expect(state.body['data']).toMatchObject({
    type: 'PAGE',
    profile_id: '100000000000001',
    is_valid: true,
    expires_at: 0,
    data_access_expires_at: (Date.parse('2026-11-20T10:00:00Z') + 90 * DAY) / 1_000,
  })
  expect(sim.control.violations()).toEqual([])
})

test('a page without Instagram has no key for it, and only ticked pages are listed', async ({
  world,
}) => {
  const token = await world.connect('facebook', {
    as: 'several',
    pages: ['Nomad Notes', 'Nomad Tea'],
  })
  const query = { fields: 'name,instagram_business_account', limit: '1' }
  const first = await world.ask('facebook', 'me/accounts', { token, query })
  expect(first.body['data']?.[0]?.['name']).toBe('Nomad Tea')
  expect(first.body['paging']?.['next']).toContain('access_token=')
  const after = String(first.body['paging']?.['cursors']?.['after'])
  const second = await world.ask('facebook', 'me/accounts', { token, query: { ...query, after } })
  expect(second.body['data']).toEqual([{ id: expect.any(String), name: 'Nomad Notes' }])
  expect(second.body['paging']).not.toHaveProperty('next')
})

test.for([
  ['a code that was used', {}, 36_009, true],
  ['another redirect address', { redirect_uri: `${REDIRECT}/` }, 36_008, false],
] as const)('%s is refused', async ([, change, subcode, isTwice], { world }) => {
  const { sim } = world
  const way = new URL(sim.control.consent(world.dialog('facebook'), { as: 'brand' }))
  const url = `${sim.hosts.facebook}/v25.0/oauth/access_token`
  const form = {
    client_id: sim.apps.facebook.id,
    client_secret: sim.apps.facebook.secret,
    redirect_uri: REDIRECT,
    code: way.searchParams.get('code') ?? '',
  }
  if (isTwice) expect(await world.post(url, form)).toMatchObject({ status: 200 })
  const { body } = await world.post(url, { ...form, ...change })
  expect(body['error']).toMatchObject({ code: 100, error_subcode: subcode })
  expect(sim.control.report().violations).toEqual(isTwice ? { code_reused: 1 } : {})
})

test('a denied dialog and a wrong one end as at Meta', async ({ world }) => {
  const { sim } = world
  const way = sim.control.consent(world.dialog('facebook'), { as: 'brand', deny: true })
  expect(way).toContain('error=access_denied&error_code=200')
  const wrong = await fetch(world.dialog('facebook', { scope: 'instagram_everything' }))
  expect(wrong.status).toBe(400)
  expect(await wrong.text()).toContain('Invalid Scopes: instagram_everything')
})

test('the page of a dialog offers rights to untick', async ({ world }) => {
  const url = world.dialog('facebook')
  const asked = await fetch(url)
  expect(await asked.text()).toContain('value="instagram_manage_insights" checked')
  const form = new URLSearchParams({ as: 'brand', choose_pages: '1', page: 'Qahwa Co' })
  for (const right of ['instagram_basic', 'instagram_manage_insights'])
    form.append('offered', right)
  form.append('right', 'instagram_basic')
  const sent = await fetch(url, { method: 'POST', body: form, redirect: 'manual' })
  expect(sent.status).toBe(302)
  expect(sent.headers.get('location')).toContain('code=AQ')
})

test('a declined right is asked again only with auth_type=rerequest', async ({ world }) => {
  const decline = ['instagram_manage_insights']
  const statusAfter = async (consent: object, extra = {}): Promise<unknown> => {
    const token = await world.connect('facebook', { as: 'brand', ...consent }, extra)
    const { body } = await world.ask('facebook', 'me/permissions', { token })
    const rights = body['data'] as unknown as { permission: string; status: string }[]
    return rights.find(({ permission }) => permission === decline[0])?.status
  }
  expect(await statusAfter({ decline })).toBe('declined')
  expect(await statusAfter({})).toBe('declined')
  expect(await statusAfter({}, { auth_type: 'rerequest' })).toBe('granted')
})

test('a configuration grants all rights or none', async ({ world }) => {
  const { sim } = world
  const consent = { as: 'brand', decline: ['instagram_basic'] }
  const token = await world.connect('facebook', consent, { config_id: sim.loginConfigId })
  const { body } = await world.ask('facebook', 'me/permissions', { token })
  const rights = body['data'] as unknown as { status: string }[]
  expect(new Set(rights.map(({ status }) => status))).toEqual(new Set(['declined']))
})

test('Instagram Login leads to a token of 60 days that is renewed after a day', async ({
  world,
}) => {
  const { sim, ask, clock } = world
  const token = await world.connect('instagram', { as: 'creator' })
  const fields = 'id,user_id,username,account_type'
  const me = await ask('instagram', 'me', { token, query: { fields } })
  expect(me.body).toMatchObject({ user_id: '17841400000000002', username: 'dana.draws' })

  const renew = { grant_type: 'ig_refresh_token', access_token: token }
  const early = await ask('instagram', 'refresh_access_token', { query: renew })
  expect(early.body['error']).toMatchObject({ code: 100 })
  clock.pass(25 * HOUR)
  const renewed = await ask('instagram', 'refresh_access_token', { query: renew })
  expect(renewed.body).toMatchObject({ token_type: 'bearer', expires_in: 5_184_000 })
  clock.pass(60 * DAY)
  const late = await ask('instagram', 'me', { token: String(renewed.body['access_token']) })
  expect(late.body['error']).toMatchObject({ code: 190, error_subcode: 463 })
  expect(sim.control.violations()).toEqual([])
})

test('the answers of Instagram Login come in two shapes', async ({ world }) => {
  const { sim } = world
  const exchange = async (): Promise<string> => {
    const way = new URL(sim.control.consent(world.dialog('instagram'), { as: 'creator' }))
    const { id, secret } = sim.apps.instagram
    const { text } = await world.post(`${sim.hosts.instagramApi}/oauth/access_token`, {
      client_id: id,
      client_secret: secret,
      grant_type: 'authorization_code',
      redirect_uri: REDIRECT,
      code: way.searchParams.get('code') ?? '',
    })
    return text
  }
  expect(await exchange()).toContain('"user_id":17841400000000002,"permissions":["')
  sim.control.set({ shape: 'data' })
  expect(JSON.parse(await exchange())).toEqual({
    data: [
      {
        access_token: expect.stringMatching(/^IGAA/),
        user_id: '25100000000000002',
        permissions: 'instagram_business_basic,instagram_business_manage_insights',
      },
    ],
  })
})

test('a code of Instagram that was used is refused in the shape of that endpoint', async ({
  world,
}) => {
  const { sim } = world
  const { id, secret } = sim.apps.instagram
  const form = { client_id: id, client_secret: secret, grant_type: 'authorization_code' }
  const url = `${sim.hosts.instagramApi}/oauth/access_token`
  const { body } = await world.post(url, { ...form, redirect_uri: REDIRECT, code: 'none' })
  expect(body).toEqual({
    error_type: 'OAuthException',
    code: 400,
    error_message: 'Matching code was not found or was already used',
  })
})

test('a personal account is told as such, and has no posts', async ({ world }) => {
  const token = await world.connect('instagram', { as: 'personal' })
  const query = { fields: 'username,account_type' }
  const me = await world.ask('instagram', 'me', { token, query })
  expect(me.body).toMatchObject({ account_type: 'PERSONAL' })
  const posts = await world.ask('instagram', 'me/media', { token })
  expect(posts).toMatchObject({ status: 403, body: { error: { code: 10 } } })
})

test.for([
  ['password', 460],
  ['removed', 458],
  ['role', 492],
] as const)(
  'a token that ended by %s answers 190 with its subcode',
  async ([why, subcode], { world }) => {
    const token = await world.connect('facebook', { as: 'brand' })
    world.sim.control.endTokens('brand', why)
    const first = await world.ask('facebook', 'me/accounts', { token })
    expect(first.body['error']).toMatchObject({ code: 190, error_subcode: subcode })
    // One that was on its way meanwhile.
    await world.ask('facebook', 'me/accounts', { token })
    expect(world.sim.control.violations()).toEqual([])
    world.clock.pass(2 * 60_000)
    await world.ask('facebook', 'me/accounts', { token })
    expect(world.sim.control.report().violations).toEqual({ ended_token: 1 })
    const again = await world.connect('facebook', { as: 'brand' })
    expect(await world.ask('facebook', 'me/accounts', { token: again })).toMatchObject({
      status: 200,
    })
  },
)

test('an app in development lets nobody through', async ({ world }) => {
  world.sim.control.set({ inDevelopment: true })
  expect(() => world.sim.control.consent(world.dialog('facebook'), { as: 'brand' })).toThrow(
    'App not active',
  )
})
