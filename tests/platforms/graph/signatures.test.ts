import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { createSignatures } from '../../../src/platforms/graph/signatures.ts'
import { APPS } from './answering-server.ts'

const signatures = createSignatures(APPS)

const signed = (payload: object | string, secret: string): string => {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
  const encoded = Buffer.from(text).toString('base64url')
  return `${createHmac('sha256', secret).update(encoded).digest('base64url')}.${encoded}`
}

const payload = {
  algorithm: 'HMAC-SHA256',
  user_id: '178414000000000017',
  issued_at: 1_760_000_000,
}

test('a signed request of either app is read', () => {
  expect(signatures.readSignedRequest(signed(payload, APPS.instagram.secret))).toEqual({
    userId: '178414000000000017',
    issuedAt: new Date(1_760_000_000_000),
    login: 'instagram',
  })
  const number = '{"algorithm":"HMAC-SHA256","user_id":178414000000000017}'
  expect(signatures.readSignedRequest(signed(number, APPS.facebook.secret))).toEqual({
    userId: '178414000000000017',
    issuedAt: null,
    login: 'facebook',
  })
})

test.for<[what: string, text: string]>([
  ['another secret', signed(payload, 'guessed')],
  ['another algorithm', signed({ ...payload, algorithm: 'none' }, APPS.facebook.secret)],
  ['no owner', signed({ algorithm: 'HMAC-SHA256' }, APPS.facebook.secret)],
  ['no JSON', signed('hello', APPS.facebook.secret)],
  ['a changed payload', `${signed(payload, APPS.facebook.secret)}x`],
  ['a third part', `${signed(payload, APPS.facebook.secret)}.x`],
  ['one part', 'abc'],
  ['nothing', ''],
])('a signed request with %s is none', ([, text]) => {
  expect(signatures.readSignedRequest(text)).toBeNull()
})

test('a webhook is verified over its raw bytes', () => {
  const body = Buffer.from(String.raw`{"text":"gr\u00fcn"}`)
  const mac = createHmac('sha256', APPS.instagram.secret).update(body).digest('hex')
  expect(signatures.isWebhookSigned([body], `sha256=${mac}`)).toBe(true)
  expect(signatures.isWebhookSigned([body.subarray(0, 9), body.subarray(9)], `sha256=${mac}`)).toBe(
    true,
  )
  expect(signatures.isWebhookSigned([Buffer.from('{"text":"grün"}')], `sha256=${mac}`)).toBe(false)
  expect(signatures.isWebhookSigned([body], `sha1=${mac}`)).toBe(false)
  expect(signatures.hasSignatureForm(`sha256=${mac}`)).toBe(true)
  expect(signatures.hasSignatureForm(`sha1=${mac}`)).toBe(false)
  expect(signatures.hasSignatureForm(undefined)).toBe(false)
  expect(signatures.isWebhookSigned([body], undefined)).toBe(false)
  expect(createSignatures({}).isWebhookSigned([body], `sha256=${mac}`)).toBe(false)
})
