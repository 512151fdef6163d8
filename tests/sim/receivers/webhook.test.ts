import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ReceiverFaultKind } from '../../../sim/receivers/faults.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../../../sim/receivers/webhook.ts'
import { createShiftedClock } from '../instagram/shifted-clock.ts'

const SECRET = `whsec_${Buffer.from('a secret of the receiver').toString('base64')}`
const OTHER = `whsec_${Buffer.from('a secret of another').toString('base64')}`
const BODY = '{"type":"session.renewed","data":{"account":"ada"}}'
let clock: ReturnType<typeof createShiftedClock>
let receiver: WebhookReceiver

beforeEach(async () => {
  clock = createShiftedClock()
  receiver = await startWebhookReceiver({ secret: SECRET, clock })
})
afterEach(() => receiver.close())

const signedHeaders = (
  secret = SECRET,
  at = clock.now(),
  id = 'msg_1',
): Record<string, string> => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
  'webhook-signature': new Webhook(secret).sign(id, at, BODY),
})
const deliver = (headers = signedHeaders(), body = BODY, init: RequestInit = {}) =>
  fetch(receiver.url, { method: 'POST', headers, body, ...init })
const shifted = (seconds: number): Date => new Date(clock.now().getTime() + seconds * 1_000)

describe('the webhook receiver', () => {
  test('accepts and stores a delivery that an independent library signed', async () => {
    expect((await deliver()).status).toBe(204)
    expect(receiver.deliveries()).toEqual([
      {
        id: 'msg_1',
        at: clock.now(),
        text: BODY,
        body: JSON.parse(BODY),
        outcome: 'accepted',
        problem: null,
      },
    ])
  })

  test('accepts one good signature among several, as while secrets change', async () => {
    const headers = signedHeaders()
    const other = signedHeaders(OTHER)['webhook-signature']
    const both = `${other} v1a,bm90IG91cnM= ${headers['webhook-signature']}`
    expect((await deliver({ ...headers, 'webhook-signature': both })).status).toBe(204)
  })

  test('takes its secret with or without the prefix', async () => {
    await receiver.close()
    receiver = await startWebhookReceiver({ secret: SECRET.slice('whsec_'.length), clock })
    expect((await deliver()).status).toBe(204)
  })

  test.for([
    ['another secret', () => signedHeaders(OTHER), BODY, 'no signature fits'],
    ['another body', () => signedHeaders(), `${BODY} `, 'no signature fits'],
    [
      'another id',
      () => ({ ...signedHeaders(), 'webhook-id': 'msg_2' }),
      BODY,
      'no signature fits',
    ],
    [
      'another version',
      () => ({
        ...signedHeaders(),
        'webhook-signature': signedHeaders()['webhook-signature']?.replace('v1,', 'v2,') ?? '',
      }),
      BODY,
      'no signature fits',
    ],
    ['an old time', () => signedHeaders(SECRET, shifted(-301)), BODY, '-301 s off'],
    ['a time to come', () => signedHeaders(SECRET, shifted(301)), BODY, '301 s off'],
    ['no headers', () => ({}), BODY, 'webhook-id is missing'],
    [
      'no number for a time',
      () => ({ ...signedHeaders(), 'webhook-timestamp': 'soon' }),
      BODY,
      'webhook-timestamp',
    ],
  ] as const)('refuses %s and says why', async ([, headers, body, problem]) => {
    expect((await deliver(headers(), body)).status).toBe(401)
    expect(receiver.deliveries()).toMatchObject([
      { outcome: 'refused', problem: expect.stringContaining(problem) },
    ])
  })

  test.for([-300, 300])('accepts a clock that is %i s off', async (seconds) => {
    expect((await deliver(signedHeaders(SECRET, shifted(seconds)))).status).toBe(204)
  })

  test.for([
    ['server_error', 500],
    ['rate_limit', 429],
    ['gone', 410],
  ] as const)('can answer %s with %i, as many times as ordered', async ([kind, status]) => {
    receiver.fail({ kind, count: 1, retryAfterSeconds: 7 })
    const failed = await deliver()
    expect(failed.status).toBe(status)
    expect(failed.headers.get('retry-after')).toBe(kind === 'rate_limit' ? '7' : null)
    expect((await deliver()).status).toBe(204)
    receiver.fail({ kind })
    await deliver()
    expect((await deliver()).status).toBe(status)
    receiver.clear()
    await deliver()
    const outcomes: (ReceiverFaultKind | 'accepted')[] = [kind, 'accepted', kind, kind, 'accepted']
    expect(receiver.deliveries().map(({ outcome }) => outcome)).toEqual(outcomes)
  })

  test('can hang and break the connection', async () => {
    receiver.fail({ kind: 'hang', count: 1 })
    const patience = new AbortController()
    const hanging = deliver(undefined, BODY, { signal: patience.signal })
    await expect.poll(() => receiver.deliveries()).toMatchObject([{ outcome: 'hang' }])
    patience.abort()
    await expect(hanging).rejects.toThrow(/aborted/)
    receiver.fail({ kind: 'reset', count: 1 })
    await expect(deliver()).rejects.toThrow('fetch failed')
    expect((await deliver()).status).toBe(204)
  })

  test('can redirect, and counts followers of the redirect', async () => {
    receiver.fail({ kind: 'redirect' })
    const reply = await deliver(undefined, BODY, { redirect: 'manual' })
    expect([reply.status, receiver.strays()]).toEqual([307, 0])
    await deliver()
    expect(receiver.strays()).toBe(1)
  })
})
