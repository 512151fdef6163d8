import { createServer, type Server, type Socket } from 'node:net'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { InterruptedError, LeaseLostError } from '../../../src/base/errors.ts'
import { outcomeOf } from '../../../src/platforms/errors.ts'
import type { InstagramSim } from '../../../sim/instagram/index.ts'
import { ProxyTunnel } from '../../../src/platforms/instagram/transport/proxy-tunnel.ts'
import { TunnelError } from '../../../src/platforms/instagram/transport/tunnel-error.ts'
import { createCertificate } from '../../../sim/instagram/server/certificate.ts'
import { startOrigin, urlOf } from './origin.ts'
import { anAdapter, aHeldAccount, failureOf, logged, logIn, startSim } from './held-account.ts'

let sim: InstagramSim
let session: string
beforeAll(async () => {
  sim = await startSim('transport', 1)
  session = await logIn(sim, 0)
})
afterAll(() => sim.close())
beforeEach(() => sim.control.clearAll())
afterEach(() => vi.unstubAllEnvs())

const name = (): string => sim.accounts[0]?.username ?? ''

test.for(['', 'nonsense'])(
  'without a proxy (%o) nothing is sent, whatever the environment says',
  async (proxyUrl) => {
    const bait = await startBait()
    vi.stubEnv('HTTPS_PROXY', bait.url)
    vi.stubEnv('HTTP_PROXY', bait.url)
    const held = aHeldAccount(sim, 0, { session, proxyUrl })

    const error = await failureOf(anAdapter(sim).open(held).checkSession())

    expect(error).toMatchObject({ code: 'proxy_failed' })
    expect(held.ended).toEqual([])
    expect(bait.connections()).toBe(0)
    await bait.close()
  },
)

test('the proxy of the account is used, and none of the environment', async () => {
  const bait = await startBait()
  vi.stubEnv('HTTPS_PROXY', bait.url)
  vi.stubEnv('https_proxy', bait.url)

  await anAdapter(sim)
    .open(aHeldAccount(sim, 0, { session }))
    .checkSession()

  expect(bait.connections()).toBe(0)
  expect(sim.referee.violations()).toEqual([])
  await bait.close()
})

test('the password of a proxy may hold any character, encoded or not', async () => {
  const url = new URL(sim.proxies[0]?.url ?? '')
  const wrong = `http://${url.username}:100%ü@${url.host}`

  const error = await failureOf(
    anAdapter(sim)
      .open(aHeldAccount(sim, 0, { session, proxyUrl: wrong }))
      .checkSession(),
  )

  expect(error).toMatchObject({ code: 'proxy_failed' })
  expect(String(error)).toContain('407')
})

test('a proxy that speaks neither HTTP nor SOCKS 5 is refused', async () => {
  const held = aHeldAccount(sim, 0, { session, proxyUrl: 'ftp://user:hunter22@127.0.0.1:1' })

  const error = await failureOf(anAdapter(sim).open(held).checkSession())

  expect(error).toMatchObject({ code: 'proxy_failed' })
  expect(String(error)).toContain('protocol ftp:')
  expect(String(error)).not.toContain('hunter22')
})

test('a certificate that no trusted authority signed is refused, and blamed on the proxy', async () => {
  const held = aHeldAccount(sim, 0, { session })
  const adapter = anAdapter({ caPem: (await createCertificate()).caPem })

  const error = await failureOf(adapter.open(held).checkSession())

  expect(error).toMatchObject({ code: 'proxy_failed' })
  expect(String(error)).toContain('certificate')
  expect(held.ended).toEqual([['accounts/current_user', 'proxy_failed']])
})

test.for(['dead', 'refuse_credentials', 'bad_gateway'] as const)(
  'a proxy that fails (%s) is to blame',
  async (kind) => {
    sim.control.failProxy(0, { kind })
    const held = aHeldAccount(sim, 0, { session })

    const error = await failureOf(anAdapter(sim).open(held).checkSession())

    expect(error).toMatchObject({ code: 'proxy_failed', owner: 'proxy' })
    expect(held.ended).toEqual([['accounts/current_user', 'proxy_failed']])
  },
)

