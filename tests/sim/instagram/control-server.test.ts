import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startInstagramSim, type InstagramSim } from '../../../sim/instagram/index.ts'
import { connectThrough, loggedIn, type Caller } from './plain-client.ts'
import { createShiftedClock } from './shifted-clock.ts'

const check = { path: 'accounts/current_user/' }
let sim: InstagramSim
let ask: Caller
let username: string

beforeAll(async () => {
  sim = await startInstagramSim({
    seed: 'control',
    clock: createShiftedClock(),
    accounts: 1,
    proxies: 1,
  })
  username = sim.accounts[0]?.username ?? ''
  ask = await loggedIn(sim)
})
afterAll(() => sim.close())

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

  test('sets and clears faults of proxies', async () => {
    await send('PUT', '/proxies/0/fault', { kind: 'bad_gateway' })
    await expect(connectThrough(sim.proxies[0]?.url ?? '')).rejects.toThrow('502')
    await send('DELETE', '/proxies/0/fault')
    expect((await ask(check)).status).toBe(200)
  })

  test('changes creators and tells the truth about them', async () => {
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

  test('tells what the referee saw, and which faults there are', async () => {
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
    ['PUT', '/creators/_/fault', { kind: 'renamed', username: 'No Name' }, 400],
    ['GET', '/no/such/path', undefined, 404],
  ] as const)('refuses %s %s %j with %i', async ([method, path, body, status]) => {
    expect((await send(method, path, body)).status).toBe(status)
  })

  test('kills an account', async () => {
    expect((await send('POST', `/accounts/${username}/kill`)).status).toBe(204)
    expect((await ask(check)).body['message']).toBe('challenge_required')
  })
})
