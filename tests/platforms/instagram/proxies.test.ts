import { createServer as createHttpsServer } from 'node:https'
import { connect, type Socket } from 'node:net'
import { inspect } from 'node:util'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { InterruptedError } from '../../../src/base/errors.ts'
import { parseProxyUrl } from '../../../src/platforms/instagram/transport/proxy-url.ts'
import type { InstagramSim } from '../../../sim/instagram/index.ts'
import { NEUTRAL_TARGET } from '../../../sim/instagram/server/proxy.ts'
import { urlOf } from './origin.ts'
import { anAdapter, aHeldAccount, failureOf, logged, logIn, startSim } from './held-account.ts'
import { startSocksServer, type SocksServer } from './socks-server.ts'

const LOGIN = { username: 'user', password: 'p@ss:wörd/99' }
const CREDENTIALS = `${LOGIN.username}:${encodeURIComponent(LOGIN.password)}`
const { signal } = new AbortController()

let sim: InstagramSim
let session: string
let socks: SocksServer
beforeAll(async () => {
  sim = await startSim('proxies', 1)
  session = await logIn(sim, 0)
  socks = await startSocksServer(LOGIN, sim.directPort)
})
afterAll(async () => {
  await socks.close()
  await sim.close()
})
beforeEach(() => {
  sim.control.clearAll()
  socks.fault = null
  socks.asked.length = 0
})

const check = (proxyUrl: string, timeoutMs?: number): Promise<unknown> =>
  anAdapter(sim, timeoutMs === undefined ? {} : { timeoutMs })
    .open(aHeldAccount(sim, 0, { session, proxyUrl }))
    .checkSession()

test.for(['socks5', 'socks5h'])(
  'requests go through a %s proxy with its credentials, and the proxy resolves the name',
  async (scheme) => {
    await check(`${scheme}://${CREDENTIALS}@${socks.address}`)

    expect(socks.asked).toEqual(['i.instagram.com:443'])
    await expect.poll(socks.open).toBe(0)
  },
)

test.for([
  ['without credentials', () => `socks5://${socks.address}`, null],
  ['with a wrong password', () => `socks5://user:hunter22@${socks.address}`, null],
  [
    'that does not reach the platform',
    () => `socks5://${CREDENTIALS}@${socks.address}`,
    'unreachable',
  ],
  ['that speaks another protocol', () => `socks5://${CREDENTIALS}@${socks.address}`, 'speaks_http'],
  ['that says nothing', () => `socks5://${CREDENTIALS}@${socks.address}`, 'silent'],
  ['behind a closed port', () => `socks5://${CREDENTIALS}@127.0.0.1:1`, null],
  [
    'with a password that is too long',
    () => `socks5://user:${'x'.repeat(300)}@${socks.address}`,
    null,
  ],
] as const)(
  'a SOCKS proxy %s is to blame, without its credentials in the error',
  async ([, url, fault]) => {
    socks.fault = fault

    const error = await failureOf(check(url(), 300))

    expect(error).toMatchObject({ code: 'proxy_failed', owner: 'proxy' })
    const shown = `${inspect(error, { depth: 20, showHidden: true })} ${logged.join('')}`
    for (const secret of [LOGIN.password, encodeURIComponent(LOGIN.password), 'hunter22']) {
      expect(shown).not.toContain(secret)
    }
    await expect.poll(socks.open).toBe(0)
  },
)

test('an abort ends the wait for a SOCKS proxy at once with its own reason', async () => {
  socks.fault = 'silent'
  const controller = new AbortController()
  const proxyUrl = `socks5://${CREDENTIALS}@${socks.address}`
  const held = aHeldAccount(sim, 0, { session, proxyUrl, signal: controller.signal })
  const call = failureOf(anAdapter(sim, { timeoutMs: 60_000 }).open(held).checkSession())
  await expect.poll(socks.open).toBe(1)

  const reason = new InterruptedError('the daemon is stopping')
  controller.abort(reason)

  expect(await call).toBe(reason)
  await expect.poll(socks.open).toBe(0)
})

test('a request that hangs behind a SOCKS proxy ends at the deadline', async () => {
  sim.control.failAccount(sim.accounts[0]?.username ?? '', { kind: 'hang', count: 1 })
  const error = await failureOf(check(`socks5://${CREDENTIALS}@${socks.address}`, 1_500))
  expect(error).toMatchObject({ code: 'platform_transient' })
  await expect.poll(socks.open).toBe(0)
})

test('requests go through an https proxy whose certificate is its own', async () => {
  const proxy = await startHttpsProxy('127.0.0.1')

  const owner = await anAdapter({ caPem: `${sim.caPem}\n${proxy.caPem}` })
    .open(aHeldAccount(sim, 0, { session, proxyUrl: proxy.url }))
    .checkSession()
  await proxy.close()

  expect(owner.username).toBe(sim.accounts[0]?.username)
})

