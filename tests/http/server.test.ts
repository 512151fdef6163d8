import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { createRoute, createRouter, json, jsonBody, z, type Router } from '../../src/http/router.ts'
import { listenHttp } from '../../src/http/server.ts'
import { streamEvents } from '../../src/http/streams/sse.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { anApi, API_KEY, init, problemIn, served } from './kit.ts'

/** A route that answers when `finished` says so, one that streams until it is told to stop, and one that reads. */
function slowRoutes(finished: Promise<void>, onStart: () => void = () => undefined): Router {
  const router = createRouter()
  const responses = { 200: json('Done', z.unknown()) }
  router.openapi(
    createRoute({ access: 'creators:read', method: 'get', path: '/api/slow', responses }),
    async (c) => {
      onStart()
      await finished
      return c.json({ done: true }, 200)
    },
  )
  router.get('/api/stream', (c) =>
    streamEvents(c, async function* (signal) {
      yield { event: 'hello', data: {} }
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      yield { event: 'goodbye', data: {} }
    }),
  )
  const request = { body: jsonBody(z.object({ names: z.array(z.string()) })) }
  router.openapi(
    createRoute({
      access: 'creators:write',
      method: 'post',
      path: '/api/names',
      request,
      responses,
    }),
    (c) => c.json(c.req.valid('json').names.length, 200),
  )
  return router
}

const never = new Promise<void>(() => undefined)

/** Sends raw bytes and gives everything that comes back until the server hangs up. */
async function raw(url: string, request: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(request)
  return await text(socket)
}

describe('a body', () => {
  const head = 'POST /api/names HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n'
  const auth = `authorization: Bearer ${API_KEY}\r\n`

  test('of 20 MB is refused before it has come', async ({ db }) => {
    const url = await served(anApi(db, [slowRoutes(never)]).app)

    const answer = await raw(url, `${head}${auth}content-length: 20971520\r\n\r\n{"names":`)

    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toContain('"errors":[{"field":"body","reason":"is larger than 2 MB",')
  })

  test('that does not say its size is refused as soon as it is too large', async ({ db }) => {
    const url = await served(anApi(db, [slowRoutes(never)]).app)
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`

    const answer = await raw(
      url,
      `${head}${auth}transfer-encoding: chunked\r\n\r\n${chunk.repeat(33)}`,
    )

    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  })

  test('of 20 MB lets an ordinary client read the refusal', async ({ db }) => {
    const url = await served(anApi(db, [slowRoutes(never)]).app)
    const body = Buffer.alloc(20 * 1024 * 1024, ' ')
    const headers = { 'content-type': 'application/json' }

    const response = await fetch(`${url}/api/names`, init('POST', { body, headers }))

    expect(response.status).toBe(413)
    expect((await problemIn(response)).code).toBe('body_too_large')
  })

  test('of ten thousand names is read', async ({ db }) => {
    const url = await served(anApi(db, [slowRoutes(never)]).app)
    const names = Array.from({ length: 10_000 }, (_, index) => `creator_number_${index}`)

    const response = await fetch(`${url}/api/names`, init('POST', { json: { names } }))

    expect(await response.json()).toBe(10_000)
  })
})

describe('what is not HTTP', () => {
  test('is answered with a problem', async ({ db }) => {
    const answer = await raw(await served(anApi(db, []).app), 'hello\r\n\r\n')

    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'bad_request' })
  })

  test('for letters in its address says how to write them', async ({ db }) => {
    const url = await served(anApi(db, []).app)

    const answer = await raw(url, 'GET /api/blogs?q=мама HTTP/1.1\r\nhost: a\r\n\r\n')

    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('percent-encoded')
  })

  test('is answered behind what was asked before it, never in its place', async ({ db }) => {
    const { promise: finished, resolve: finish } = Promise.withResolvers<void>()
    const url = await served(anApi(db, [slowRoutes(finished, () => setTimeout(finish, 50))]).app)
    const auth = `authorization: Bearer ${API_KEY}\r\n`

    const answer = await raw(url, `GET /api/slow HTTP/1.1\r\nhost: a\r\n${auth}\r\nBROKEN\r\n\r\n`)

    expect([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual([
      '200',
      '400',
    ])
  })

  test('of version 0.9 is refused', async ({ db }) => {
    const answer = await raw(await served(anApi(db, []).app), 'GET /livez\r\n\r\n')

    expect(answer).toMatch(/^HTTP\/1\.1 505 /)
  })

  test('because its body ends early is no failure of gramd', async ({ db }) => {
    const { app, lines } = anApi(db, [slowRoutes(never)])
    const url = await served(app)
    const head = `POST /api/names HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${API_KEY}\r\n`
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.write(`${head}content-type: application/json\r\ncontent-length: 50\r\n\r\n{`)
    setTimeout(() => socket.destroy(), 50)

    await expect
      .poll(() => lines.find(({ msg }) => msg === 'request answered')?.['status'])
      .toBe(400)
    expect(lines.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('for its headers alone is answered with a problem', async ({ db }) => {
    const url = await served(anApi(db, []).app)

    const answer = await raw(url, `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`)

    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
  })
})

describe('a server that closes', () => {
  test('answers what it has begun and takes nothing new', async ({ db }) => {
    const { promise: finished, resolve: finish } = Promise.withResolvers<void>()
    const { promise: started, resolve: start } = Promise.withResolvers<void>()
    const { app } = anApi(db, [slowRoutes(finished, start)])
    const server = await listenHttp(app, { host: '127.0.0.1', port: 0 })
    const url = `http://127.0.0.1:${server.port}`
    const running = fetch(`${url}/api/slow`, init('GET'))
    await started

    const closed = server.close(60_000)
    await expect(fetch(`${url}/livez`)).rejects.toThrow('fetch failed')
    finish()

    expect(await (await running).json()).toEqual({ done: true })
    await closed
  })

  test('lets streams end in order', async ({ db }) => {
    const server = await listenHttp(anApi(db, [slowRoutes(never)]).app, {
      host: '127.0.0.1',
      port: 0,
    })
    const response = await fetch(`http://127.0.0.1:${server.port}/api/stream`, init('GET'))

    await server.close(60_000)

    expect(await response.text()).toContain('event: goodbye')
  })

  test('cuts what is not finished after the grace time', async ({ db }) => {
    const { promise: started, resolve: start } = Promise.withResolvers<void>()
    const { app } = anApi(db, [slowRoutes(never, start)])
    const server = await listenHttp(app, { host: '127.0.0.1', port: 0 })
    const running = fetch(`http://127.0.0.1:${server.port}/api/slow`, init('GET'))
    const outcome = expect(running).rejects.toThrow('fetch failed')
    await started

    await server.close(20)

    await outcome
  })
})

test('a port in use is named, with what to do', async ({ db }) => {
  const { app } = anApi(db, [])
  const port = Number(new URL(await served(app)).port)

  await expect(listenHttp(app, { host: '127.0.0.1', port })).rejects.toThrow(
    `cannot listen on 127.0.0.1:${port}: the port is in use; stop the other program or set GRAMD_PORT`,
  )
})
