import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { startInstagramSim, type InstagramSim } from '../../../sim/instagram/index.ts'
import { call, connectThrough, loggedIn, login, type Caller } from './plain-client.ts'
import { createShiftedClock } from './shifted-clock.ts'

const check = { path: 'accounts/current_user/' }
const clock = createShiftedClock()
let sim: InstagramSim
let ask: Caller
let username: string

beforeAll(async () => {
  sim = await startInstagramSim({
    seed: 'control',
    clock,
    accounts: 1,
    proxies: 1,
  })
  username = sim.accounts[0]?.username ?? ''
  ask = await loggedIn(sim)
})
afterAll(() => sim.close())

/** A creator with public lists. */
function findOpen(): { username: string; pk: string } {
  for (let index = 0; index < 100; index++) {
    const creator = sim.world.creatorAt(index)
    if (!creator.isPrivate && !creator.isDeleted) return creator
  }
  throw new Error('the world has no open creator')
}

async function send(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const reply = await fetch(`${sim.controlUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await reply.text()
  return { status: reply.status, body: text === '' ? null : JSON.parse(text) }
}

describe('the control plane over HTTP', () => {
  test('sets and clears faults of accounts', async () => {
    expect(
      (await send('POST', `/accounts/${username}/faults`, { kind: 'server_error', count: 1 }))
        .status,
    ).toBe(204)
    expect((await ask(check)).status).toBe(500)
    await send('POST', `/accounts/${username}/faults`, {
      kind: 'error_560',
      endpoints: ['session_check'],
    })
    expect((await ask(check)).status).toBe(560)
    await send('DELETE', `/accounts/${username}/faults`)
    expect((await ask(check)).status).toBe(200)
  })

  test('sets faults of logins, second factors and permissions', async () => {
    expect(
      (await send('POST', `/accounts/${username}/login-faults`, { kind: 'rate_limit' })).status,
    ).toBe(204)
    expect((await send('PUT', `/accounts/${username}/two-factor`, { code: '123456' })).status).toBe(
      204,
    )
    expect((await send('PUT', `/accounts/${username}/two-factor`, { code: null })).status).toBe(204)
    expect((await send('POST', `/accounts/${username}/allow-proxy-change`)).status).toBe(204)
    expect((await send('DELETE', '/faults')).status).toBe(204)
  })

  test('makes sessions and settings files, ends sessions, and says how long they live', async () => {
    const session = await send('POST', `/accounts/${username}/sessions`, { proxy: 0 })
    const opened = z.object({ sessionId: z.string(), platformId: z.string() }).parse(session.body)
    const settings = await send('POST', `/accounts/${username}/instagrapi-settings`, {})
    expect(settings.body).toMatchObject({
      authorization_data: { ds_user_id: opened.platformId },
    })
    const place = { ...check, cookie: `sessionid=${opened.sessionId}`, deviceId: 'android-own' }
    expect((await call(sim, place)).status).toBe(200)
    expect((await send('DELETE', `/accounts/${username}/sessions`)).status).toBe(204)
    expect((await call(sim, place)).status).toBe(403)
    await send('PUT', '/session-lifetime', { seconds: 60 })
    ask = await loggedIn(sim)
    clock.advance(61)
    expect((await ask(check)).status).toBe(403)
    await send('PUT', '/session-lifetime', { seconds: null })
    ask = await loggedIn(sim)
  })

  test('sets seeds of one-time passwords', async () => {
    const credentials = { username, password: sim.accounts[0]?.password ?? '' }
    await send('PUT', `/accounts/${username}/totp`, { seed: 'JBSWY3DPEHPK3PXP' })
    expect((await login(sim, credentials)).body['two_factor_required']).toBe(true)
    await send('PUT', `/accounts/${username}/totp`, { seed: null })
    expect((await login(sim, credentials)).status).toBe(200)
  })

  test('switches random faults on and off, and counts them', async () => {
    const storm = { seed: 's', perThousand: { server_error: 1_000 } }
    expect((await send('PUT', '/storm', storm)).status).toBe(204)
    expect((await ask(check)).status).toBe(500)
    expect((await send('GET', '/storm')).body).toEqual({ server_error: 1 })
    expect((await send('DELETE', '/storm')).status).toBe(204)
    expect((await ask(check)).status).toBe(200)
  })

  test('sets and clears faults of proxies', async () => {
    await send('PUT', '/proxies/0/fault', { kind: 'bad_gateway' })
    await expect(connectThrough(sim.proxies[0]?.url ?? '')).rejects.toThrow('502')
    await send('DELETE', '/proxies/0/fault')
    expect((await ask(check)).status).toBe(200)
  })

  test('changes creators and returns the truth about them', async () => {
    const creator = sim.world.creatorAt(1)
    const before = await send('GET', `/creators/${creator.username}`)
    expect(before.body).toEqual(JSON.parse(JSON.stringify(sim.control.truthOf(creator.username))))
    await send('PUT', `/creators/${creator.username}/fault`, {
      kind: 'renamed',
      username: 'renamed_one',
    })
    expect((await send('GET', `/creators/${creator.username}`)).status).toBe(404)
    expect((await send('GET', '/creators/renamed_one')).status).toBe(200)
    await send('DELETE', '/creators/renamed_one/fault')
    expect(await send('GET', `/creators/${creator.username}`)).toEqual(before)
  })

  test('lets creators live on, and takes that back', async () => {
    const { username } = sim.world.creatorAt(1)
    const before = await send('GET', `/creators/${username}`)
    const change = { followerCount: 99, biography: null, newStory: true, highlightsAdded: 1 }
    expect((await send('PATCH', `/creators/${username}`, change)).status).toBe(204)
    expect((await send('GET', `/creators/${username}`)).body).toMatchObject({
      profile: { followerCount: 99, biography: null },
    })
    expect((await send('DELETE', `/creators/${username}/changes`)).status).toBe(204)
    expect(await send('GET', `/creators/${username}`)).toEqual(before)
  })

  test('returns as much of the truth as requested', async () => {
    const { username } = sim.world.creatorAt(1)
    const truth = sim.control.truthOf(username, { posts: 3, highlights: 0 })
    const answer = await send('GET', `/creators/${username}?posts=3&highlights=0`)
    expect(answer.body).toEqual(JSON.parse(JSON.stringify(truth)))
  })

  test('replaces lists, moves their members and returns them', async () => {
    const { username: creator } = sim.world.creatorAt(1)
    const path = `/creators/${creator}/lists`
    const sizes = { followers: 1_500, following: 20, mutuals: 5 }
    expect((await send('PUT', path, sizes)).status).toBe(204)
    await send('POST', `${path}/followers/moves`, { kind: 'join', count: 3 })
    await send('POST', `${path}/followers/moves`, { kind: 'leave', count: 2, which: 'oldest' })
    expect((await send('GET', path)).body).toMatchObject({
      followers: { count: 1_501 },
      following: { count: 20 },
      mutuals: { count: 4 },
    })
    const text = await (await fetch(`${sim.controlUrl}${path}/followers`)).text()
    const members = text.trim().split('\n')
    expect(members.map((line) => JSON.parse(line) as unknown)).toEqual([
      ...sim.control.membersOf(creator, 'followers'),
    ])
    await send('DELETE', `/creators/${creator}/changes`)
  })

  test('sets the rules of lists', async () => {
    const { username: creator, pk } = findOpen()
    const page = { path: `friendships/${pk}/followers/` }
    await send('PUT', `/creators/${creator}/lists`, { followers: 20 })
    await send('PUT', '/list-rules', { pageSize: 7 })
    await send('PUT', `/creators/${creator}/list-rules`, { listed: 3 })
    expect((await ask(page)).body).toMatchObject({
      page_size: 7,
      should_limit_list_of_followers: true,
    })
    await send('POST', `/creators/${creator}/list-faults`, { kind: 'empty', count: 1 })
    await send('POST', '/list-faults', { kind: 'stuck', list: 'following' })
    expect((await ask(page)).body).toMatchObject({ users: [] })
    expect((await send('DELETE', '/lists')).status).toBe(204)
    expect((await ask(page)).body).toMatchObject({ users: { length: 20 } })
    const friendship = `/accounts/${username}/friendships/${creator}`
    expect((await send('PUT', friendship, { following: true })).status).toBe(204)
    expect((await ask(page)).body).toMatchObject({ users: { 0: { username } } })
    await send('DELETE', `/creators/${creator}/changes`)
  })

  test('names hostile creators and places', async () => {
    expect((await send('GET', '/hostile-creators')).body).toEqual(sim.control.hostileCreators())
    expect((await send('GET', '/locations')).body).toEqual(sim.control.locations())
  })

  test("returns the referee's records and the kinds of faults", async () => {
    expect((await send('GET', '/referee')).body).toEqual(sim.referee.report())
    const violations = (await send('GET', '/referee/violations')).body
    expect(violations).toEqual(JSON.parse(JSON.stringify(sim.referee.violations())))
    expect((await send('GET', '/faults')).body).toMatchObject({
      account: expect.arrayContaining(['masked_not_found']),
      proxy: expect.arrayContaining(['dead']),
    })
  })

  test.for([
    ['POST', '/accounts/nobody/faults', { kind: 'rate_limit' }, 404],
    ['PUT', '/proxies/7/fault', { kind: 'dead' }, 404],
    ['PUT', '/creators/nobody/fault', { kind: 'private' }, 404],
    ['POST', '/accounts/_/faults', { kind: 'no_such_fault' }, 400],
    ['POST', '/accounts/_/faults', { kind: 'rate_limit', count: -1 }, 400],
    ['POST', '/accounts/_/faults', 'not json', 400],
    ['POST', '/accounts/nobody/sessions', {}, 404],
    ['PUT', '/accounts/_/totp', { seed: '0189' }, 400],
    ['PUT', '/storm', { seed: 's', perThousand: { no_such_fault: 1 } }, 400],
    ['PUT', '/storm', { seed: 's', perThousand: { hang: 600, reset: 600 } }, 400],
    ['PUT', '/creators/_/fault', { kind: 'renamed', username: 'No Name' }, 400],
    ['PATCH', '/creators/nobody', { followerCount: 1 }, 404],
    ['PATCH', '/creators/_', { followerCount: -1 }, 400],
    ['PATCH', '/creators/_', { followers: 1 }, 400],
    ['DELETE', '/creators/nobody/changes', undefined, 404],
    ['GET', '/creators/_?posts=many', undefined, 400],
    ['PUT', '/creators/nobody/lists', { followers: 1 }, 404],
    ['PUT', '/creators/_/lists', { followers: -1 }, 400],
    ['POST', '/creators/_/lists/followers/moves', { kind: 'join' }, 400],
    ['GET', '/creators/_/lists/friends', undefined, 400],
    ['GET', '/creators/nobody/lists', undefined, 404],
    ['PUT', '/list-rules', { foreign: 'welcome' }, 400],
    ['POST', '/list-faults', { kind: 'no_such_fault' }, 400],
    ['GET', '/no/such/path', undefined, 404],
  ] as const)('refuses %s %s %j with %i', async ([method, path, body, status]) => {
    expect((await send(method, path, body)).status).toBe(status)
  })

  test('kills an account', async () => {
    expect((await send('POST', `/accounts/${username}/kill`)).status).toBe(204)
    expect((await ask(check)).body['message']).toBe('challenge_required')
  })
})
