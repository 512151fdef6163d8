import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { kindOf } from '../../../src/platforms/graph/errors.ts'
import { GRAPH_ERROR_KINDS } from '../../../src/platforms/graph-error.ts'
import { answering, APPS, failureOf, type Answer } from './answering-server.ts'

const ask = async (answer: Answer, options: Parameters<typeof answering>[1] = {}) => {
  const { client, call, usage } = await answering(() => answer, options)
  return { error: await failureOf(client.permissions(call('facebook'))), usage }
}

const refusal = (code: number, more: object = {}) => ({
  status: 400,
  body: { error: { message: 'no', type: 'OAuthException', code, ...more } },
})

test.for<[what: string, answer: Answer]>([
  ['a page of an edge', { status: 502, body: '<html>Bad Gateway</html>' }],
  ['a page with status 200', { body: '<html>' }],
  ['an empty answer', { body: '' }],
  ['an empty answer with status 500', { status: 500 }],
  ['a cut body', { body: { data: [{ permission: 'a', status: 'granted' }] }, cutAfter: 12 }],
  ['cut JSON', { body: '{"data":[{"permi' }],
  ['a redirect', { status: 302, headers: { location: 'https://elsewhere.example/' } }],
])('%s is transient', async ([, answer]) => {
  const { error } = await ask(answer)
  expect(error).toMatchObject({ kind: 'transient', code: 'meta_transient', metaCode: null })
  expect(error).toMatchObject({ disposition: { action: 'retry' } })
})

test('no answer is transient after the timeout', async () => {
  const { error } = await ask({ hang: true }, { timeoutMs: 30 })
  expect(error).toMatchObject({ kind: 'transient', httpStatus: null })
  expect(String(error)).toContain('no answer within 30 ms')
})

test('a call that is called off rejects with the reason of its signal', async () => {
  const { client, call } = await answering(() => ({ hang: true }))
  const controller = new AbortController()
  const work = client.permissions({ ...call('facebook'), signal: controller.signal })
  controller.abort(new Error('the process stops'))
  await expect(work).rejects.toThrow('the process stops')
})

test('nobody listening is transient, and its error names neither token nor address', async () => {
  const hosts = Object.fromEntries(
    ['dialog', 'facebook', 'instagramAuth', 'instagramApi', 'instagram', 'upload'].map((name) => [
      name,
      'http://127.0.0.1:1',
    ]),
  ) as never
  const { error } = await ask({}, { hosts })
  expect(error).toMatchObject({ kind: 'transient' })
  expect(String(error)).not.toMatch(/token-of-owner|127\.0\.0\.1/)
})

test('an answer of another form names the path that does not match', async () => {
  const { error } = await ask({ body: { data: [{ permission: 'a' }] } })
  expect(error).toMatchObject({ code: 'unexpected_answer' })
  expect(String(error)).toContain('data.0.status')
})

test('usage of all keys is told with an answer and with a refusal', async () => {
  const { error, usage } = await ask({
    ...refusal(80_002),
    headers: {
      'x-app-usage': '{"call_count":28,"total_time":31,"total_cputime":25}',
      'x-business-use-case-usage': JSON.stringify({
        '17841400000000001': [
          {
            type: 'instagram',
            call_count: 95,
            total_cputime: 20,
            total_time: 20,
            estimated_time_to_regain_access: 0,
          },
        ],
        '999': [{ type: 'instagram', call_count: 101, estimated_time_to_regain_access: 17 }],
      }),
    },
  })
  expect(usage.toSorted((a, b) => a.percent - b.percent)).toEqual([
    { scope: 'app', key: APPS.facebook.id, percent: 31, regainMs: null },
    { scope: 'account', key: '17841400000000001', percent: 95, regainMs: null },
    { scope: 'account', key: '999', percent: 101, regainMs: 17 * 60_000 },
  ])
  expect(error).toMatchObject({
    kind: 'throttled',
    retryAfterMs: 17 * 60_000,
    disposition: { action: 'snooze', delayMs: 17 * 60_000 },
  })
})

test('usage of Instagram Login is told by its own names', async () => {
  const { client, call, usage } = await answering(() => ({
    headers: { 'x-app-usage': '{"call_volume":97,"cpu_time":31}' },
    body: { data: [] },
  }))
  await client.listMedia(call('instagram'), '17', { after: null, limit: 5 })
  expect(usage).toEqual([{ scope: 'app', key: APPS.instagram.id, percent: 97, regainMs: null }])
})

test('broken usage headers do not concern the answer', async () => {
  const { client, call, usage } = await answering(() => ({
    headers: { 'x-app-usage': 'soon', 'x-business-use-case-usage': '[1]' },
    body: { data: [] },
  }))
  expect(await client.permissions(call('facebook'))).toMatchObject({ granted: [] })
  expect(usage).toEqual([])
})