test('a closed port and a proxy that never answers are the proxy’s fault too', async () => {
  const closed = await startBait()
  await closed.close()
  const silent = await startBait()
  for (const { url } of [closed, silent]) {
    const held = aHeldAccount(sim, 0, { session, proxyUrl: url })
    const error = await failureOf(anAdapter(sim, { timeoutMs: 300 }).open(held).checkSession())
    expect(error).toMatchObject({ code: 'proxy_failed' })
  }
  await silent.close()
})

test('a request that hangs ends at the deadline, with its socket closed before its reservation', async () => {
  sim.control.failAccount(name(), { kind: 'hang', count: 1 })
  const held = aHeldAccount(sim, 0, { session })
  const instagram = anAdapter(sim, { timeoutMs: 1_500 }).open(held)

  expect(await failureOf(instagram.checkSession())).toMatchObject({ code: 'platform_transient' })
  await instagram.checkSession()

  expect(sim.referee.violations()).toEqual([])
})

test('an abort ends a hanging request at once with its own reason', async () => {
  sim.control.failAccount(name(), { kind: 'hang', count: 1 })
  const controller = new AbortController()
  const held = aHeldAccount(sim, 0, { session, signal: controller.signal })
  const before = requestsSeen()
  const call = failureOf(anAdapter(sim, { timeoutMs: 60_000 }).open(held).checkSession())
  await expect.poll(requestsSeen).toBe(before + 1)

  const reason = new InterruptedError('the daemon is stopping')
  controller.abort(reason)

  expect(await call).toBe(reason)
  expect(held.ended).toEqual([['accounts/current_user', 'interrupted']])
  // The next request of the account would be a parallel one if the first were still open.
  await anAdapter(sim)
    .open(aHeldAccount(sim, 0, { session }))
    .checkSession()
  expect(sim.referee.violations()).toEqual([])
})

test('an abort while the proxy is silent leaves no socket behind', async () => {
  const silent = await startBait()
  const controller = new AbortController()
  const held = aHeldAccount(sim, 0, { session, proxyUrl: silent.url, signal: controller.signal })
  const call = failureOf(anAdapter(sim).open(held).checkSession())
  await expect.poll(silent.connections).toBe(1)

  controller.abort(new InterruptedError('stop'))

  expect(await call).toMatchObject({ code: 'interrupted' })
  await expect.poll(silent.open).toBe(0)
  await silent.close()
})

test('a request that fails in the middle of its answer leaves no socket behind', async () => {
  // Not gzip, less than promised, and never closed.
  const origin = await startOrigin('content-encoding: gzip\r\ncontent-length: 999', 'plain text')
  const held = aHeldAccount(sim, 0, { session, proxyUrl: origin.url })

  const error = await failureOf(anAdapter(origin).open(held).checkSession())

  expect(error).toMatchObject({ code: 'platform_transient', cause: { code: 'Z_DATA_ERROR' } })
  await expect.poll(origin.open).toBe(0)
  await origin.close()
})

test('an abort before there is a socket is not forgotten', async () => {
  const silent = await startBait()
  const controller = new AbortController()
  const tunnel = new ProxyTunnel({ proxyUrl: silent.url, signal: controller.signal })
  const failure = new Promise((resolve) => {
    tunnel.createConnection({ host: 'i.instagram.com', port: 443 }, resolve)
  })

  controller.abort()

  expect(await failure).toBeInstanceOf(TunnelError)
  await tunnel.close()
  await expect.poll(silent.open).toBe(0)
  await silent.close()
})

