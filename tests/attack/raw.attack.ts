import { connect } from 'node:net'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { creators } from './creators.ts'
import { KEY } from './shipped-key.ts'
import { startShipped, type Shipped } from './shipped.ts'

let shipped: Shipped
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gramd-raw-'))
  shipped = await startShipped(creators(10, 100), { GRAMD_UPLOADS_DIR: folder })
})
afterAll(async () => {
  console.log(await shipped.vitals())
  await shipped.stop()
  await rm(folder, { recursive: true, force: true })
})

type Answer = { statuses: number[]; text: string; closed: boolean; ms: number }

/** Sends pieces of bytes one after the other and gives what has come back when the server hangs up or `waitMs` are over. */
async function raw(
  pieces: readonly (string | Buffer)[],
  { waitMs = 1_500, gapMs = 0, end = false } = {},
): Promise<Answer> {
  const socket = connect(shipped.port, '127.0.0.1')
  const begun = performance.now()
  let text = ''
  let closed = false
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  socket.on('error', () => undefined)
  socket.on('close', () => (closed = true))
  await once(socket, 'connect')
  for (const piece of pieces) {
    if (closed) break
    socket.write(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)
    if (gapMs > 0) await delay(gapMs)
  }
  if (end) socket.end()
  const deadline = performance.now() + waitMs
  while (!closed && performance.now() < deadline) await delay(10)
  socket.destroy()
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
  return { statuses, text, closed, ms: performance.now() - begun }
}

const AUTH = `host: a\r\nauthorization: Bearer ${KEY}\r\n`
const JSON_TYPE = 'content-type: application/json\r\n'
const LIVE = 'GET /livez HTTP/1.1\r\nhost: a\r\n\r\n'
/** What a smuggled request would make. */
const PRIZE = '/api/lists'
const prize = (name: string): string => {
  const body = JSON.stringify({ name })
  return `POST ${PRIZE} HTTP/1.1\r\n${AUTH}${JSON_TYPE}content-length: ${body.length}\r\n\r\n${body}`
}
const post = (headers: string, body: string): string =>
  `POST /api/tasks/retry HTTP/1.1\r\n${AUTH}${JSON_TYPE}${headers}\r\n${body}`

async function listNames(): Promise<string> {
  const headers = { authorization: `Bearer ${KEY}` }
  return await (await fetch(`${shipped.url}${PRIZE}`, { headers })).text()
}

