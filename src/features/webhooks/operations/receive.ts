import { NoSuchRecordError } from '../../../base/errors.ts'
import { sameSecret } from '../../../base/secrets.ts'
import type { SignatureCheck } from '../../../http/access/access.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { json, problem, rawBody, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { VerifyTokenError } from '../errors.ts'
import { RECEIVED } from '../metrics.ts'
import { receive } from '../receive.ts'

type Needed = Pick<Services, 'db' | 'queue' | 'erasures' | 'config' | 'connections' | 'count'>

const operation = operationsFor<Needed>()

const tags = ['own accounts']
const PATH = '/api/webhooks/instagram'
const SIGNATURE = 'x-hub-signature-256'
/** A thousand changes, as many as Meta sends at once, of 1.5 kilobytes each. */
const MAX_BYTES = 1.5 * 1024 * 1024

const notSet = 'GRAMD_WEBHOOK_VERIFY_TOKEN, or the secret of an app of Meta’s, is not set'

/** Operations to which Meta sends its events. */
export const receiveOperations = {
  verifyInstagramWebhook: operation.raw({
    method: 'get',
    path: PATH,
    access: 'open',
    tags,
    summary: 'Meta asks whether this is where its events belong',
    query: z.object({
      'hub.mode': z.string().max(100),
      'hub.verify_token': z.string().max(1_000),
      'hub.challenge': z.string().min(1).max(1_000),
    }),
    responses: {
      200: {
        description: 'The challenge as it came',
        content: { 'text/plain': { schema: z.string() } },
      },
      403: problem('The verify token is another one'),
      404: problem(notSet),
    },
    async run({ query }, services, { http }) {
      const isOurs = sameSecret(query['hub.verify_token'], getSecrets(services).token)
      if (query['hub.mode'] !== 'subscribe' || !isOurs) throw new VerifyTokenError()
      return await Promise.resolve(http.text(query['hub.challenge'], 200))
    },
  }),

  receiveInstagramWebhook: operation.raw({
    method: 'post',
    path: PATH,
    access: { signature: signatureCheck, maxBytes: MAX_BYTES },
    tags,
    summary: 'Receive what happens on connected accounts from Meta',
    description:
      'For Meta alone: instead of a token, an HMAC-SHA256 over the raw body by the secret of ' +
      'one of the two apps vouches for it. ' +
      'Changes are stored before they are answered and processed afterwards; one that comes ' +
      'twice counts once.',
    parameters: [
      {
        name: SIGNATURE,
        in: 'header',
        required: true,
        schema: { type: 'string', example: `sha256=${'0'.repeat(64)}` },
      },
    ],
    body: rawBody('application/json', {
      maxBytes: MAX_BYTES,
      schema: {
        type: 'object',
        properties: { object: { type: 'string', example: 'instagram' } },
      },
    }),
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
    async run(_, services, { http }) {
      const received = await receive(services, new Uint8Array(await http.req.arrayBuffer()))
      const { changes, pending, ignored } = received
      services.count(RECEIVED, { outcome: 'stored' }, pending)
      services.count(RECEIVED, { outcome: 'ignored' }, ignored)
      services.count(RECEIVED, { outcome: 'repeated' }, changes - pending - ignored)
      http.get('log').debug({ changes, pending, ignored }, 'webhook received')
      return http.json(received, 200)
    },
  }),
}

/** Throws NoSuchRecordError unless Meta's app and the verify token are configured. */
function getSecrets({ config: { webhookVerifyToken: token }, connections }: Needed) {
  if (!connections)
    throw new NoSuchRecordError(
      'no app of Meta’s is configured: set META_APP_ID and META_APP_SECRET, or ' +
        'INSTAGRAM_APP_ID and INSTAGRAM_APP_SECRET',
    )
  if (token === undefined) throw new NoSuchRecordError('GRAMD_WEBHOOK_VERIFY_TOKEN is not set')
  return { token, api: connections.api }
}

function signatureCheck(services: Needed): SignatureCheck {
  const counted = (isGood: boolean): boolean => {
    if (!isGood) services.count(RECEIVED, { outcome: 'refused' })
    return isGood
  }
  return {
    hasForm: (c) => counted(getSecrets(services).api.hasSignatureForm(c.req.header(SIGNATURE))),
    isValid: (pieces, c) =>
      counted(getSecrets(services).api.isWebhookSigned(pieces, c.req.header(SIGNATURE))),
  }
}
