import { expect, test } from 'vitest'
import {
  collectRequests,
  loggedAddress,
  loggedAnswer,
  type SentRequest,
} from '../../src/platforms/sent-request.ts'
import { answering, APPS, failureOf } from './graph/answering-server.ts'

const sent = (url: string): SentRequest => ({
  method: 'GET',
  url,
  status: 200,
  duration_ms: 1,
  sent_bytes: null,
  received_bytes: 2,
  answer: null,
})

test('of many requests the last twenty are kept, and the others counted', () => {
  const requests = collectRequests()
  for (let n = 1; n <= 25; n += 1) requests.add(sent(`host/${n}`))
  expect(requests.stored.map(({ url }) => url)).toEqual(
    Array.from({ length: 20 }, (_, place) => `host/${place + 6}`),
  )
  expect(requests.left).toBe(5)
})

test('an address is shown with what was asked for, and without everything else', () => {
  const url = new URL('https://u:p@host.example:8443/v1/17/media?fields=id,caption&limit=5')
  url.searchParams.set('access_token', 'secret-1')
  url.searchParams.set('appsecret_proof', 'secret-2')
  url.searchParams.set('anything', 'secret-3')
  expect(loggedAddress(url)).toBe('host.example:8443/v1/17/media?fields=id,caption&limit=5')
})

test.for<[what: string, text: string]>([
  ['a signed address', 'see https://cdn.example/a.jpg?oh=hidden&oe=1 there'],
  ['one in JSON of PHP', String.raw`{"url":"https:\/\/cdn.example\/a.jpg?x-sig=hidden"}`],
  ['a signature', '{"signature":"hidden"} and sig=hidden'],
  ['the proof of a secret', 'appsecret_proof=hidden'],
  ['a value that the caller knows', 'this is hunter22'],
  ['a secret across the cut', `${'x'.repeat(490)} https://cdn.example/?hidden=hidden-long`],
])('%s in an answer is not shown', ([, text]) => {
  const shown = loggedAnswer(text, (given) => given.replaceAll('hunter22', '***'))
  expect(shown).not.toMatch(/hidden|hunter22/)
  expect(shown.length).toBeLessThanOrEqual(500)
})

test('a server that repeats everything it was sent teaches the log none of it', async () => {
  const { client, call } = await answering(({ authorization, query, form }) => ({
    status: 400,
    body: {
      error: {
        message: `${authorization} ${query.toString()} ${form.toString()} ${form.get('image_url')}`,
        type: 'OAuthException',
        code: 9_004,
      },
    },
  }))
  const told: SentRequest[] = []
  const address = 'https://gramd.example/api/public/uploads/1/2/signed-by-us.jpg'
  const making = client.createContainer(
    { ...call('facebook'), onSent: (request) => void told.push(request) },
    '17',
    {
      source: { imageUrl: address },
      isItem: false,
      caption: 'Autumn',
      altText: null,
      userTags: [],
      locationId: null,
      collaborators: [],
      reel: null,
    },
  )
  const error = await failureOf(making)
  expect(told).toMatchObject([{ method: 'POST', status: 400, sent_bytes: null }])
  expect(told[0]?.url).toMatch(/^127\.0\.0\.1:\d+\/fb\/v25\.0\/17\/media$/)
  expect(told[0]?.answer).toContain('Autumn')
  for (const text of [JSON.stringify(told), String(error)])
    expect(text).not.toMatch(
      new RegExp(`token-of-owner|signed-by-us|${APPS.facebook.secret}|proof=[0-9a-f]`),
    )
})

test('a request without an answer is told of, too', async () => {
  const { client, call } = await answering(() => ({ hang: true }), { timeoutMs: 30 })
  const told: SentRequest[] = []
  await failureOf(
    client.permissions({ ...call('facebook'), onSent: (request) => void told.push(request) }),
  )
  expect(told).toMatchObject([{ method: 'GET', status: null, received_bytes: null, answer: null }])
})
