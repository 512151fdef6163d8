import { NoSuchRecordError } from '../../../base/errors.ts'
import type { SignatureCheck } from '../../../http/access/access.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { problem, rawBody, z, type HttpContext } from '../../../http/router.ts'
import { parseJson } from '../../../base/text.ts'
import { hasSignatureForm, isSigned, webhookKey } from '../../../base/webhook-signature.ts'
import type { BatchServices } from '../services.ts'
import { wakePoller } from '../wake-poller.ts'

const PATH = '/api/webhooks/openai'

const MAX_BYTES = 64 * 1024

const Event = z.looseObject({ type: z.string() })

/** Events that end a batch. */
const WAKING: ReadonlySet<string> = new Set([
  'batch.completed',
  'batch.failed',
  'batch.expired',
  'batch.cancelled',
])

const operation = operationsFor<BatchServices>()

/**
 * Receives OpenAI's events about batches. They only wake the poller, which asks OpenAI itself, so a
 * repeated, late or reordered event changes nothing.
 */
export const webhookOperations = {
  receiveOpenAiWebhook: operation.raw({
    method: 'post',
    path: PATH,
    access: { signature: ({ config }) => signedBy(keysOf(config)), maxBytes: MAX_BYTES },
    tags: ['batches'],
    summary: 'Receive events about batches from OpenAI',
    description:
      'For OpenAI alone: instead of a token, a Standard Webhooks signature by ' +
      'OPENAI_WEBHOOK_SECRET vouches for the body. ' +
      'The end of a batch has all batches polled at once; other events change nothing.',
    parameters: [
      { name: 'webhook-id', in: 'header', required: true, schema: { type: 'string' } },
      {
        name: 'webhook-timestamp',
        in: 'header',
        required: true,
        description: 'Unix seconds, at most 300 off',
        schema: { type: 'string' },
      },
      {
        name: 'webhook-signature',
        in: 'header',
        required: true,
        schema: { type: 'string', example: 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9' },
      },
    ],
    body: rawBody('application/json', {
      maxBytes: MAX_BYTES,
      schema: {
        type: 'object',
        required: ['type'],
        properties: { type: { type: 'string', example: 'batch.completed' } },
      },
    }),
    responses: {
      204: { description: 'Received' },
      401: problem('The signature is not valid'),
      404: problem('OPENAI_WEBHOOK_SECRET is not set'),
      413: problem('The body is larger than 64 KB'),
    },
    async run(_, services, { http }) {
      const type = typeOf(await http.req.arrayBuffer())
      if (type !== undefined && WAKING.has(type)) await wakePoller(services)
      http.get('log').debug({ event: type }, 'webhook received')
      return http.body(null, 204)
    },
  }),
}

const keysOf = ({ openaiWebhookSecret = [] }: BatchServices['config']): Buffer[] =>
  openaiWebhookSecret.flatMap((secret) => webhookKey(secret) ?? [])

/** OpenAI signs with real time. Throws NoSuchRecordError without keys. */
function signedBy(keys: readonly Buffer[]): SignatureCheck {
  const refused = createRefusalReport()
  const reported = (isGood: boolean, c: HttpContext): boolean => {
    if (!isGood) refused(c)
    return isGood
  }
  return {
    hasForm(c) {
      if (keys.length === 0) throw new NoSuchRecordError('OPENAI_WEBHOOK_SECRET is not set')
      return reported(hasSignatureForm(headersOf(c), new Date()), c)
    },
    isValid(pieces, c) {
      const body = Buffer.concat(pieces)
      return reported(isSigned(body, headersOf(c), { keys, now: new Date() }), c)
    },
  }
}

/** Real time between log lines about refused deliveries: anybody can send them. */
const REMIND_AFTER_MS = 60_000

/**
 * Logs refused deliveries: the answer gives no reason, so only the log shows a wrong secret or
 * clock.
 */
function createRefusalReport(): (c: HttpContext) => void {
  let loggedAtMs: number | null = null
  let skipped = 0
  return (c) => {
    const nowMs = performance.now()
    if (loggedAtMs !== null && nowMs - loggedAtMs < REMIND_AFTER_MS) {
      skipped += 1
      return
    }
    c.get('log').warn(
      { path: PATH, left_out: skipped },
      'webhook refused: not signed by OPENAI_WEBHOOK_SECRET, or by a clock that is 300 s off',
    )
    loggedAtMs = nowMs
    skipped = 0
  }
}

const headersOf = ({ req }: HttpContext) => ({
  id: req.header('webhook-id'),
  timestamp: req.header('webhook-timestamp'),
  signature: req.header('webhook-signature'),
})

/** Undefined for anything but an event: it is signed, so sending it again would not help. */
const typeOf = (body: ArrayBuffer): string | undefined =>
  Event.safeParse(parseJson(Buffer.from(body).toString())).data?.type