test('a platform that echoes secrets does not get them into errors and logs', async () => {
  const { password } = new URL(sim.proxies[0]?.url ?? '')
  const { authorization } = JSON.parse(session) as { authorization: string }
  const message = `go away, ${decodeURIComponent(password)}, with your ${authorization}`
  const body = JSON.stringify({ status: 'ok', user: { pk: message, username: message } })
  for (const text of [body, JSON.stringify({ message })]) {
    const origin = await startOrigin(`content-length: ${Buffer.byteLength(text)}`, text, password)
    const held = aHeldAccount(sim, 0, { session, proxyUrl: origin.url })

    const error = await failureOf(anAdapter(origin).open(held).fetchProfile({ username: 'ada' }))

    const shown = `${inspect(error, { depth: 20 })} ${logged.join('')}`
    expect(shown).toContain('unexpected_answer')
    expect(shown).not.toContain(decodeURIComponent(password))
    expect(shown).not.toContain(authorization.slice('Bearer '.length))
    await origin.close()
  }
})

test('a session that changes with a refusal is saved', async () => {
  // Whoever comes without a machine id is given a new one.
  const held = aHeldAccount(sim, 0, { session: session.replace('"mid"', '"other"') })
  sim.control.failAccount(name(), { kind: 'rate_limit', count: 1 })

  expect(await failureOf(anAdapter(sim).open(held).checkSession())).toMatchObject({
    code: 'rate_limited',
  })

  expect(held.saved).toHaveLength(1)
  sim.control.clearAccount(name())
})

test('nothing is reserved or sent after an abort', async () => {
  const reason = new LeaseLostError('the account is someone else’s')
  const held = aHeldAccount(sim, 0, { session, signal: AbortSignal.abort(reason) })
  const before = requestsSeen()

  expect(await failureOf(anAdapter(sim).open(held).checkSession())).toBe(reason)

  expect(held.ended).toEqual([])
  expect(requestsSeen()).toBe(before)
})

test('an abort during the wait for the reservation ends it unused', async () => {
  const controller = new AbortController()
  const held = aHeldAccount(sim, 0, { session, signal: controller.signal })
  const reserve = held.reserve.bind(held)
  held.reserve = async (endpoint) => {
    const end = await reserve(endpoint)
    controller.abort(new InterruptedError('stop'))
    return end
  }
  const before = requestsSeen()

  expect(await failureOf(anAdapter(sim).open(held).checkSession())).toMatchObject({
    code: 'interrupted',
  })

  expect(held.ended).toEqual([['accounts/current_user', 'interrupted']])
  expect(requestsSeen()).toBe(before)
})

test('calls made at the same time are sent one after the other', async () => {
  const held = aHeldAccount(sim, 0, { session })
  const instagram = anAdapter(sim).open(held)

  await Promise.all(Array.from({ length: 5 }, () => instagram.checkSession()))

  expect(held.maxAtOnce).toBe(1)
  expect(sim.referee.violations()).toEqual([])
})

test('a reservation that is refused stops the call with the reason of the held', async () => {
  const refusal = new LeaseLostError('gone')
  const held = aHeldAccount(sim, 0, { session, reserve: () => Promise.reject(refusal) })

  expect(await failureOf(anAdapter(sim).open(held).checkSession())).toBe(refusal)
})

test('an answer that cannot be kept is no success', async () => {
  const lost = new LeaseLostError('gone')
  const ended: string[] = []
  const held = aHeldAccount(sim, 0, {
    // Whoever comes without a machine id is given a new one.
    session: session.replace('"mid"', '"other"'),
    saveSession: () => Promise.reject(lost),
    reserve: async () => async (error) => void ended.push(outcomeOf(error)),
  })

  expect(await failureOf(anAdapter(sim).open(held).checkSession())).toBe(lost)
  expect(ended).toEqual(['lease_lost'])
})

const requestsSeen = (): number => sim.referee.report().requests

/** A port that accepts connections, counts them and never says a word. */
async function startBait() {
  const sockets = new Set<Socket>()
  let connections = 0
  const server: Server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => sockets.delete(socket))
    socket.on('close', () => sockets.delete(socket))
    socket.resume()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: urlOf(server),
    connections: () => connections,
    open: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
