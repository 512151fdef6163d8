import { randomBytes } from 'node:crypto'
import {
  allowsPrivate,
  listOwnChannels,
  putOwnChannel,
  removeOwnChannel,
  type OwnWebhookRule,
} from '../../../alerts/own-channels.ts'
import { checkAddress, type Resolve } from '../../../alerts/public-address.ts'
import { raiseTestMessage } from '../../../alerts/test-message.ts'
import { ConflictError, invalidField } from '../../../base/errors.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { userOf } from './inbox.ts'

const Kind = z.enum(['webhook', 'telegram'])
const NO_USER = 'The token is not of a user'

const list = createRoute({
  method: 'get',
  path: '/api/me/channels',
  access: 'signed-in',
  operationId: 'listOwnChannels',
  summary: 'Where gramd writes to you, besides your inbox',
  responses: {
    200: json(
      'Your channels',
      z
        .object({
          data: z.array(
            z.object({
              kind: Kind,
              shown: z.string().openapi({ description: 'The host, or the chat' }),
              created_at: Timestamp,
            }),
          ),
          offered: z.array(Kind).openapi({
            description: 'What can be connected; telegram needs the bot of the team',
          }),
        })
        .openapi('OwnChannels'),
    ),
    409: problem(NO_USER),
  },
})

const putWebhook = createRoute({
  method: 'put',
  path: '/api/me/channels/webhook',
  access: 'signed-in',
  operationId: 'connectOwnWebhook',
  summary: 'Have gramd post your notifications to a webhook of your own',
  description:
    'As in docs/notifications.md. gramd keeps the URL encrypted and shows its host only. The URL must be https, of a host on the internet, on port 80, 443 or from 1024 on. gramd connects to the addresses that it checked and follows no redirect.',
  request: {
    body: jsonBody(z.strictObject({ url: z.string().min(1).max(2_000) }).openapi('OwnWebhook')),
  },
  responses: {
    200: json(
      'The secret',
      z
        .object({
          secret: z.string().openapi({ description: 'Signs the messages; it is shown this once' }),
        })
        .openapi('OwnWebhookSecret'),
    ),
    409: problem(NO_USER),
  },
})

const putTelegram = createRoute({
  method: 'put',
  path: '/api/me/channels/telegram',
  access: 'signed-in',
  operationId: 'connectOwnTelegram',
  summary: 'Have the bot of the team write your notifications to a chat of your own',
  request: {
    body: jsonBody(
      z
        .strictObject({
          chat_id: z
            .string()
            .trim()
            .regex(/^(-?\d{1,20}|@[A-Za-z0-9_]{4,64})$/, 'expected a number, or @channel'),
        })
        .openapi('OwnTelegram'),
    ),
  },
  responses: {
    204: { description: 'Connected' },
    409: problem('The team has no Telegram bot, or the token is not of a user'),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/me/channels/{kind}',
  access: 'signed-in',
  operationId: 'removeOwnChannel',
  summary: 'Take one of your channels away',
  request: { params: z.strictObject({ kind: Kind }) },
  responses: {
    204: { description: 'Removed' },
    404: problem('You have no such channel'),
    409: problem(NO_USER),
  },
})

const test = createRoute({
  method: 'post',
  path: '/api/me/channels/test',
  access: 'signed-in',
  operationId: 'testOwnChannels',
  summary: 'Send a test to your inbox and through your channels',
  responses: {
    202: json('The notification', z.object({ id: z.uuid() }).openapi('OwnTest')),
    409: problem(NO_USER),
    429: problem('Too many tests within a minute; Retry-After says when the next may be sent'),
  },
})

type Parts = Pick<Services, 'db'> & {
  config: Pick<Services['config'], 'encryptionKeys' | 'telegramBotToken'> & OwnWebhookRule
  resolve?: Resolve
}

/** What users connect for themselves. */
export function channelRoutes({ db, config, resolve }: Parts): Router {
  const { encryptionKeys: keys, telegramBotToken: bot } = config
  const offered = bot === undefined ? (['webhook'] as const) : Kind.options
  const router = createRouter()
  router.openapi(list, async (c) =>
    c.json({ data: await listOwnChannels(db, userOf(c)), offered: [...offered] }, 200),
  )
  router.openapi(putWebhook, async (c) => {
    c.set('answerMayBeKept', false)
    const { url } = c.req.valid('json')
    const userId = userOf(c)
    const allowPrivate = await allowsPrivate(db, config, userId)
    const checked = await checkAddress(url, { ...(resolve ? { resolve } : {}), allowPrivate })
    if ('refusal' in checked) throw invalidField('url', checked.refusal)
    const secret = `whsec_${randomBytes(32).toString('base64')}`
    await putOwnChannel(db, keys, userId, { kind: 'webhook', url, secret })
    return c.json({ secret }, 200)
  })
  router.openapi(putTelegram, async (c) => {
    const userId = userOf(c)
    if (bot === undefined)
      throw new ConflictError('the team has no Telegram bot: set GRAMD_TELEGRAM_BOT_TOKEN')
    const { chat_id: chatId } = c.req.valid('json')
    await putOwnChannel(db, keys, userId, { kind: 'telegram', chatId })
    return c.body(null, 204)
  })
  router.openapi(remove, async (c) => {
    await removeOwnChannel(db, userOf(c), c.req.valid('param').kind)
    return c.body(null, 204)
  })
  router.openapi(test, async (c) =>
    c.json({ id: await raiseTestMessage(db, `user:${userOf(c)}`) }, 202),
  )
  return router
}
