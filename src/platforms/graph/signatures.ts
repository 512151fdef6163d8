import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { GraphSignatures, SignedRequest } from '../graph-api.ts'
import type { GraphLogin } from '../graph-call.ts'
import { id, parseAnswer, seconds } from '../graph-answers.ts'
import type { GraphApps } from './request.ts'

const Payload = z.object({
  algorithm: z.literal('HMAC-SHA256'),
  user_id: id,
  issued_at: seconds,
})

const LOGINS: readonly GraphLogin[] = ['facebook', 'instagram']

/** Verifies signatures. Either app may be the sender, so both secrets are tried. */
export const createSignatures = (apps: GraphApps): GraphSignatures => ({
  readSignedRequest: (text) => readSignedRequest(text, apps),
  hasSignatureForm: (signature) => macIn(signature) !== undefined,
  isWebhookSigned: (pieces, signature) => isWebhookSigned(pieces, signature, apps),
})

function readSignedRequest(text: string, apps: GraphApps): SignedRequest | null {
  const [signature = '', payload = '', ...rest] = text.split('.')
  if (payload === '' || rest.length > 0) return null
  const mac = Buffer.from(signature, 'base64url')
  const login = LOGINS.find((login) => isSignedBy([payload], mac, apps[login]?.secret))
  if (login === undefined) return null
  const json = parseAnswer(Buffer.from(payload, 'base64url').toString('utf8'))
  const { data } = Payload.safeParse(json)
  return data ? { userId: data.user_id, issuedAt: data.issued_at, login } : null
}

/** Returns the digits of `X-Hub-Signature-256`; undefined for any other form. */
const macIn = (signature: string | undefined): string | undefined =>
  /^sha256=([0-9a-f]{64})$/i.exec(signature ?? '')?.[1]

function isWebhookSigned(
  pieces: readonly Uint8Array[],
  signature: string | undefined,
  apps: GraphApps,
): boolean {
  const hex = macIn(signature)
  if (hex === undefined) return false
  const mac = Buffer.from(hex, 'hex')
  return LOGINS.some((login) => isSignedBy(pieces, mac, apps[login]?.secret))
}

function isSignedBy(
  pieces: readonly (string | Uint8Array)[],
  mac: Buffer,
  secret: string | undefined,
): boolean {
  if (secret === undefined) return false
  const hmac = createHmac('sha256', secret)
  for (const piece of pieces) hmac.update(piece)
  const expected = hmac.digest()
  return mac.length === expected.length && timingSafeEqual(mac, expected)
}
