import { expect, HOUR, pageToken, test } from './kit.ts'

test('usage is told in both headers, and refused calls say when to go on', async ({ world }) => {
  const { sim, clock } = world
  const { token, ig } = await pageToken(world, 'brand')
  sim.control.set({ callsPerDay: 20 })
  const ask = async () => await world.ask('facebook', `${ig}/media`, { token })
  const first = await ask()
  expect(JSON.parse(first.headers.get('x-app-usage') ?? '')).toMatchObject({ call_count: 0 })
  expect(JSON.parse(first.headers.get('x-business-use-case-usage') ?? '')).toEqual({
    '100000000000001': [
      {
        type: 'instagram',
        call_count: 5,
        total_cputime: 1,
        total_time: 2,
        estimated_time_to_regain_access: 0,
      },
    ],
  })
  expect(first.headers.get('facebook-api-version')).toBe('v25.0')
  for (let call = 2; call <= 18; call += 1) await ask()
  expect(sim.control.violations()).toEqual([])
  await ask()
  expect(sim.control.report().violations).toEqual({ above_90_percent: 1 })
  const last = await ask()
  expect(last.body['error']).toMatchObject({ code: 80_002 })
  await ask()
  expect(sim.control.report().violations).toMatchObject({ while_throttled: 1 })
  sim.control.clearRecords()
  clock.pass(26 * HOUR)
  expect(await ask()).toMatchObject({ status: 200 })
  expect(sim.control.violations()).toEqual([])
})

test('usage can be planted, for an account and for an app', async ({ world }) => {
  const { sim, clock } = world
  const { token, ig } = await pageToken(world, 'brand')
  sim.control.setUsage({ account: 'qahwa.co', login: 'facebook' }, 77, 30)
  const slow = await world.ask('facebook', `${ig}/media`, { token })
  expect(slow.headers.get('x-business-use-case-usage')).toContain('"call_count":77')
  sim.control.setUsage({ app: 'facebook' }, 100, 10)
  const full = await world.ask('facebook', 'me/accounts', { token })
  expect(full.body['error']).toMatchObject({ code: 4 })
  clock.pass(HOUR)
  expect(await world.ask('facebook', 'me', { token })).toMatchObject({ status: 200 })
  expect(sim.control.violations()).toEqual([])
})

test('a missing proof is refused and recorded', async ({ world }) => {
  const { token, ig } = await pageToken(world, 'brand')
  const refused = await world.ask('facebook', `${ig}/media`, { token, proof: false })
  expect(refused.body['error']).toMatchObject({
    code: 100,
    message: 'API calls from the server require an appsecret_proof argument',
  })
  const query = { appsecret_proof: 'f'.repeat(64) }
  const wrong = await world.ask('facebook', ig, { token, proof: false, query })
  expect(wrong.body['error']).toMatchObject({ code: 100 })
  expect(world.sim.control.report().violations).toEqual({ proof_missing: 2 })
})

test('a token in an address, a state twice and a retired version are recorded', async ({
  world,
}) => {
  const { sim } = world
  const { token } = await pageToken(world, 'brand')
  await fetch(`${sim.hosts.facebook}/v25.0/me?access_token=${token}`)
  const dialog = world.dialog('facebook')
  sim.control.consent(dialog, { as: 'brand' })
  sim.control.consent(dialog, { as: 'brand' })
  sim.control.consent(world.dialog('facebook', { state: 'short' }), { as: 'brand' })
  const old = await world.ask('facebook', '/v20.0/me', { token })
  expect(old.headers.get('facebook-api-version')).toBe('v21.0')
  expect(sim.control.report().violations).toEqual({
    token_in_url: 1,
    proof_missing: 1,
    state_reused: 1,
    state_missing: 1,
    retired_version: 1,
  })
  const wrong = await world.ask('facebook', '/v99.0/me', { token })
  expect(wrong.body['error']).toMatchObject({ code: 2500 })
})

