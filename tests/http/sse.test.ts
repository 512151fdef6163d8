import { createRouter, type Router } from '../../src/http/router.ts'
import { streamEvents, type ServerSentEvent } from '../../src/http/streams/sse.ts'
import { expect, test } from '../fixtures/test.ts'
import { anApi, init, served } from './kit.ts'

type Events = (signal: AbortSignal) => AsyncGenerator<ServerSentEvent>

function streaming(events: Events, heartbeatMs?: number): Router {
  const router = createRouter()
  router.get('/api/stream', (c) =>
    streamEvents(c, events, heartbeatMs === undefined ? {} : { heartbeatMs }),
  )
  return router
}

test('a stream is sent as it happens, in the format of EventSource', async ({ db }) => {
  const { promise: second, resolve: go } = Promise.withResolvers<void>()
  const url = await served(
    anApi(db, [
      streaming(async function* () {
        yield { id: '1-1', event: 'progress', data: { text: 'one\ntwo' } }
        await second
        yield { event: 'done', data: null }
      }),
    ]).app,
  )

  const response = await fetch(`${url}/api/stream`, init('GET'))
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let seen = ''
  while (!seen.includes('progress')) seen += (await reader?.read())?.value ?? ''
  go()
  for (let part = await reader?.read(); !part?.done; part = await reader?.read())
    seen += part?.value

  expect(response.headers.get('content-type')).toBe('text/event-stream')
  expect(response.headers.get('cache-control')).toContain('no-store')
  expect(seen).toBe(
    'retry: 2000\n\nid: 1-1\nevent: progress\ndata: {"text":"one\\ntwo"}\n\nevent: done\ndata: null\n\n',
  )
})

test('a quiet stream is kept alive by comments', async ({ db }) => {
  const { promise: over, resolve: end } = Promise.withResolvers<void>()
  const events: Events = async function* () {
    await over
    yield { event: 'done', data: 1 }
  }
  const response = await anApi(db, [streaming(events, 5)]).send('GET', '/api/stream')
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()

  let seen = ''
  while (!seen.includes(':\n\n:\n\n')) seen += (await reader?.read())?.value ?? ''
  end()
  while (!seen.includes('done')) seen += (await reader?.read())?.value ?? ''

  expect(seen).toContain('event: done\ndata: 1')
})

test('a client that goes ends the work for it', async ({ db }) => {
  const { promise: ended, resolve: end } = Promise.withResolvers<string>()
  const url = await served(
    anApi(db, [
      streaming(async function* (signal) {
        yield { event: 'hello', data: {} }
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        end('aborted')
      }),
    ]).app,
  )
  const leaving = new AbortController()
  const response = await fetch(`${url}/api/stream`, { ...init('GET'), signal: leaving.signal })
  await response.body?.getReader().read()

  leaving.abort()

  expect(await ended).toBe('aborted')
})

test('events are made only as fast as they are taken', async ({ db }) => {
  let made = 0
  const events: Events = async function* () {
    for (;;) yield { event: 'tick', data: (made += 1) }
  }
  const response = await anApi(db, [streaming(events)]).send('GET', '/api/stream')
  const reader = response.body?.getReader()

  for (let taken = 0; taken < 10; taken += 1) await reader?.read()

  expect(made).toBeLessThan(15)
  await reader?.cancel()
})

test('a stream that fails is logged and ends, so that the client comes back', async ({ db }) => {
  const events: Events = async function* () {
    yield { event: 'hello', data: {} }
    throw new Error('no more')
  }
  const { send, lines } = anApi(db, [streaming(events)])

  const body = await (await send('GET', '/api/stream')).text()

  expect(body).toContain('event: hello')
  expect(lines).toContainEqual(expect.objectContaining({ msg: 'event stream ended early' }))
})

test('HEAD starts no stream', async ({ db }) => {
  let started = false
  const events: Events = async function* () {
    started = true
    yield { event: 'hello', data: {} }
  }

  const response = await anApi(db, [streaming(events)]).send('HEAD', '/api/stream')

  expect(response.headers.get('content-type')).toBe('text/event-stream')
  expect(started).toBe(false)
})
