import {
  IgApiClient,
  IgLoginBadPasswordError,
  IgLoginInvalidUserError,
  IgLoginRequiredError,
  IgLoginTwoFactorRequiredError,
  IgNotFoundError,
  IgPrivateUserError,
} from 'instagram-private-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startInstagramSim, type InstagramSim } from '../../../sim/instagram/index.ts'
import type { Creator } from '../../../sim/instagram/world/creator.ts'
import { createShiftedClock } from './shifted-clock.ts'

const clock = createShiftedClock()
let sim: InstagramSim

beforeAll(async () => {
  sim = await startInstagramSim({ seed: 'client', clock, accounts: 3, proxies: 3 })
  // The library's default app version is one that Instagram refuses.
  sim.control.setAppFloors({ requests: '0.0.0.0.0', logins: '0.0.0.0.0' })
})
afterAll(() => sim.close())

/** The client library unchanged except for strict TLS; world time moves between requests. */
function createClient(index: number): IgApiClient {
  const client = new IgApiClient()
  client.state.generateDevice(`device ${index}`)
  client.state.proxyUrl = sim.proxies[index]?.url ?? ''
  client.request.defaults = { timeout: 5_000, followRedirect: false, ca: sim.caPem }
  const send = client.request.send.bind(client.request)
  client.request.send = (options, onlyStatus) => {
    clock.advance(3)
    return send({ strictSSL: true, ...options }, onlyStatus)
  }
  return client
}

async function loggedInClient(index: number): Promise<IgApiClient> {
  const client = createClient(index)
  const { username, password } = sim.accounts[index] ?? { username: '', password: '' }
  await client.account.login(username, password)
  return client
}

const aCreator = (fits: (creator: Creator) => boolean): Creator => {
  for (let index = 0; index < 5_000; index++) {
    const creator = sim.world.creatorAt(index)
    if (!creator.isPrivate && !creator.isDeleted && fits(creator)) return creator
  }
  throw new RangeError('the world has no such creator')
}

describe('the unmodified client library', () => {
  test('logs in with its whole flow, and breaks no rule by it', async () => {
    const client = createClient(0)
    const { username, password } = sim.accounts[0] ?? { username: '', password: '' }
    await client.simulate.preLoginFlow()
    const user = await client.account.login(username, password)
    await client.simulate.postLoginFlow()
    expect(user.username).toBe(username)
    expect(client.state.cookieUserId).toBe(String(user.pk))
    expect(client.state.extractCookieValue('mid')).toBeTruthy()
    expect(client.state.igWWWClaim).toMatch(/^hmac\./)
    expect((await client.account.currentUser()).username).toBe(username)
    expect(sim.referee.violations()).toEqual([])
    expect(sim.referee.report().accounts[username]).toMatchObject({ requests: 1, logins: 1 })
  })

  test('keeps its session over a restart', async () => {
    const client = await loggedInClient(1)
    const saved = JSON.stringify(await client.state.serialize())
    const restarted = createClient(1)
    await restarted.state.deserialize(saved)
    expect((await restarted.account.currentUser()).username).toBe(sim.accounts[1]?.username)
  })

  test('gets errors for a wrong password, an unknown user and a second factor', async () => {
    const client = createClient(2)
    const { username, password } = sim.accounts[2] ?? { username: '', password: '' }
    await expect(client.account.login(username, 'wrong')).rejects.toBeInstanceOf(
      IgLoginBadPasswordError,
    )
    await expect(client.account.login('nobody', password)).rejects.toBeInstanceOf(
      IgLoginInvalidUserError,
    )

    sim.control.requireTwoFactor(username, '123456')
    const refusal: unknown = await client.account
      .login(username, password)
      .catch((error: unknown) => error)
    if (!(refusal instanceof IgLoginTwoFactorRequiredError))
      throw new Error('no second factor was asked for')
    const twoFactorIdentifier = refusal.response.body.two_factor_info.two_factor_identifier
    const enter = (verificationCode: string) =>
      client.account.twoFactorLogin({ username, verificationCode, twoFactorIdentifier })
    await expect(enter('000000')).rejects.toThrow('Please check the security code')
    await enter('123456')
    expect((await client.account.currentUser()).username).toBe(username)
  })

  test('reads profiles, feeds, highlights, stories and hashtags', async () => {
    const client = await loggedInClient(0)
    const creator = aCreator((each) => each.mediaCount > 40 && each.highlightCount > 2)
    const user = await client.user.usernameinfo(creator.username)
    expect(String(user.pk)).toBe(creator.pk)
    expect((await client.user.info(creator.pk)).username).toBe(creator.username)

    const feed = client.feed.user(creator.pk)
    const posts: string[] = []
    do posts.push(...(await feed.items()).map(({ pk }) => pk))
    while (feed.isMoreAvailable())
    expect(posts).toEqual(sim.world.posts(creator).map(({ pk }) => pk))

    const { tray } = await client.highlights.highlightsTray(creator.pk)
    expect(tray).toHaveLength(creator.highlightCount)
    const reels = await client.feed.reelsMedia({ userIds: tray.map(({ id }) => id) }).request()
    expect(Object.keys(reels.reels)).toEqual(tray.map(({ id }) => id))

    const tags = client.feed.tags('алматымама', 'top')
    const first = await tags.request()
    const second = await tags.request()
    expect(first.sections.length).toBeGreaterThan(3)
    expect(second.sections.length).toBeGreaterThan(3)
    expect(tags.isMoreAvailable()).toBe(true)
  })

  test('knows a missing user, a private one and a dead session', async () => {
    const client = await loggedInClient(1)
    const creator = aCreator((each) => each.mediaCount > 10)
    await expect(client.user.usernameinfo('nobody_here')).rejects.toBeInstanceOf(IgNotFoundError)
    sim.control.failTarget(creator.pk, { kind: 'private' })
    await expect(client.feed.user(creator.pk).request()).rejects.toBeInstanceOf(IgPrivateUserError)
    sim.control.failAccount(sim.accounts[1]?.username ?? '', { kind: 'login_required', count: 1 })
    await expect(client.account.currentUser()).rejects.toBeInstanceOf(IgLoginRequiredError)
    await expect(client.account.currentUser()).rejects.toBeInstanceOf(IgLoginRequiredError)
  })

  test('refuses a server whose certificate another authority has signed', async () => {
    const client = createClient(0)
    client.request.defaults = { ...client.request.defaults, ca: [] }
    await expect(client.account.currentUser()).rejects.toThrow(/certificate/)
  })
})
