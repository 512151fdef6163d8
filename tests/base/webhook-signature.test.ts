import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { hasSignatureForm, isSigned, webhookKey } from '../../src/base/webhook-signature.ts'

const NOW = new Date('2026-11-21T10:00:00Z')
const SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
const OTHER = `whsec_${Buffer.alloc(24, 2).toString('base64')}`
const BODY = '{"type":"batch.completed","data":{"id":"batch_1"}}'

const keysOf = (...secrets: string[]): Buffer[] => secrets.flatMap((each) => webhookKey(each) ?? [])
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The headers of a delivery as the reference library signs it. */
function signed(body: string, { secret = SECRET, at = NOW } = {}) {
  const signature = new Webhook(secret).sign('evt_1', at, body)
  return { id: 'evt_1', timestamp: String(Math.floor(at.getTime() / 1000)), signature }
}

const options = { keys: keysOf(SECRET), now: NOW }

test('what the reference library signs is taken', () => {
  expect(isSigned(bytes(BODY), signed(BODY), options)).toBe(true)
})

test('either of two keys is enough, and either of two signatures', () => {
  const both = { ...options, keys: keysOf(OTHER, SECRET) }
  expect(isSigned(bytes(BODY), signed(BODY), both)).toBe(true)
  const headers = signed(BODY)
  const signature = `${signed(BODY, { secret: OTHER }).signature} v2,abc ${headers.signature}`
  expect(isSigned(bytes(BODY), { ...headers, signature }, options)).toBe(true)
})

test.for([
  ['another key', BODY, signed(BODY, { secret: OTHER })],
  ['another body', `${BODY} `, signed(BODY)],
  ['another id', BODY, { ...signed(BODY), id: 'evt_2' }],
  ['another time', BODY, { ...signed(BODY), timestamp: '1795255201' }],
  ['no id', BODY, { ...signed(BODY), id: undefined }],
  ['no time', BODY, { ...signed(BODY), timestamp: undefined }],
  ['a time that is no number', BODY, { ...signed(BODY), timestamp: 'now' }],
  ['no signature', BODY, { ...signed(BODY), signature: undefined }],
  ['an empty signature', BODY, { ...signed(BODY), signature: 'v1,' }],
  [
    'another version',
    BODY,
    { ...signed(BODY), signature: signed(BODY).signature.replace('v1', 'v2') },
  ],
  [
    'a signature that is cut',
    BODY,
    { ...signed(BODY), signature: signed(BODY).signature.slice(0, 20) },
  ],
] as const)('%s is refused', ([, body, headers]) => {
  expect(isSigned(bytes(body), headers, options)).toBe(false)
})

test.for([
  [-300, true],
  [300, true],
  [-301, false],
  [301, false],
] as const)('a time that is %i s off: %s', ([seconds, taken]) => {
  const at = new Date(NOW.getTime() + seconds * 1000)
  expect(isSigned(bytes(BODY), signed(BODY, { at }), options)).toBe(taken)
})

test('the signature is over the bytes, whatever they are', () => {
  const body = new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0xff, 0x7d])
  const decoded = new TextDecoder().decode(body)
  expect(isSigned(body, signed(decoded), options)).toBe(false)
})

test('without a key nothing is taken', () => {
  expect(isSigned(bytes(BODY), signed(BODY), { keys: [], now: NOW })).toBe(false)
})

test.for([
  'whsec_',
  'whsec_c2hvcnQ=',
  'sk-0123456789abcdef0123456789',
  `${SECRET} `,
  'whsec_*****',
])('%j is no secret', (text) => {
  expect(webhookKey(text)).toBeUndefined()
})

test('headers have the form of a signature, whoever made it', () => {
  const headers = signed(BODY)
  expect(hasSignatureForm(headers, NOW)).toBe(true)
  expect(hasSignatureForm({ ...headers, signature: `v1,${'A'.repeat(43)}=` }, NOW)).toBe(true)
})

test.for([
  ['no id', { id: undefined }],
  ['no time', { timestamp: undefined }],
  ['an old time', { timestamp: '1' }],
  ['no signature', { signature: undefined }],
  ['a short signature', { signature: 'v1,AAAA' }],
  ['a signature of another version', { signature: `v2,${'A'.repeat(43)}=` }],
] as const)('headers with %s have not', ([, changes]) => {
  expect(hasSignatureForm({ ...signed(BODY), ...changes }, NOW)).toBe(false)
})