describe('framing and smuggling', () => {
  const refused: [name: string, bytes: string][] = [
    [
      'length and chunks',
      post('content-length: 4\r\ntransfer-encoding: chunked\r\n', `0\r\n\r\n${prize('s1')}`),
    ],
    [
      'chunks and length',
      post('transfer-encoding: chunked\r\ncontent-length: 4\r\n', `0\r\n\r\n${prize('s2')}`),
    ],
    ['two lengths', post('content-length: 2\r\ncontent-length: 300\r\n', `{}${prize('s3')}`)],
    ['a list of lengths', post('content-length: 2, 300\r\n', `{}${prize('s4')}`)],
    ['a negative length', post('content-length: -1\r\n', `{}${prize('s5')}`)],
    ['a length with a sign', post('content-length: +2\r\n', `{}${prize('s6')}`)],
    ['a length in hex', post('content-length: 0x2\r\n', `{}${prize('s7')}`)],
    ['an endless length', post(`content-length: ${'9'.repeat(40)}\r\n`, '{}')],
    ['an unknown encoding', post('transfer-encoding: xchunked\r\n', `0\r\n\r\n${prize('s8')}`)],
    [
      'chunked that is not last',
      post('transfer-encoding: chunked, identity\r\n', `0\r\n\r\n${prize('s9')}`),
    ],
    [
      'a space before the colon',
      post('transfer-encoding : chunked\r\n', `0\r\n\r\n${prize('s10')}`),
    ],
    [
      'a folded header',
      post('transfer-encoding:\r\n chunked\r\ncontent-length: 2\r\n', `{}${prize('s11')}`),
    ],
    ['a chunk size that is none', post('transfer-encoding: chunked\r\n', `zz\r\n{}\r\n0\r\n\r\n`)],
    [
      'a chunk size too large',
      post('transfer-encoding: chunked\r\n', `${'f'.repeat(20)}\r\n{}\r\n0\r\n\r\n`),
    ],
    ['a chunk longer than it says', post('transfer-encoding: chunked\r\n', `1\r\n{}\r\n0\r\n\r\n`)],
    ['a NUL in a header', `GET /livez HTTP/1.1\r\nhost: a\r\nx: a\0b\r\n\r\n`],
    ['a bare CR in a header', `GET /livez HTTP/1.1\r\nhost: a\r\nx: a\rb: c\r\n\r\n`],
    ['a header without a colon', 'GET /livez HTTP/1.1\r\nhost a\r\n\r\n'],
    ['no host', 'GET /livez HTTP/1.1\r\n\r\n'],
    ['HTTP/0.9', 'GET /livez\r\n\r\n'],
    ['HTTP/3.7', 'GET /livez HTTP/3.7\r\nhost: a\r\n\r\n'],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['a method in lower case', 'get /livez HTTP/1.1\r\nhost: a\r\n\r\n'],
    ['a method of nobody', 'BREW /livez HTTP/1.1\r\nhost: a\r\n\r\n'],
    ['letters in the address', 'GET /ü HTTP/1.1\r\nhost: a\r\n\r\n'],
  ]

  test.for(refused)('%s is refused, and what comes behind is not read', async ([, bytes]) => {
    const { statuses, closed } = await raw([bytes])

    expect(closed).toBe(true)
    expect(statuses).toHaveLength(1)
    expect(statuses[0]).toBeGreaterThanOrEqual(400)
    expect(statuses[0]).not.toBe(500)
    expect(await listNames()).not.toMatch(/"name":"s\d+"/)
  })

  test('a body of a GET is no request', async () => {
    const inner = prize('inner')
    await raw([`GET /livez HTTP/1.1\r\nhost: a\r\ncontent-length: ${inner.length}\r\n\r\n${inner}`])

    expect(await listNames()).not.toContain('"inner"')
  })

  test('what follows a whole body is a request of its own', async () => {
    const { statuses } = await raw([post('content-length: 2\r\n', `{}${LIVE}`)])

    expect(statuses).toEqual([200, 200])
  })

  test.for([
    [
      'an upgrade',
      'GET /livez HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n',
      200,
    ],
    ['an address with a host', 'GET http://evil.example/livez HTTP/1.1\r\nhost: a\r\n\r\n', 200],
    ['a path with dots', 'GET /livez/../api/accounts HTTP/1.1\r\nhost: a\r\n\r\n', 401],
  ] as const)('%s gets one answer', async ([, bytes, status]) => {
    expect((await raw([bytes])).statuses).toEqual([status])
  })

  test('CONNECT opens no tunnel', async () => {
    const { statuses, closed } = await raw(['CONNECT example.com:443 HTTP/1.1\r\nhost: a\r\n\r\n'])

    expect([closed, statuses.filter((status) => status < 400)]).toEqual([true, []])
  })

  test('an expectation is met or refused', async () => {
    const going = await raw([post('expect: 100-continue\r\ncontent-length: 2\r\n', '{}')])
    const strange = await raw([post('expect: a miracle\r\ncontent-length: 2\r\n', '{}')])

    expect(going.statuses.at(-1)).toBe(200)
    expect(strange.statuses[0]).toBe(417)
  })
})

