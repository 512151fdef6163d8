import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Agent, get } from 'node:https'
import { connect as tlsConnect } from 'node:tls'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  DEFAULT_LIMITS,
  startInstagramSim,
  type InstagramSim,
  type Rule,
} from '../../../sim/instagram/index.ts'
import { connectThrough, loggedIn } from './plain-client.ts'
import { createShiftedClock } from './shifted-clock.ts'

let sim: InstagramSim
beforeEach(async () => {
  const clock = createShiftedClock()
  const limits = { ...DEFAULT_LIMITS, minGapSeconds: 0 }
  const proxies = { proxies: 2, socksProxies: 1 }
  sim = await startInstagramSim({
    seed: 'cdn',
    clock,
    accounts: 1,
    limits,
    ...proxies,
    pictures: 'drawn',
  })
})
afterEach(() => sim.close())

/** A picture as any HTTP client fetches it. */
async function fetchPicture(
  address: string,
  { proxy = 0, headers = {} }: { proxy?: number; headers?: Record<string, string> } = {},
): Promise<{ status: number; body: Buffer }> {
  const url = new URL(address)
  const tunnel = await connectThrough(sim.proxies[proxy]?.url ?? '', `${url.hostname}:443`)
  const secured = tlsConnect({ socket: tunnel, servername: url.hostname, ca: sim.caPem })
  const agent = new Agent({ keepAlive: false })
  agent.createConnection = () => secured
  const request = get({ host: url.hostname, path: url.pathname + url.search, agent, headers })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const body = Buffer.concat(await response.toArray())
  return { status: response.statusCode ?? 0, body }
}

const addressOf = (creator: number): string =>
  sim.control.truthOf(sim.world.creatorAt(creator).username)?.profile.avatarUrl ?? ''
const rules = (): Rule[] => sim.referee.violations().map(({ rule }) => rule)

test('the pictures of answers exist, each always the same and unlike others', async () => {
  await loggedIn(sim)
  const { status, body } = await fetchPicture(addressOf(0))
  expect(status).toBe(200)
  expect(await sharp(body).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 320 })
  expect((await fetchPicture(addressOf(0))).body.equals(body)).toBe(true)
  expect((await fetchPicture(addressOf(1))).body.equals(body)).toBe(false)
  expect(sim.referee.report()).toMatchObject({ pictures: 3, requests: 0 })
  expect(rules()).toEqual([])
})

test('a URL without a signature or with an expired one gets no picture', async () => {
  await loggedIn(sim)
  const { origin } = new URL(addressOf(0))
  expect((await fetchPicture(`${origin}/elsewhere.jpg?oe=7FFFFFFF`)).status).toBe(404)
  const expired = await fetchPicture(addressOf(0).replace('7FFFFFFF', '60000000'))
  expect(expired).toMatchObject({ status: 403, body: Buffer.from('URL signature expired') })
})

test.for<[string, Record<string, string>]>([
  ['cookies', { cookie: 'sessionid=1' }],
  ['an authorization', { authorization: 'Bearer IGT:2:e30=' }],
  ['a device', { 'x-ig-android-id': 'android-1' }],
  ['a device in the name of the app', { 'user-agent': 'Instagram 428.0 Android (33/13; 420dpi)' }],
])(
  'the referee records a request for a picture that reveals the account: %s',
  async ([, headers]) => {
    await loggedIn(sim)
    expect((await fetchPicture(addressOf(0), { headers })).status).toBe(200)
    expect(rules()).toEqual(['picture_tells_account'])
  },
)

test('the referee notices a picture that comes by another way than accounts do', async () => {
  await loggedIn(sim, 0, 2)
  await fetchPicture(addressOf(0), { proxy: 2 })
  expect(rules()).toEqual([])
  await fetchPicture(addressOf(0), { proxy: 1 })
  expect(sim.referee.violations()).toMatchObject([{ rule: 'picture_proxy', proxy: 1 }])
})

test('faults of pictures are set and cleared over HTTP, for some addresses or all', async () => {
  await loggedIn(sim)
  const send = async (method: string, body?: object): Promise<number> =>
    (
      await fetch(`${sim.controlUrl}/pictures/faults`, {
        method,
        ...(body && { body: JSON.stringify(body) }),
      })
    ).status
  expect(await send('POST', { kind: 'no_such_fault' })).toBe(400)
  expect(await send('POST', { kind: 'not_found', match: new URL(addressOf(1)).pathname })).toBe(204)
  expect((await fetchPicture(addressOf(0))).status).toBe(200)
  expect((await fetchPicture(addressOf(1))).status).toBe(404)
  expect(await send('DELETE')).toBe(204)
  expect((await fetchPicture(addressOf(1))).status).toBe(200)
})
