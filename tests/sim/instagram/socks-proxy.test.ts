import { connect, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  NEUTRAL_TARGET,
  startInstagramSim,
  type InstagramSim,
} from '../../../sim/instagram/index.ts'
import { connectThrough, loggedIn } from './plain-client.ts'
import { createShiftedClock } from './shifted-clock.ts'

const SOCKS = 1
let sim: InstagramSim
const url = (): string => sim.proxies[SOCKS]?.url ?? ''

beforeAll(async () => {
  sim = await startInstagramSim({
    seed: 'socks',
    clock: createShiftedClock(),
    accounts: 1,
    proxies: 1,
    socksProxies: 1,
  })
})
afterEach(() => sim.control.clearAll())
afterAll(() => sim.close())

/**
 * Sends the parts byte by byte, each after the answer to the previous one; returns the answers in
 * hex.
 */
async function answersTo(...parts: Buffer[]): Promise<string[]> {
  const { hostname, port } = new URL(url())
  const socket: Socket = connect(Number(port), hostname)
  socket.setNoDelay(true)
  const answers: string[] = []
  for (const part of parts) {
    for (const byte of part) socket.write(Buffer.from([byte]))
    answers.push(
      await new Promise<string>((resolve) => {
        socket.once('data', (bytes: Buffer) => resolve(bytes.toString('hex')))
        socket.once('close', () => resolve('closed'))
        // Unread bytes turn its end into a reset.
        socket.once('error', () => resolve('closed'))
      }),
    )
  }
  socket.destroy()
  return answers
}

const bytes = (...values: (number | string)[]): Buffer =>
  Buffer.concat(
    values.map((value) => (typeof value === 'number' ? Buffer.from([value]) : Buffer.from(value))),
  )
const hello = bytes(5, 2, 0, 2)
const password = (user: string, word: string): Buffer =>
  bytes(1, user.length, user, word.length, word)
const own = (): Buffer => {
  const { username, password: word } = new URL(url())
  return password(decodeURIComponent(username), decodeURIComponent(word))
}
const request = (command: number, ...address: (number | string)[]): Buffer =>
  bytes(5, command, 0, ...address)
const HOST = 'i.instagram.com'
const platform = request(1, 3, HOST.length, HOST, 443 >> 8, 443 & 255)

describe('a SOCKS proxy', () => {
  test('follows the HTTP proxies, and leads to the platform by its name', async () => {
    expect(sim.proxies.map((proxy) => new URL(proxy.url).protocol)).toEqual(['http:', 'socks5:'])
    const ask = await loggedIn(sim, 0, SOCKS)
    expect((await ask({ path: 'accounts/current_user/' })).status).toBe(200)
    expect(sim.referee.violations().map(({ rule }) => rule)).not.toContain('no_proxy')
  })

  test('speaks as the RFCs have it, however its bytes arrive', async () => {
    expect(await answersTo(hello, own(), platform)).toEqual([
      '0502',
      '0100',
      '05000001000000000000',
    ])
  })

  test('asks for user and password, and for the right ones', async () => {
    expect(await answersTo(bytes(5, 1, 0))).toEqual(['05ff'])
    expect(await answersTo(hello, password('user', 'guess'))).toEqual(['0502', '0101'])
    expect(await answersTo(bytes(4, 1, 0))).toEqual(['closed'])
  })

  test.for([
    ['another place by its name', request(1, 3, 11, 'example.org', 1, 187), '02'],
    ['another port', request(1, 3, HOST.length, HOST, 0, 80), '02'],
    ['an address', request(1, 1, 127, 0, 0, 1, 1, 187), '08'],
    ['listening', request(2, 3, HOST.length, HOST, 1, 187), '07'],
  ] as const)('refuses %s', async ([, asked, code]) => {
    expect((await answersTo(hello, own(), asked)).at(-1)).toBe(`05${code}0001000000000000`)
  })

  test('lets through to the neutral place', async () => {
    const socket = await connectThrough(url(), NEUTRAL_TARGET)
    socket.destroy()
  })

  test.for([
    ['dead', /closed|ECONNRESET/],
    ['refuse_credentials', /Authentication failed/],
    ['bad_gateway', /Failure/],
  ] as const)('can be %s, and well again', async ([kind, message]) => {
    sim.control.failProxy(SOCKS, { kind })
    await expect(connectThrough(url())).rejects.toThrow(message)
    sim.control.clearProxy(SOCKS)
    const healed = await connectThrough(url())
    healed.destroy()
  })

  test('can be slow', async () => {
    sim.control.failProxy(SOCKS, { kind: 'slow', delayMs: 150 })
    const before = performance.now()
    const socket = await connectThrough(url())
    socket.destroy()
    expect(performance.now() - before).toBeGreaterThan(140)
  })

  test('can have an address that the platform does not like', async () => {
    const ask = await loggedIn(sim, 0, SOCKS)
    sim.control.failProxy(SOCKS, { kind: 'ip_blocked' })
    expect((await ask({ path: 'accounts/current_user/' })).body['error_type']).toBe('sentry_block')
  })

  test('cuts the tunnels it has when it dies', async () => {
    const socket = await connectThrough(url())
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.on('error', () => socket.destroy()).resume()
    sim.control.failProxy(SOCKS, { kind: 'dead' })
    await closed
  })
})