test.for([
  ['that nobody vouches for', '127.0.0.1', false],
  ['of another place', '127.0.0.2', true],
  ['of the platform', 'i.instagram.com', true],
] as const)('an https proxy with a certificate %s is refused', async ([, host, isTrusted]) => {
  const proxy = await startHttpsProxy(host)
  const caPem = isTrusted ? `${sim.caPem}\n${proxy.caPem}` : sim.caPem

  const error = await failureOf(
    anAdapter({ caPem })
      .open(aHeldAccount(sim, 0, { session, proxyUrl: proxy.url }))
      .checkSession(),
  )
  await proxy.close()

  expect(error).toMatchObject({ code: 'proxy_failed' })
  expect(String(error)).toContain('certificate of the proxy')
})

test('a check goes to the neutral place, sends nothing there and tells how long it took', async () => {
  const before = sim.referee.report().requests

  const ms = await anAdapter(sim, { proxyCheckTarget: NEUTRAL_TARGET }).checkProxy(
    proxyUrl(),
    signal,
  )

  expect(ms).toBeGreaterThan(0)
  expect(ms).toBeLessThan(10_000)
  expect(sim.referee.report().requests).toBe(before)
})

test('a check through a SOCKS proxy asks for the same place, and leaves no connection', async () => {
  const adapter = anAdapter(sim, { proxyCheckTarget: 'neutral.example:8443' })

  await adapter.checkProxy(`socks5://${CREDENTIALS}@${socks.address}`, signal)

  expect(socks.asked).toEqual(['neutral.example:8443'])
  await expect.poll(socks.open).toBe(0)
})

test.for(['dead', 'refuse_credentials', 'bad_gateway'] as const)(
  'a check of a proxy that fails (%s) says so, without its credentials',
  async (kind) => {
    sim.control.failProxy(0, { kind })
    const error = await failureOf(anAdapter(sim).checkProxy(proxyUrl(), signal))
    expect(error).toMatchObject({ code: 'proxy_failed' })
    expect(inspect(error, { depth: 20 })).not.toContain(new URL(proxyUrl()).password)
  },
)

test.for(['', 'nonsense', 'ftp://127.0.0.1:1', 'http://127.0.0.1:1'])(
  'a check of %o fails as a proxy does',
  async (url) => {
    const error = await failureOf(anAdapter(sim).checkProxy(url, signal))
    expect(error).toMatchObject({ code: 'proxy_failed' })
  },
)

test('a check has an end in time, and one that is aborted ends with the reason', async () => {
  socks.fault = 'silent'
  const url = `socks5://${CREDENTIALS}@${socks.address}`
  const late = await failureOf(anAdapter(sim, { proxyCheckTimeoutMs: 100 }).checkProxy(url, signal))
  expect(late).toMatchObject({ code: 'proxy_failed', message: 'no connection within 100 ms' })

  const controller = new AbortController()
  const call = failureOf(anAdapter(sim).checkProxy(url, controller.signal))
  await expect.poll(socks.open).toBe(1)
  const reason = new InterruptedError('the daemon is stopping')
  controller.abort(reason)

  expect(await call).toBe(reason)
  await expect.poll(socks.open).toBe(0)
})

test.for([
  ['http://host', { protocol: 'http:', host: 'host', port: 80, credentials: null }],
  ['https://host', { protocol: 'https:', port: 443 }],
  ['socks5://host', { protocol: 'socks5:', port: 1080 }],
  ['socks5h://[::1]:9', { protocol: 'socks5h:', host: '::1', port: 9 }],
  ['http://a:b%40c@h:1', { credentials: { username: 'a', password: 'b@c' } }],
  ['http://a:100%@h:1', { credentials: { username: 'a', password: '100%' } }],
  ['socks5://a:%ff@h:1', { credentials: { username: 'a', password: '%ff' } }],
] as const)('%s is read as %o', ([url, address]) => {
  expect(parseProxyUrl(url)).toMatchObject(address)
})

const proxyUrl = (): string => sim.proxies[0]?.url ?? ''

/** A proxy that is reached by TLS, with a certificate for `host`, and leads everything to the platform. */
async function startHttpsProxy(host: string) {
  const common = {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 86_400_000),
  } as const
  const authority = await generate([{ name: 'commonName', value: 'proxy authority' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const altName = /^[\d.]+$/.test(host)
    ? ({ type: 7, ip: host } as const)
    : ({ type: 2, value: host } as const)
  const { private: key, cert } = await generate([{ name: 'commonName', value: host }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'subjectAltName', altNames: [altName] },
    ],
  })
  const tunnels = new Set<Socket>()
  const server = createHttpsServer({ key, cert }).on('connect', (_request, tunnel: Socket) => {
    tunnels.add(tunnel)
    const onward = connect({ host: '127.0.0.1', port: sim.directPort }, () => {
      tunnel.write('HTTP/1.1 200 OK\r\n\r\n')
      tunnel.pipe(onward).pipe(tunnel)
    })
    tunnel.on('error', () => onward.destroy())
    tunnel.once('close', () => onward.destroy())
    onward.on('error', () => tunnel.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    caPem: authority.cert,
    url: urlOf(server).replace('http:', 'https:'),
    close: async () => {
      for (const tunnel of tunnels) tunnel.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
