import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { createErrorTracker, parseDsn } from '../../src/base/log/error-tracking.ts'
import { createLogger } from '../../src/base/log/log.ts'
import { gramd, settings } from '../started-gramd.ts'

const Event = z.looseObject({
  event_id: z.string().regex(/^[0-9a-f]{32}$/),
  level: z.string(),
  release: z.string(),
  message: z.object({ formatted: z.string() }),
  exception: z.object({ values: z.array(z.looseObject({ type: z.string(), value: z.string() })) }),
  tags: z.record(z.string(), z.string()),
  extra: z.record(z.string(), z.string()),
})
type Received = { path: string; headers: IncomingHttpHeaders; event: z.output<typeof Event> }

/** A tracker on loopback, and a log that tells it; `answer` may refuse. */
async function tracked(answer: (nth: number) => { status: number; retryAfter?: string } | 'hang') {
  const received: Received[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (piece: string) => (text += piece))
    request.on('end', () => {
      const [head = '', item = '', payload = ''] = text.split('\n')
      expect(JSON.parse(item)).toEqual({ type: 'event', length: Buffer.byteLength(payload) })
      const event = Event.parse(JSON.parse(payload))
      expect(JSON.parse(head)).toMatchObject({ event_id: event.event_id })
      received.push({ path: request.url ?? '', headers: request.headers, event })
      const given = answer(received.length)
      if (given === 'hang') return
      const { status, retryAfter } = given
      response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter })
      response.end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const dsn = `http://public-key@127.0.0.1:${port}/errors/42`
  const target = parseDsn(dsn)
  if (target === undefined) throw new Error('no DSN')
  const troubles: string[] = []
  let now = 0
  const tracker = createErrorTracker({
    target,
    release: 'gramd@1.2.3',
    onTrouble: (reason) => void troubles.push(reason),
    nowMs: () => now,
  })
  const log = createLogger({
    level: 'debug',
    destination: { write: (line: string) => tracker.line(line) },
  })
  return { dsn, received, troubles, tracker, log, pass: (ms: number) => (now += ms) }
}

const fine = () => ({ status: 200 })

describe('the address of a tracker', () => {
  test.for([
    ['https://key@errors.example.com/42', 'https://errors.example.com/api/42/envelope/'],
    ['http://key@10.0.0.5:8000/glitch/7', 'http://10.0.0.5:8000/glitch/api/7/envelope/'],
    [
      'https://key:secret@o1.ingest.example.com/42',
      'https://o1.ingest.example.com/api/42/envelope/',
    ],
  ])('%s', ([dsn = '', url]) => {
    expect(parseDsn(dsn)).toEqual({ url, key: 'key' })
  })

  test.for(['', 'errors', 'https://errors.example.com/42', 'https://key@host', 'ftp://key@host/1'])(
    '%s is none',
    (dsn) => expect(parseDsn(dsn)).toBeUndefined(),
  )
})

describe('errors in the log', () => {
  test('are told with their causes, and without secrets, names and places', async () => {
    const { log, received, tracker } = await tracked(fine)
    const cause = new Error('connect http://user:hunter-2@127.0.0.1:9 failed')
    const err = new TypeError('sessionid=12%3Asecret was refused', { cause })
    log.info({ err }, 'not an error')
    log.warn({ err }, 'nor this')
    log
      .child({ task_id: 7, task_type: 'scrape' })
      .error(
        { err, code: 'proxy_failed', account: 'our.cafe', note: 'Bearer abc' },
        'task failed with password=hunter-2',
      )
    await tracker.close(5_000)
    expect(received).toHaveLength(1)
    const [{ path, headers, event } = {} as Received] = received
    expect(path).toBe('/errors/api/42/envelope/')
    expect(headers).toMatchObject({
      'content-type': 'application/x-sentry-envelope',
      'x-sentry-auth': expect.stringContaining('sentry_key=public-key'),
    })
    expect(event).toMatchObject({
      level: 'error',
      release: 'gramd@1.2.3',
      tags: { code: 'proxy_failed', task_type: 'scrape' },
      extra: { task_id: '7' },
      exception: { values: [{ type: 'Error' }, { type: 'TypeError' }] },
    })
    const sent = JSON.stringify(event)
    for (const secret of ['hunter-2', '12%3Asecret', 'Bearer abc', 'our.cafe', process.cwd()])
      expect(sent).not.toContain(secret)
    const [frames] = z
      .array(z.looseObject({ stacktrace: z.object({ frames: z.array(z.looseObject({})) }) }))
      .parse(event.exception.values)
      .map(({ stacktrace }) => stacktrace.frames)
    expect(frames?.length).toBeGreaterThan(1)
  })

  test('are told once for a while where a tracker asks for silence', async () => {
    const { log, received, tracker, troubles, pass } = await tracked((nth) =>
      nth === 1 ? { status: 429, retryAfter: '120' } : { status: 200 },
    )
    const tell = async (message: string) => {
      log.error(message)
      await tracker.close(5_000)
    }
    await tell('first')
    await tell('second')
    pass(121_000)
    await tell('third')
    expect(received.map(({ event }) => event.message.formatted)).toEqual(['first', 'third'])
    expect(troubles).toEqual(['it answered 429'])
  })

  test('are dropped beyond what waits, and a failing tracker is told of once', async () => {
    const { log, received, tracker, troubles } = await tracked(() => ({ status: 500 }))
    for (let at = 0; at < 100; at += 1) log.error(`failure ${at}`)
    await tracker.close(30_000)
    expect(received.length).toBeGreaterThan(1)
    expect(received.length).toBeLessThanOrEqual(31)
    expect(troubles).toEqual(['it answered 500'])
  })

  test('hold up no process that ends', async () => {
    const { log, tracker } = await tracked(() => 'hang')
    log.fatal('fatal: shutting down')
    const began = performance.now()
    await tracker.close(50)
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  test('are told also when gramd cannot start', async () => {
    const { dsn, received } = await tracked(fine)
    const nowhere = 'postgres://gramd:hidden-password@127.0.0.1:9/gramd'
    const process = gramd(['migrate'], { ...settings(nowhere), GRAMD_ERROR_TRACKING_DSN: dsn })
    expect(await process.ended).toMatchObject({ code: 69 })
    expect(received).toMatchObject([
      {
        event: {
          level: 'fatal',
          message: {
            formatted: expect.stringMatching(/^PostgreSQL does not answer at 127\.0\.0\.1:9 /),
          },
        },
      },
    ])
    expect(JSON.stringify(received)).not.toContain('hidden-password')
  })
})
