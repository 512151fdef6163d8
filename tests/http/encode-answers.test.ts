import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { gunzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import { createRoute, createRouter, json, problem, z, type Router } from '../../src/http/router.ts'
import { LimitedError, type Disposition } from '../../src/base/errors.ts'
import { streamDownload } from '../../src/http/download.ts'
import { describe, expect, testOnSharedDatabase as test } from '../fixtures/test.ts'
import { anApi, API_KEY, init, served } from './kit.ts'

class SpentError extends LimitedError {
  readonly code = 'spent'
  readonly disposition: Disposition = { action: 'snooze', delayMs: 60_000 }
  readonly limit = { name: 'calls', quota: 2, unit: 'concurrent-requests' } as const
}

/** Texts of a length, at a path of creators and at one of something else. */
function texts(state: { text: string }): Router {
  const responses = { 200: json('A text', z.object({ text: z.string() })) }
  const request = { query: z.object({ bytes: z.coerce.number().optional() }) }
  const router = createRouter()
  for (const path of ['/api/blogs', '/api/tasks']) {
    const route = createRoute({ access: 'creators:read', method: 'get', path, request, responses })
    router.openapi(route, (c) => {
      const { bytes } = c.req.valid('query')
      return c.json({ text: bytes === undefined ? state.text : 'x'.repeat(bytes) }, 200)
    })
  }
  const spent = createRoute({
    access: 'creators:read',
    method: 'get',
    path: '/api/spent',
    responses: { 429: problem('Nothing is left') },
  })
  router.openapi(spent, () => {
    throw new SpentError('nothing is left')
  })
  router.get('/api/file', async (c) => {
    async function* file(): AsyncGenerator<string, void> {
      for (;;) yield 'y'.repeat(100_000)
    }
    return await streamDownload(c, file(), { contentType: 'text/csv', fileName: 'a.csv' })
  })
  return router
}

const GZIP = { headers: { 'accept-encoding': 'br, gzip;q=0.8' } }

describe('JSON above 1 KB', () => {
  test('is compressed for who takes gzip', async ({ db }) => {
    const { send } = anApi(db, [texts({ text: 'a'.repeat(5_000) })])

    const answer = await send('GET', '/api/tasks', GZIP)
    const bytes = Buffer.from(await answer.arrayBuffer())

    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(answer.headers.get('vary')).toContain('Accept-Encoding')
    expect(answer.headers.get('content-length')).toBe(String(bytes.byteLength))
    expect(JSON.parse(gunzipSync(bytes).toString())).toEqual({ text: 'a'.repeat(5_000) })
  })

  test.for([
    ['nothing', undefined],
    ['another encoding', 'br'],
    ['no gzip', 'gzip;q=0, br'],
  ])('is left as it is for who asks for %s', async ([, encoding], { db }) => {
    const { send } = anApi(db, [texts({ text: 'a'.repeat(5_000) })])
    const headers = encoding === undefined ? {} : { 'accept-encoding': encoding }

    const answer = await send('GET', '/api/tasks', { headers })

    expect(answer.headers.get('content-encoding')).toBeNull()
    expect(await answer.json()).toEqual({ text: 'a'.repeat(5_000) })
  })

  test('is compressed only above 1 KB', async ({ db }) => {
    const answer = await anApi(db, [texts({ text: 'short' })]).send('GET', '/api/tasks', GZIP)

    expect(answer.headers.get('content-encoding')).toBeNull()
  })
})

describe('creators and lists', () => {
  test('have an ETag, and are not sent again while they are the same', async ({ db }) => {
    const state = { text: 'a'.repeat(2_000) }
    const { send } = anApi(db, [texts(state)])
    const first = await send('GET', '/api/blogs')
    const etag = first.headers.get('etag') ?? ''

    const same = await send('GET', '/api/blogs', { headers: { 'if-none-match': `"b", ${etag}` } })
    const zipped = await send('GET', '/api/blogs', {
      headers: { ...GZIP.headers, 'if-none-match': etag },
    })
    state.text = 'changed'
    const changed = await send('GET', '/api/blogs', { headers: { 'if-none-match': etag } })

    expect(etag).toMatch(/^W\/".{20,}"$/)
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    expect([same.status, await same.text()]).toEqual([304, ''])
    expect(same.headers.get('etag')).toBe(etag)
    expect(zipped.status).toBe(304)
    expect([changed.status, await changed.json()]).toEqual([200, { text: 'changed' }])
  })

  test('alone have one: nothing else may be kept by a cache', async ({ db }) => {
    const answer = await anApi(db, [texts({ text: 'a' })]).send('GET', '/api/tasks')

    expect(answer.headers.get('etag')).toBeNull()
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })
})

test('a limit that is spent is told by the headers of the IETF draft', async ({ db }) => {
  const answer = await anApi(db, [texts({ text: '' })]).send('GET', '/api/spent')

  expect(answer.status).toBe(429)
  expect(answer.headers.get('ratelimit-policy')).toBe('"calls";q=2;qu="concurrent-requests"')
  expect(answer.headers.get('ratelimit')).toBe('"calls";r=0;t=60')
  expect(answer.headers.get('retry-after')).toBe('60')
})

describe('a page of another site', () => {
  const origin = 'https://app.example.com'
  const preflight = { token: null, headers: { origin, 'access-control-request-method': 'GET' } }

  test('may not ask by default', async ({ db }) => {
    const { send } = anApi(db, [texts({ text: 'a' })])

    const asked = await send('OPTIONS', '/api/blogs', preflight)
    const read = await send('GET', '/api/blogs', { headers: { origin } })

    expect(asked.status).toBe(401)
    for (const answer of [asked, read])
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('may where the operator says so, and no other', async ({ db }) => {
    const { send } = anApi(db, [texts({ text: 'a' })], { corsOrigins: [origin] })

    const asked = await send('OPTIONS', '/api/blogs', preflight)
    const read = await send('GET', '/api/blogs', { headers: { origin } })
    const other = await send('GET', '/api/blogs', { headers: { origin: 'https://evil.example' } })

    expect(asked.status).toBe(204)
    expect(asked.headers.get('access-control-allow-headers')).toContain('Authorization')
    expect(read.headers.get('access-control-allow-origin')).toBe(origin)
    expect(read.headers.get('access-control-expose-headers')).toContain('RateLimit')
    expect(other.headers.get('access-control-allow-origin')).toBeNull()
  })
})

/** A client that asks and then reads nothing. */
async function anIdleReader(url: string, path: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  socket.write(`GET ${path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${API_KEY}\r\n\r\n`)
  socket.pause()
  return socket
}

/** An answer that is read to its end. */
async function answerTo(url: string, path: string) {
  const response = await fetch(
    url + path,
    init('GET', { headers: { 'accept-encoding': 'identity' } }),
  )
  const text = await response.text()
  return { status: response.status, text, retryAfter: response.headers.get('retry-after') }
}

/** More than sockets take without a reader. */
const LARGE = 20_000_000
/** Large enough to be counted. */
const COUNTED = 200_000
const ROOM = { total: LARGE + COUNTED / 2, ofConnection: LARGE }

describe('a client that does not read what it asked for', () => {
  test('takes no more memory than there is; others are told to come again', async ({ db }) => {
    const { app } = anApi(db, [texts({ text: 'a' })])
    const url = await served(app, { ...ROOM, idleMs: 60_000 })
    const idle = await anIdleReader(url, `/api/tasks?bytes=${LARGE}`)
    const ask = async () => await answerTo(url, `/api/tasks?bytes=${COUNTED}`)
    await expect.poll(async () => (await ask()).status).toBe(503)
    const refused = await ask()
    const small = await fetch(`${url}/api/tasks`, init('GET'))
    idle.destroy()

    expect(refused.text).toContain('answers_waiting')
    expect(refused.retryAfter).not.toBeNull()
    expect(small.status).toBe(200)
    await expect.poll(async () => (await ask()).status).toBe(200)
  })

  test('loses its connection, and the room is free again', async ({ db }) => {
    const { app } = anApi(db, [texts({ text: 'a' })])
    const url = await served(app, { ...ROOM, idleMs: 500 })
    const idle = await anIdleReader(url, `/api/tasks?bytes=${LARGE}`)
    const closed = once(idle, 'close')

    await expect
      .poll(async () => (await answerTo(url, `/api/tasks?bytes=${COUNTED}`)).status)
      .toBe(503)
    await expect
      .poll(async () => (await answerTo(url, `/api/tasks?bytes=${COUNTED}`)).status)
      .toBe(200)
    idle.resume()
    await closed
  })

  test('cannot begin more downloads than there is room for', async ({ db }) => {
    const { app } = anApi(db, [texts({ text: 'a' })])
    const url = await served(app, { total: 5 * 1024 * 1024 })
    await anIdleReader(url, '/api/file')
    await anIdleReader(url, '/api/file')
    const begin = async (): Promise<number> => {
      const leaving = new AbortController()
      const { status } = await fetch(`${url}/api/file`, { ...init('GET'), signal: leaving.signal })
      leaving.abort()
      return status
    }

    await expect.poll(begin).toBe(503)
  })
})
