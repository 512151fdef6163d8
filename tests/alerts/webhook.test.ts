import { createHmac } from 'node:crypto'
import { createServer } from 'node:net'
import { onTestFinished } from 'vitest'
import { describe, expect, test } from '../fixtures/test.ts'
import { aMessage, aReceiver, aWebhook, BEGIN, NEW_SECRET, SECRET, status } from './kit.ts'

const { signal } = new AbortController()

/** As the specification has it, without the library. */
function signatureOf(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

describe('a webhook message', () => {
  test('is signed over id, real time and body with every secret', async () => {
    const { url, received } = await aReceiver()
    const before = Math.floor(Date.now() / 1000)

    const answer = await aWebhook(url, { secrets: [NEW_SECRET, SECRET] }).send(aMessage(), signal)

    expect(answer).toEqual({ delivered: true, status: 204 })
    const [request] = received
    const { 'webhook-id': id, 'webhook-timestamp': timestamp } = request?.headers ?? {}
    expect(id).toBe(aMessage().id)
    expect(Number(timestamp)).toBeGreaterThanOrEqual(before)
    expect(Number(timestamp)).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000))
    expect(request?.headers['webhook-signature']).toBe(
      [NEW_SECRET, SECRET]
        .map((secret) => signatureOf(secret, String(id), String(timestamp), request?.body ?? ''))
        .join(' '),
    )
  })

  test('says in JSON what happened, how often and to what', async () => {
    const { url, received } = await aReceiver()

    await aWebhook(url).send(aMessage({ count: 7 }), signal)

    expect(received[0]).toMatchObject({
      url: '/hook',
      headers: { 'content-type': 'application/json' },
    })
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      type: 'account_needs_person',
      timestamp: BEGIN,
      data: {
        id: aMessage().id,
        cause: 'challenge',
        severity: 'critical',
        title: 'An account needs a person',
        count: 7,
        items: [{ account: 'our.reader' }],
        first_at: BEGIN,
        last_at: BEGIN,
      },
    })
  })

  test('is sent with the credentials of the URL as Basic authentication', async () => {
    const { url, received } = await aReceiver()

    const answer = await aWebhook(url.replace('//', '//me:p%40ss@')).send(aMessage(), signal)

    expect(answer.delivered).toBe(true)
    expect(received[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
    )
  })

  test('follows no redirect', async () => {
    const other = await aReceiver()
    const { url } = await aReceiver(status(307, { location: `${other.url}/elsewhere` }))

    const answer = await aWebhook(url).send(aMessage(), signal)

    expect(answer).toEqual({
      delivered: false,
      status: 307,
      error: 'answered 307: redirects are not followed',
      final: false,
    })
    expect(other.received).toEqual([])
  })

  test.for([
    [410, {}, { error: 'answered 410', final: true }],
    [503, { 'retry-after': '7' }, { error: 'answered 503', final: false, retryAfterMs: 7_000 }],
  ] as const)('that is answered %i', async ([code, headers, expected]) => {
    const { url } = await aReceiver(status(code, headers, 'a body with hunter22'))

    const answer = await aWebhook(url).send(aMessage(), signal)

    expect(answer).toEqual({ delivered: false, status: code, ...expected })
  })
})

describe('a webhook attempt', () => {
  test.for(['hang', 'never end', 'flood'] as const)(
    'ends when the receiver should %s',
    async (way) => {
      const { url } = await aReceiver((response) => {
        if (way === 'hang') return
        response.writeHead(200).write('x')
        if (way === 'flood') response.write('x'.repeat(1_000_000))
      })

      // A flood ends by itself, however long it takes.
      const timeoutMs = way === 'flood' ? 20_000 : 300
      const answer = await aWebhook(url, { timeoutMs }).send(aMessage(), signal)

      if (way === 'flood') expect(answer).toEqual({ delivered: true, status: 200 })
      else {
        expect(answer).toEqual({
          delivered: false,
          status: null,
          error: 'no answer within 0.3 s',
          final: false,
        })
      }
    },
  )

  test('to a closed port fails with a code and without the URL', async () => {
    const { url, close } = await aReceiver()
    close()

    const answer = await aWebhook(url.replace('//', '//me:hunter22@')).send(aMessage(), signal)

    expect(answer).toMatchObject({ status: null, final: false })
    expect(answer).toHaveProperty('error', 'the connection failed (ECONNREFUSED)')
  })

  test('that is answered with what is no HTTP fails in words of ours', async () => {
    const server = createServer((socket) => void socket.end('hello hunter22\r\n\r\n'))
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    onTestFinished(() => void server.close())
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0

    const answer = await aWebhook(`http://127.0.0.1:${port}`).send(aMessage(), signal)

    expect(answer).toMatchObject({ delivered: false, status: null, final: false })
    expect(answer).toHaveProperty('error', expect.stringMatching(/^the connection failed \(\w+\)$/))
  })

  test('rejects with the reason of its signal, and only then', async () => {
    const controller = new AbortController()
    const { url } = await aReceiver(() => controller.abort(new Error('stop')))

    await expect(aWebhook(url).send(aMessage(), controller.signal)).rejects.toThrow('stop')
  })
})