describe('too much', () => {
  test.for([
    ['one header', `GET /livez HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`],
    ['headers', `GET /livez HTTP/1.1\r\nhost: a\r\n${'x: y\r\n'.repeat(50_000)}\r\n`],
    ['address', `GET /${'y'.repeat(100_000)} HTTP/1.1\r\nhost: a\r\n\r\n`],
  ] as const)('%s: 431', async ([, bytes]) => {
    expect((await raw([bytes])).statuses).toEqual([431])
  })

  test('a thousand requests behind each other are answered in their order', async () => {
    const requests = Array.from(
      { length: 1_000 },
      (_, n) => `GET /livez HTTP/1.1\r\nhost: a\r\nx-request-id: r${n}\r\n\r\n`,
    )
    const { text, statuses } = await raw([requests.join('')], { waitMs: 20_000, end: true })
    const ids = [...text.matchAll(/x-request-id: r(\d+)/g)].map(([, id]) => Number(id))

    expect(statuses).toHaveLength(1_000)
    expect(ids).toEqual(Array.from({ length: 1_000 }, (_, n) => n))
  })

  test('what is broken in the middle ends the connection there', async () => {
    const { statuses, closed } = await raw([`${LIVE}${LIVE}BROKEN\r\n\r\n${prize('middle')}`])

    expect(closed).toBe(true)
    expect(statuses.slice(0, 2)).toEqual([200, 200])
    expect(await listNames()).not.toContain('"middle"')
  })

  test('500 connections that end in the middle of anything leave gramd as it was', async () => {
    const begun = post('content-length: 20\r\n', '{"limit":')
    const cuts = Array.from({ length: 500 }, (_, n) => begun.slice(0, 1 + ((n * 7) % begun.length)))
    for (let n = 0; n < cuts.length; n += 50)
      await Promise.all(cuts.slice(n, n + 50).map(async (cut) => await raw([cut], { waitMs: 20 })))

    expect((await raw([LIVE], { waitMs: 5_000, end: true })).statuses).toEqual([200])
  })
})

describe('too slow', () => {
  /** Real limits of the server: 20 s for headers, 60 s for all, looked at every 5 s. */
  test('headers that drip are cut off', async () => {
    const drip = Array.from({ length: 60 }, (_, n) => `x-${n}: y\r\n`)
    const { closed, statuses, ms } = await raw(['GET /livez HTTP/1.1\r\nhost: a\r\n', ...drip], {
      gapMs: 1_000,
    })

    expect([closed, statuses]).toEqual([true, [408]])
    expect(ms).toBeLessThan(40_000)
  })

  test('a body that drips is cut off, and so is a connection that says nothing', async () => {
    const [body, silent] = await Promise.all([
      raw([post('content-length: 1000\r\n', '{'), ...Array.from({ length: 90 }, () => ' ')], {
        gapMs: 1_000,
      }),
      raw([], { waitMs: 90_000 }),
    ])

    expect([body.closed, body.statuses]).toEqual([true, [408]])
    expect(body.ms).toBeLessThan(80_000)
    expect(silent.closed).toBe(true)
    expect(shipped.isAlive()).toBe(true)
  })

  test('an upload may take long as long as it keeps coming, and one that drips is cut off', async () => {
    const begin = (length: number): string =>
      `POST /api/uploads HTTP/1.1\r\n${AUTH}content-type: multipart/form-data; boundary=x\r\n` +
      `content-length: ${length}\r\n\r\n` +
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'
    const second = Buffer.alloc(40_000, 'no film ')
    const form = begin(0).length - begin(0).indexOf('\r\n\r\n') - 4
    const pieces = Array.from({ length: 80 }, () => second)
    const whole = form + 80 * second.length + '\r\n--x--\r\n'.length
    const [steady, dripping] = await Promise.all([
      raw([begin(whole), ...pieces, '\r\n--x--\r\n'], { gapMs: 1_000, end: true }),
      raw([begin(10_000_000), ...Array.from({ length: 90 }, () => 'x')], { gapMs: 1_000 }),
    ])

    // It came whole, and is no film.
    expect(steady.statuses).toEqual([422])
    expect(steady.text).toContain('neither a picture nor a video')
    expect([dripping.closed, dripping.statuses]).toEqual([true, [408]])
    expect(dripping.ms).toBeLessThan(80_000)
  })
})
