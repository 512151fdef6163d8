import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  NEUTRAL_TARGET,
  startInstagramSim,
  type InstagramSim,
} from '../../../sim/instagram/index.ts'
import { connectThrough, loggedIn } from './plain-client.ts'
import { createShiftedClock } from './shifted-clock.ts'

let sim: InstagramSim
const urlOf = (index: number): string => sim.proxies[index]?.url ?? ''

beforeAll(async () => {
  sim = await startInstagramSim({
    seed: 'proxy',
    clock: createShiftedClock(),
    accounts: 1,
    proxies: 2,
  })
})
afterEach(() => sim.control.clearAll())
afterAll(() => sim.close())

describe('a proxy', () => {
  test('asks for its own credentials', async () => {
    const withCredentials = (username: string, password: string): string => {
      const url = new URL(urlOf(0))
      return Object.assign(url, { username, password }).href
    }
    await expect(connectThrough(withCredentials('', ''))).rejects.toThrow('407')
    await expect(connectThrough(withCredentials('user', 'guess'))).rejects.toThrow('407')
    const { username, password } = new URL(urlOf(1))
    await expect(connectThrough(withCredentials(username, password))).rejects.toThrow('407')
    const socket = await connectThrough(urlOf(0))
    socket.destroy()
  })

  test('leads nowhere but to the platform and to one neutral place', async () => {
    for (const target of [
      'example.org:443',
      'i.instagram.com:80',
      '127.0.0.1:22',
      'evil-i.instagram.com:443',
    ]) {
      await expect(connectThrough(urlOf(0), target)).rejects.toThrow('403')
    }
    const socket = await connectThrough(urlOf(0), NEUTRAL_TARGET)
    socket.destroy()
  })

  test('tunnels, and does nothing else', async () => {
    const { hostname, port } = new URL(urlOf(0))
    const status = await new Promise((resolve, reject) => {
      request({ hostname, port, path: 'http://i.instagram.com/api/v1/users/x/usernameinfo/' })
        .once('response', (response) => resolve(response.resume().statusCode))
        .once('error', reject)
        .end()
    })
    expect(status).toBe(405)
  })

  test.for([
    ['dead', /socket hang up|ECONNRESET/],
    ['refuse_credentials', '407'],
    ['bad_gateway', '502'],
  ] as const)('can be %s, alone', async ([kind, message]) => {
    sim.control.failProxy(0, { kind })
    await expect(connectThrough(urlOf(0))).rejects.toThrow(message)
    const other = await connectThrough(urlOf(1))
    other.destroy()
    sim.control.clearProxy(0)
    const healed = await connectThrough(urlOf(0))
    healed.destroy()
  })

  test('can fail later: after so many tunnels to the platform', async () => {
    sim.control.failProxy(0, { kind: 'dead', skip: 2 })
    const held = [await connectThrough(urlOf(0)), await connectThrough(urlOf(0))]
    const closed = held.map((socket) => {
      socket.on('error', () => socket.destroy()).resume()
      return once(socket, 'close')
    })
    await expect(connectThrough(urlOf(0))).rejects.toThrow(/socket hang up|ECONNRESET/)
    await Promise.all(closed)
    sim.control.clearProxy(0)
    const healed = await connectThrough(urlOf(0))
    healed.destroy()
  })

  test('cuts the tunnels it has when it dies', async () => {
    const socket = await connectThrough(urlOf(0))
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.on('error', () => socket.destroy()).resume()
    sim.control.failProxy(0, { kind: 'dead' })
    await closed
  })

  test('outlives clients that speak nonsense or hang up in the middle', async () => {
    for (const part of [
      '',
      'GET / HTTP/1.1\r\n\r\n',
      '\u0016\u0003\u0001\u0002\u0000\u0001\u0000',
    ]) {
      const tunnel = await connectThrough(urlOf(0))
      const direct = connect(sim.directPort, '127.0.0.1')
      await once(direct, 'connect')
      for (const socket of [tunnel, direct]) {
        socket.on('error', () => socket.destroy())
        await new Promise<void>((resolve) => {
          socket.write(part, () => resolve())
        })
        socket.resetAndDestroy()
      }
    }
    const ask = await loggedIn(sim)
    expect((await ask({ path: 'accounts/current_user/' })).status).toBe(200)
  })

  test('can be slow', async () => {
    sim.control.failProxy(0, { kind: 'slow', delayMs: 150 })
    const before = performance.now()
    const socket = await connectThrough(urlOf(0))
    socket.destroy()
    expect(performance.now() - before).toBeGreaterThan(140)
  })

  test('can have an address that the platform does not like', async () => {
    const ask = await loggedIn(sim)
    sim.control.failProxy(0, { kind: 'ip_blocked' })
    expect((await ask({ path: 'accounts/current_user/' })).body['error_type']).toBe('sentry_block')
  })
})
