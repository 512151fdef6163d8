import { NoSuchRecordError } from '../../../base/errors.ts'
import { sameSecret } from '../../../base/secrets.ts'
import type { SignatureCheck } from '../../../http/access/access.ts'
import {
  createRoute,
  createRouter,
  json,
  problem,
  rawBody,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { VerifyTokenError } from '../errors.ts'
import { RECEIVED } from '../metrics.ts'
import { receive } from '../receive.ts'

export const tags = ['own accounts']
const PATH = '/api/webhooks/instagram'
const SIGNATURE = 'x-hub-signature-256'
/** A thousand changes, as many as Meta sends at once, of 1.5 kilobytes each. */
const MAX_BYTES = 1.5 * 1024 * 1024

const notSet = 'GRAMD_WEBHOOK_VERIFY_TOKEN, or the secret of an app of Meta’s, is not set'

const verify = createRoute({
  method: 'get',
  path: PATH,
  access: 'open',
  operationId: 'verifyInstagramWebhook',
  tags,
  summary: 'Meta asks whether this is where its events belong',
  request: {
    query: z.object({
      'hub.mode': z.string().max(100),
      'hub.verify_token': z.string().max(1_000),
      'hub.challenge': z.string().min(1).max(1_000),
    }),
  },
  responses: {
    200: {
      description: 'The challenge as it came',
      content: { 'text/plain': { schema: z.string() } },
    },
    403: problem('The verify token is another one'),
    404: problem(notSet),
  },
})

const receiving = (signature: SignatureCheck) =>
  createRoute({
    method: 'post',
    path: PATH,
    access: { signature, maxBytes: MAX_BYTES },
    operationId: 'receiveInstagramWebhook',
    tags,
    summary: 'Receive what happens on connected accounts from Meta',
    description:
      'For Meta alone: instead of a token, an HMAC-SHA256 over the raw body by the secret of one of the two apps vouches for it. ' +
      'Changes are stored before they are answered and processed afterwards; one that comes twice counts once.',
    parameters: [
      {
        name: SIGNATURE,
        in: 'header',
        required: true,
        schema: { type: 'string', example: `sha256=${'0'.repeat(64)}` },
      },
    ],
    request: {
      body: rawBody('application/json', {
        maxBytes: MAX_BYTES,
        schema: {
          type: 'object',
          properties: { object: { type: 'string', example: 'instagram' } },
        },
      }),
    },
    responses: {
      200: json(
        'Stored',
        z
          .object({
            changes: z.int().openapi({ description: 'In the body' }),
            pending: z.int().openapi({ description: 'New, and to be processed' }),
            ignored: z.int().openapi({
              description: 'New, of accounts that are not connected or fields that are not read',
            }),
          })
          .openapi('WebhookReceipt'),
      ),
      401: problem('The signature is not valid'),
      404: problem(notSet),
      413: problem('The body is larger than 1.5 MB'),
    },
  })

type Parts = Pick<Services, 'db' | 'queue' | 'erasures' | 'config' | 'connections' | 'count'>

/** Where Meta sends what happens. */
export function receiveRoutes(services: Parts): Router {
  const { config, connections, count } = services
  const token = connections ? config.webhookVerifyToken : undefined
  const missing = (): NoSuchRecordError =>
    new NoSuchRecordError(
      connections
        ? 'GRAMD_WEBHOOK_VERIFY_TOKEN is not set'
        : 'no app of Meta’s is configured: set META_APP_ID and META_APP_SECRET, or INSTAGRAM_APP_ID and INSTAGRAM_APP_SECRET',
    )
  const counted = (isGood: boolean): boolean => {
    if (!isGood) count(RECEIVED, { outcome: 'refused' })
    return isGood
  }
  const signature: SignatureCheck = {
    hasForm(c) {
      if (!connections || token === undefined) throw missing()
      return counted(connections.api.hasSignatureForm(c.req.header(SIGNATURE)))
    },
    isValid: (pieces, c) =>
      counted(connections?.api.isWebhookSigned(pieces, c.req.header(SIGNATURE)) ?? false),
  }
  const router = createRouter()
  router.openapi(verify, (c) => {
    const query = c.req.valid('query')
    if (token === undefined) throw missing()
    const isOurs = sameSecret(query['hub.verify_token'], token)
    if (query['hub.mode'] !== 'subscribe' || !isOurs) throw new VerifyTokenError()
    return c.text(query['hub.challenge'], 200)
  })
  router.openapi(receiving(signature), async (c) => {
    const received = await receive(services, new Uint8Array(await c.req.arrayBuffer()))
    const { changes, pending, ignored } = received
    count(RECEIVED, { outcome: 'stored' }, pending)
    count(RECEIVED, { outcome: 'ignored' }, ignored)
    count(RECEIVED, { outcome: 'repeated' }, changes - pending - ignored)
    c.get('log').debug({ changes, pending, ignored }, 'webhook received')
    return c.json(received, 200)
  })
  return router
}