test('a refusal by status 429 alone waits as Retry-After says', async () => {
  const { error } = await ask({ status: 429, headers: { 'retry-after': '90' }, body: 'slow down' })
  expect(error).toMatchObject({ kind: 'throttled', retryAfterMs: 90_000 })
})

test('an error hides the token, its proof and the secret, and keeps what helps', async () => {
  const proof = createHmac('sha256', APPS.facebook.secret).update('token-of-owner').digest('hex')
  const message = `bad token-of-owner ${APPS.facebook.secret} appsecret_proof=${proof}`
  const more = { message, error_subcode: 463, error_user_msg: 'Войдите снова', fbtrace_id: 'TR' }
  const { error } = await ask(refusal(190, more))
  expect(error).toMatchObject({
    kind: 'reauth',
    metaCode: 190,
    metaSubcode: 463,
    traceId: 'TR',
    userMessage: 'Войдите снова',
    disposition: { action: 'final' },
  })
  expect(String(error)).not.toMatch(/token-of-owner|facebook-secret/)
  expect(String(error)).not.toContain(proof)
})

test.for<[code: number, subcode: number | null, kind: string]>([
  [1, null, 'transient'],
  [1, 99, 'transient'],
  [1, 2_207_057, 'invalid'],
  [2, null, 'transient'],
  [3, null, 'config'],
  [4, null, 'throttled'],
  [4, 2_207_051, 'blocked'],
  [9, 2_207_042, 'quota'],
  [9, 2_207_069, 'quota'],
  [10, null, 'permission'],
  [17, 2_446_079, 'throttled'],
  [24, 2_207_006, 'gone'],
  [24, 2_207_008, 'gone'],
  [25, 2_207_050, 'blocked'],
  [32, null, 'throttled'],
  [100, null, 'invalid'],
  [100, 33, 'gone'],
  [100, 2_108_006, 'no_data'],
  [100, 2_207_023, 'media_rejected'],
  [100, 2_207_028, 'media_rejected'],
  [100, 2_207_035, 'media_rejected'],
  [100, 2_207_036, 'media_rejected'],
  [100, 2_207_037, 'media_rejected'],
  [100, 2_207_040, 'media_rejected'],
  [101, null, 'config'],
  [102, null, 'reauth'],
  [104, null, 'reauth'],
  [110, null, 'gone'],
  [190, null, 'reauth'],
  [190, 458, 'reauth'],
  [190, 459, 'reauth'],
  [190, 460, 'reauth'],
  [190, 463, 'reauth'],
  [190, 464, 'reauth'],
  [190, 467, 'reauth'],
  [190, 492, 'reauth'],
  [200, null, 'permission'],
  [299, null, 'permission'],
  [341, null, 'throttled'],
  [352, 2_207_026, 'media_rejected'],
  [368, null, 'blocked'],
  [506, null, 'invalid'],
  [613, 1_996, 'throttled'],
  [803, null, 'gone'],
  [9_004, 2_207_052, 'media_rejected'],
  [9_007, 2_207_027, 'transient'],
  [9_009, null, 'gone'],
  [36_000, 2_207_004, 'media_rejected'],
  [36_001, 2_207_005, 'media_rejected'],
  [36_003, 2_207_009, 'media_rejected'],
  [36_004, 2_207_010, 'media_rejected'],
  [80_001, null, 'throttled'],
  [80_002, null, 'throttled'],
  [-1, 2_207_001, 'transient'],
  [-1, 2_207_032, 'transient'],
  [-1, 2_207_053, 'transient'],
  [-2, 2_207_003, 'transient'],
  [-2, 2_207_020, 'transient'],
  [4_711, null, 'invalid'],
])('code %i with subcode %s is %s', ([code, subcode, kind]) => {
  expect(kindOf({ code, subcode, isTransient: false })).toBe(kind)
})

test('a code means something else for insights, and one that nobody knows may be transient', () => {
  const of = (code: number, subcode: number | null = null) => ({
    code,
    subcode,
    isTransient: false,
  })
  expect(kindOf(of(100), 'insights')).toBe('metric_unsupported')
  expect(kindOf(of(100, 33), 'insights')).toBe('gone')
  expect(kindOf(of(100, 2_108_006), 'story_insights')).toBe('no_data')
  expect(kindOf(of(10), 'insights')).toBe('permission')
  expect(kindOf(of(10), 'story_insights')).toBe('no_data')
  expect(kindOf({ ...of(4_711), isTransient: true })).toBe('transient')
  expect(new Set(GRAPH_ERROR_KINDS).size).toBe(GRAPH_ERROR_KINDS.length)
})
