import { createHmac, timingSafeEqual } from 'node:crypto'

const PREFIX = 'whsec_'
/** Maximum difference between a delivery's time and ours (real time). */
const TOLERANCE_MS = 300_000
const MAX_SIGNATURES = 16
/** The length of an HMAC-SHA256. */
const MAC_BYTES = 32

export type DeliveryHeaders = {
  id: string | undefined
  timestamp: string | undefined
  signature: string | undefined
}

/** Decodes `whsec_` and Base64, in either alphabet; undefined for less than 16 bytes. */
export function webhookKey(secret: string): Buffer | undefined {
  if (!/^whsec_[A-Za-z0-9+/_-]+={0,2}$/.test(secret)) return undefined
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
  return key.length >= 16 ? key : undefined
}

/** Whether headers have the form of a recent signature, before the body is known. */
export const hasSignatureForm = (headers: DeliveryHeaders, now: Date): boolean =>
  macsOf(headers, now).length > 0

/** The MACs of a recent delivery that have the right length; none for headers of another form. */
function macsOf({ id, timestamp, signature }: DeliveryHeaders, now: Date): Buffer[] {
  if (!id || !signature || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return []
  if (Math.abs(Number(timestamp) * 1_000 - now.getTime()) > TOLERANCE_MS) return []
  return signature
    .split(' ', MAX_SIGNATURES)
    .flatMap((each) => (each.startsWith('v1,') ? [Buffer.from(each.slice(3), 'base64')] : []))
    .filter((mac) => mac.length === MAC_BYTES)
}

/**
 * Whether one of our keys recently signed these bytes: HMAC-SHA256 over `id.timestamp.body` in
 * Base64 after `v1,`, as in https://github.com/standard-webhooks/standard-webhooks; a sender that
 * rotates its key sends several.
 */
export function isSigned(
  body: Uint8Array,
  headers: DeliveryHeaders,
  { keys, now }: { keys: readonly Buffer[]; now: Date },
): boolean {
  const macs = macsOf(headers, now)
  if (macs.length === 0) return false
  const prefix = `${headers.id}.${headers.timestamp}.`
  const expected = keys.map((key) => createHmac('sha256', key).update(prefix).update(body).digest())
  // Compares all of them, so that the time does not reveal which one matches.
  const fits = expected.flatMap((mac) => macs.map((each) => timingSafeEqual(each, mac)))
  return fits.includes(true)
}
