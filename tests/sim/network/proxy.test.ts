import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runCommand } from '../../../sim/network/commands.ts'
import { startNetworkProxy, type NetworkProxy } from '../../../sim/network/proxy.ts'

/** A server that answers what it gets, and writes down what it got. */
async function anEcho() {
  const got: string[] = []
  const ends: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => ends.push('closed'))
    socket.on('data', (piece) => {
      got.push(String(piece))
      socket.write(piece)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    sockets.forEach((socket) => socket.destroy())
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, got, ends }
}

async function aProxy() {
  const echo = await anEcho()
  const proxy = await startNetworkProxy({ host: '127.0.0.1', port: echo.port })
  onTestFinished(async () => await proxy.close())
  return { proxy, echo }
}

async function aClient(proxy: NetworkProxy) {
  const heard: string[] = []
  const events: string[] = []
  const socket = connect(proxy.port, '127.0.0.1')
  socket.on('data', (piece) => heard.push(String(piece)))
  socket.on('error', (error) => events.push('code' in error ? String(error.code) : error.message))
  socket.on('close', () => events.push('closed'))
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return { socket, heard, events, say: (text: string) => void socket.write(text) }
}

describe('the network proxy', () => {
  test('forwards both ways, and ends of connections', async () => {
    const { proxy, echo } = await aProxy()
    const client = await aClient(proxy)
    client.say('hello')
    await expect.poll(() => client.heard).toEqual(['hello'])

    client.socket.end()

    await expect.poll(() => echo.ends).toEqual(['closed'])
    await expect.poll(() => proxy.connections).toBe(0)
  })

  test('goes silent: no byte, and no sign of an end, on either side; new connections work once healed', async () => {
    const { proxy, echo } = await aProxy()
    const client = await aClient(proxy)
    client.say('before')
    await expect.poll(() => client.heard).toEqual(['before'])

    proxy.silence()
    client.say('lost')
    const during = await aClient(proxy)
    during.say('lost too')
    proxy.heal()
    const after = await aClient(proxy)
    after.say('after')
    await expect.poll(() => after.heard).toEqual(['after'])
    client.say('still lost')
    client.socket.destroy()
    after.say('again')
    await expect.poll(() => after.heard.join('')).toBe('afteragain')

    expect(echo.got.join(' ')).toBe('before after again')
    expect(echo.ends).toEqual([])
    expect(during.events).toEqual([])
  })

  test('loses one direction only', async () => {
    const { proxy, echo } = await aProxy()
    const client = await aClient(proxy)
    expect(runCommand(proxy, 'silence to-client')).toBe('ok')

    client.say('heard by the server')

    await expect.poll(() => echo.got).toEqual(['heard by the server'])
    expect(client.heard).toEqual([])
  })

  test('resets open connections, and new ones while it refuses', async () => {
    const { proxy } = await aProxy()
    const client = await aClient(proxy)
    client.say('hello')
    await expect.poll(() => client.heard).toHaveLength(1)

    proxy.reset()
    await expect.poll(() => client.events).toEqual(['ECONNRESET', 'closed'])

    proxy.refuse()
    const refused = connect(proxy.port, '127.0.0.1')
    const [error] = await once(refused, 'error')
    expect(error).toMatchObject({ code: 'ECONNRESET' })
  })

  test.for([
    ['before', 'half-open', [], []],
    ['after', 'half-open', ['BEGIN; Commit'], []],
    ['before', 'reset', [], ['ECONNRESET', 'closed']],
    ['after', 'reset', ['BEGIN; Commit'], ['ECONNRESET', 'closed']],
  ] as const)('cuts %s a text, %s', async ([when, cut, got, events]) => {
    const { proxy, echo } = await aProxy()
    const client = await aClient(proxy)
    const sprung = proxy.cutAt('commit', { cut, when })

    client.say('BEGIN; Commit')
    await sprung

    await expect.poll(() => client.events).toEqual(events)
    await expect.poll(() => echo.got).toEqual(got)
    expect(client.heard).toEqual([])
    const next = await aClient(proxy)
    next.say('commit')
    await expect.poll(() => next.heard).toEqual(['commit'])
  })

  test('lets only so many bytes through in a second, and delays each piece', async () => {
    const { proxy } = await aProxy()
    const client = await aClient(proxy)
    runCommand(proxy, 'delay 20')
    runCommand(proxy, 'rate 100000')
    const startedAt = performance.now()

    client.say('x'.repeat(10_000))

    await expect.poll(() => client.heard.join('').length).toBe(10_000)
    // 0.1 s and 20 ms each way, of which the pieces of one way overlap with those of the other.
    expect(performance.now() - startedAt).toBeGreaterThan(100)
  })

  test('explains its commands', async () => {
    const { proxy } = await aProxy()

    expect(runCommand(proxy, 'what')).toContain('silence')
    expect(runCommand(proxy, 'delay soon')).toBe('delay: expected a number')
    expect(runCommand(proxy, 'cut commit')).toContain('cut: expected')
    expect(runCommand(proxy, 'status')).toBe('0 connections')
  })
})
