import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { createRoute, createRouter, json, jsonBody, z, type Router } from '../../src/http/router.ts'
import { listenHttp } from '../../src/http/server.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { anApi, API_KEY, init, problemIn, served } from './kit.ts'

const KB = 1024
const ROOM = {
  total: 400 * KB,
  ofStrangers: 240 * KB,
  ofAddress: 80 * KB,
  ofAddressKnown: 110 * KB,
}
const Anything = z.object({ a: z.unknown() })

/** A route for everybody, and one for tokens. */
function routes(): Router {
  const router = createRouter()
  const responses = { 200: json('Received', z.unknown()) }
  const bodies = { open: jsonBody(Anything, { maxBytes: 64 * KB }), known: jsonBody(Anything) }
  for (const [name, body] of Object.entries(bodies)) {
    const access = name === 'open' ? 'open' : 'creators:write'
    const path = `/api/${name}`
    router.openapi(
      createRoute({ access, method: 'post', path, request: { body }, responses }),
      (c) => c.json({ received: true }, 200),
    )
  }
  return router
}

async function serve(db: Db, options: { strangerBodyMs?: number } = {}): Promise<number> {
  const { app } = anApi(db, [routes()])
  const server = await listenHttp(app, { host: '127.0.0.1', port: 0, input: ROOM, ...options })
  onTestFinished(async () => await server.close(0))
  return server.port
}

/** A connection that collects what comes back. */
function open(port: number, request: string, localAddress = '127.0.0.1') {
  const socket: Socket = connect({ port, host: '127.0.0.1', localAddress })
  const answer = { text: '' }
  socket.on('data', (chunk: Buffer) => (answer.text += chunk.toString()))
  socket.on('error', () => undefined)
  socket.write(request)
  onTestFinished(() => void socket.destroy())
  const status = async (): Promise<string> => {
    await expect.poll(() => answer.text).toMatch(/^HTTP/)
    return answer.text.slice(9, 12)
  }
  return { socket, answer, status }
}

const head = (path: string, headers: string): string =>
  `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${headers}\r\n`
const TOKEN = `authorization: Bearer ${API_KEY}\r\n`
const BODY = '{"a":1}'
const whole = (path: string, headers = ''): string =>
  `${head(path, `${headers}content-length: ${BODY.length}\r\n`)}${BODY}`

/** Reserves all that strangers of an address may have, and waits until it is so. */
async function fillAsStranger(port: number, localAddress: string, chunked = false): Promise<void> {
  const piece = ' '.repeat(20 * KB - 1)
  const size = chunked ? 'transfer-encoding: chunked\r\n' : `content-length: ${20 * KB}\r\n`
  const bytes = chunked ? `${(20 * KB - 1).toString(16)}\r\n${piece}\r\n` : piece
  for (let n = 0; n < 6; n += 1) open(port, head('/api/open', size) + bytes, localAddress)
  await expect
    .poll(async () => await open(port, whole('/api/open'), localAddress).status())
    .toBe('503')
}

describe('unfinished bodies', () => {
  test.for([
    ['announced', false],
    ['in chunks', true],
  ] as const)('%s fill the room of their address, and of no other', async ([, chunked], { db }) => {
    const port = await serve(db)
    await fillAsStranger(port, '127.0.0.1', chunked)

    const refused = open(port, whole('/api/open'))
    expect(await refused.status()).toBe('503')
    expect(refused.answer.text).toMatch(/\r\nretry-after: \d+\r\n/i)
    expect(refused.answer.text).toContain('"code":"bodies_waiting"')
    expect(await open(port, whole('/api/open'), '127.0.0.2').status()).toBe('200')
    expect(await open(port, whole('/api/known', TOKEN)).status()).toBe('200')
  })

  test('of strangers everywhere leave room for a valid token', async ({ db }) => {
    const port = await serve(db)
    for (const n of [1, 2, 3]) await fillAsStranger(port, `127.0.0.${n}`)

    expect(await open(port, whole('/api/open'), '127.0.0.9').status()).toBe('503')
    expect(await open(port, whole('/api/known', TOKEN), '127.0.0.9').status()).toBe('200')
    expect(await open(port, whole('/api/known', 'authorization: Bearer wrong\r\n')).status()).toBe(
      '401',
    )
  })

  test('give their room back when they end', async ({ db }) => {
    const port = await serve(db)
    const sockets = Array.from(
      { length: 4 },
      () => open(port, head('/api/open', `content-length: ${20 * KB}\r\n`)).socket,
    )
    await expect.poll(async () => await open(port, whole('/api/open')).status()).toBe('503')
    for (const socket of sockets) socket.destroy()

    await expect.poll(async () => await open(port, whole('/api/open')).status()).toBe('200')
  })

  test('of strangers have to arrive soon', async ({ db }) => {
    const port = await serve(db, { strangerBodyMs: 100 })

    const late = open(port, head('/api/open', 'content-length: 100\r\n'))
    const known = open(port, head('/api/known', `${TOKEN}content-length: 7\r\n`))

    expect(await late.status()).toBe('408')
    known.socket.write(BODY)
    expect(await known.status()).toBe('200')
  })
})

