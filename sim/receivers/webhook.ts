import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Clock } from '../../src/base/clock.ts'
import {
  createReceiverFaults,
  type ReceiverFault,
  type ReceiverFaultKind,
  type ReceiverFaultOrder,
} from './faults.ts'
import {
  REDIRECT_PATH,
  replyOfFault,
  startReceiverServer,
  type Incoming,
  type ReceiverReply,
} from './receiver-server.ts'

/** One attempt to deliver, including those with a fault. */
type WebhookDelivery = {
  /** `webhook-id`; empty if missing. */
  id: string
  /** World time. */
  at: Date
  text: string
  /** The body as JSON; null for other bodies. */
  body: unknown
  outcome: 'accepted' | 'refused' | ReceiverFaultKind
  /** Why it was refused, or would have been without the fault; null if valid. */
  problem: string | null
}

export type WebhookReceiver = {
  url: string
  secret: string
  deliveries(): readonly WebhookDelivery[]
  /** Requests to other paths, such as followed redirects. */
  strays(): number
  fail(order: ReceiverFaultOrder): void
  /** Ends the faults; received messages stay. */
  clear(): void
  close(): Promise<void>
}

export type WebhookOptions = {
  /** Base64, with or without `whsec_`. */
  secret: string
  /** The time that `webhook-timestamp` is compared with. */
  clock: Pick<Clock, 'now'>
}

const PATH = '/webhook'
const TOLERANCE_MS = 5 * 60_000
const SECRET_PREFIX = 'whsec_'

/**
 * Receives notifications and checks their signatures as
 * https://github.com/standard-webhooks/standard-webhooks defines: HMAC-SHA256 over
 * `id.timestamp.body`, in base64 after `v1,`; one valid signature suffices.
 */
export async function startWebhookReceiver(options: WebhookOptions): Promise<WebhookReceiver> {
  const { secret, clock } = options
  const key = Buffer.from(secret.replace(SECRET_PREFIX, ''), 'base64')
  const faults = createReceiverFaults()
  const deliveries: WebhookDelivery[] = []
  let strays = 0
  const answer = (incoming: Incoming): ReceiverReply => {
    if (incoming.method !== 'POST' || incoming.path !== PATH) {
      strays += 1
      return { status: incoming.path === REDIRECT_PATH ? 200 : 404 }
    }
    const at = clock.now()
    const problem = problemOf(incoming.headers, incoming.text, key, at)
    const fault = faults.take()
    deliveries.push({
      id: headerText(incoming.headers, 'webhook-id'),
      at,
      text: incoming.text,
      body: parseJson(incoming.text),
      outcome: fault?.kind ?? (problem === null ? 'accepted' : 'refused'),
      problem,
    })
    if (fault) return replyOfFault(fault, server.url) ?? replyInWords(fault)
    return problem === null ? { status: 204 } : { status: 401, body: { error: problem } }
  }
  const server = await startReceiverServer(answer)
  return {
    url: `${server.url}${PATH}`,
    secret,
    deliveries: () => deliveries,
    strays: () => strays,
    fail: faults.order,
    clear: faults.clear,
    close: server.close,
  }
}

function replyInWords({ kind, retryAfterSeconds }: ReceiverFault): ReceiverReply {
  if (kind === 'gone') return { status: 410 }
  if (kind === 'rate_limit') {
    return { status: 429, headers: { 'retry-after': String(retryAfterSeconds) } }
  }
  return { status: 500 }
}

/** The fault of a delivery's headers; null if valid. */
function problemOf(
  headers: IncomingHttpHeaders,
  text: string,
  key: Buffer,
  now: Date,
): string | null {
  const id = headerText(headers, 'webhook-id')
  const timestamp = headerText(headers, 'webhook-timestamp')
  const signatures = headerText(headers, 'webhook-signature')
  if (id === '') return 'webhook-id is missing'
  if (!/^\d{1,12}$/.test(timestamp)) return 'webhook-timestamp is missing or no number'
  const offMs = Number(timestamp) * 1_000 - now.getTime()
  if (Math.abs(offMs) > TOLERANCE_MS) return `webhook-timestamp is ${offMs / 1_000} s off`
  if (signatures === '') return 'webhook-signature is missing'
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest()
  const isSigned = signatures.split(' ').some((each) => isSignature(each, expected))
  return isSigned ? null : 'no signature fits'
}

function isSignature(text: string, expected: Buffer): boolean {
  const [version, base64 = ''] = text.split(',')
  const mac = Buffer.from(base64, 'base64')
  return version === 'v1' && mac.length === expected.length && timingSafeEqual(mac, expected)
}

function headerText(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name]
  return typeof value === 'string' ? value : ''
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // the raw text is stored beside it
  }
}