test('the same call that code 100 refused is recorded', async ({ world }) => {
  const { token, ig } = await pageToken(world, 'brand')
  const query = { metric: 'views' }
  await world.ask('facebook', `${ig}/insights`, { token, query })
  expect(world.sim.control.violations()).toEqual([])
  await world.ask('facebook', `${ig}/insights`, { token, query })
  expect(world.sim.control.report().violations).toEqual({ repeated_refusal: 1 })
})

test('a call without a token or with an unknown one is refused', async ({ world }) => {
  expect((await world.ask('facebook', 'me')).body['error']).toMatchObject({ code: 104 })
  const unknown = await world.ask('instagram', 'me', { token: 'IGAAnone' })
  expect(unknown.body['error']).toMatchObject({
    code: 190,
    message: 'Invalid OAuth access token - Cannot parse access token',
  })
  const token = await world.connect('instagram', { as: 'creator' })
  expect((await world.ask('facebook', 'me', { token })).body['error']).toMatchObject({ code: 190 })
})

test('data access ends after 90 days, though the token lives', async ({ world }) => {
  const { token, ig } = await pageToken(world, 'brand')
  world.sim.control.endDataAccess('brand')
  expect(await world.ask('facebook', 'me', { token })).toMatchObject({ status: 200 })
  expect((await world.ask('facebook', `${ig}/media`, { token })).status).toBe(403)
})

test.for([
  ['error', { code: 1 }, { status: 500, body: { error: { code: 1, is_transient: true } } }],
  ['rate_limit', { retry_after_seconds: 7 }, { status: 429, body: { error: { code: 4 } } }],
  ['html', {}, { status: 502, text: expect.stringContaining('<html>') }],
  ['empty', {}, { status: 200, text: '' }],
  ['no_data', {}, { status: 200, text: '{"data":[]}' }],
  ['half_json', {}, { status: 200, text: expect.not.stringMatching(/\}$/) }],
  ['error_after', {}, { status: 500 }],
  ['delay', { delay_ms: 20 }, { status: 200 }],
] as const)(
  'the fault %s strikes once, after those that it skips',
  async ([kind, extra, seen], { world }) => {
    const { token } = await pageToken(world, 'brand')
    world.sim.control.addFault({
      kind,
      method: 'GET',
      path: '^/facebook/v25.0/me$',
      skip: 1,
      ...extra,
    })
    const ask = async () => await world.ask('facebook', 'me', { token })
    expect(await ask()).toMatchObject({ status: 200 })
    expect(await ask()).toMatchObject(seen)
    expect(await ask()).toMatchObject({ status: 200 })
  },
)

test.for(['drop', 'drop_after_commit', 'truncate'] as const)(
  'the fault %s loses the answer',
  async (kind, { world }) => {
    const { token } = await pageToken(world, 'brand')
    world.sim.control.addFault({ kind, path: 'permissions' })
    await expect(
      world.ask('facebook', 'me/permissions', { token, method: 'DELETE' }),
    ).rejects.toThrow()
    const after = await world.ask('facebook', 'me', { token })
    expect(after.status).toBe(kind === 'drop' ? 200 : 400)
  },
)

test('the control steers over HTTP', async ({ world }) => {
  const { sim } = world
  const send = async (method: string, path: string, body: unknown) =>
    await fetch(`${sim.controlUrl}${path}`, { method, body: JSON.stringify(body) })
  expect((await send('POST', '/faults', { kind: 'html' })).status).toBe(201)
  expect((await send('POST', '/faults', { kind: 'nothing' })).status).toBe(400)
  sim.control.clearFaults()
  expect((await send('PUT', '/consent', { as: 'brand' })).status).toBe(204)
  const way = await fetch(world.dialog('facebook'), { redirect: 'manual' })
  expect(way.status).toBe(302)
  expect((await send('PATCH', '/switches', { lagHours: 0 })).status).toBe(204)
  const added = await send('POST', '/accounts/qahwa.co/posts', { caption: 'Hi' })
  expect(added.status).toBe(201)
  expect((await send('POST', '/accounts/nobody/posts', {})).status).toBe(404)
  expect((await send('POST', '/persons/brand/end', { reason: 'password' })).status).toBe(204)
  const report = await fetch(`${sim.controlUrl}/report`)
  expect(await report.json()).toMatchObject({ violations: {} })
})