describe('a body that is refused by its headers', () => {
  test('is not asked for', async ({ db }) => {
    const port = await serve(db)
    const expecting = (path: string, size: number, headers = ''): string =>
      head(path, `${headers}expect: 100-continue\r\ncontent-length: ${size}\r\n`)

    expect(await open(port, expecting('/api/open', 65 * KB)).status()).toBe('413')
    expect(await open(port, expecting('/api/known', 7)).status()).toBe('401')
    const good = open(port, expecting('/api/known', 7, TOKEN))
    expect(await good.status()).toBe('100')
    good.socket.write(BODY)
    await expect.poll(() => good.answer.text).toContain('HTTP/1.1 200 ')
  })

  test('is not read, and its client gets the refusal before the connection ends', async ({
    db,
  }) => {
    const port = await serve(db)
    const size = 200 * 1024 * KB
    const { socket, answer, status } = open(port, head('/api/open', `content-length: ${size}\r\n`))
    const closed = new Promise((resolve) => socket.once('close', resolve))
    let taken = 0
    for (let sent = 0; sent < size; sent += 1024 * KB)
      socket.write(Buffer.alloc(1024 * KB), (error) => (taken += error ? 0 : 1024 * KB))

    expect(await status()).toBe('413')
    await closed
    expect(answer.text).toContain('"code":"body_too_large"')
    // Else the client would send its next request on a connection that ends.
    expect(answer.text.toLowerCase()).toContain('connection: close')
    // What the system's own buffers hold, far from all of it.
    expect(taken).toBeLessThan(50 * 1024 * KB)
  })

  test('when it is compressed', async ({ db }) => {
    const url = await served(anApi(db, [routes()]).app)
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }

    const answer = await fetch(`${url}/api/known`, init('POST', { body: gzipSync(BODY), headers }))

    expect(answer.status).toBe(415)
    expect((await problemIn(answer)).errors).toMatchObject([{ field: 'content-encoding' }])
  })
})

test('a body with a false length is cut, or what follows it is a request of its own', async ({
  db,
}) => {
  const port = await serve(db)
  const short = open(port, `${head('/api/open', 'content-length: 100\r\n')}${BODY}`)
  short.socket.end()
  await once(short.socket, 'close')
  const long = open(port, `${head('/api/open', 'content-length: 7\r\n')}${BODY}${BODY}`)

  expect(short.answer.text).not.toContain(' 200 ')
  expect(await long.status()).toBe('200')
  await expect.poll(() => long.answer.text).toContain('HTTP/1.1 400 ')
})

describe('JSON', () => {
  const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`

  test.for([
    ['nested 100,000 deep', deep, 422, 'is nested deeper than 64 levels'],
    ['of 300,000 values', `{"a":[${'{},'.repeat(300_000)}1]}`, 422, 'has more than 50000 values'],
    ['that is none', '{"a" 1}', 400, 'is not valid JSON (at position 5)'],
  ] as const)('%s is a fault of the body', async ([, body, status, reason], { db }) => {
    const { send } = anApi(db, [routes()])
    const headers = { 'content-type': 'application/json' }

    const answer = await send('POST', '/api/known', { body, headers })

    expect(answer.status).toBe(status)
    expect((await problemIn(answer)).errors).toMatchObject([{ field: 'body', reason }])
  })

  test('with texts that cannot be stored names them by their paths', async ({ db }) => {
    const { send } = anApi(db, [routes()])

    const answer = await send('POST', '/api/known', {
      json: { a: ['fine', { b: 'a\0b', 'c\0d': 1 }, '\ud800', '😀'] },
    })

    expect(answer.status).toBe(422)
    expect((await problemIn(answer)).errors.map(({ field }) => field)).toEqual([
      'a.1.b',
      'a.1.?',
      'a.2',
    ])
  })
})
