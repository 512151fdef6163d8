import { fault, textMatching } from '../../../http/fault.ts'
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
import { operationsFor } from '../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { NO_USER, userOf } from './inbox.ts'

/** `resolve` looks up the addresses of a host; the resolver of the system without it. */
type Parts = Pick<Services, 'db'> & {
  config: Pick<Services['config'], 'encryptionKeys' | 'telegramBotToken'> & OwnWebhookRule
  resolve?: Resolve
}

const operation = operationsFor<Parts>()

const Kind = z.enum(['webhook', 'telegram'])

const OwnChannels = z
  .object({
    data: z.array(
      z.object({
        kind: Kind,
        label: z.string().openapi({ description: 'The host, or the chat' }),
        created_at: Timestamp,
      }),
    ),
    offered: z.array(Kind).openapi({
      description: 'What can be connected; telegram needs the bot of the team',
    }),
  })
  .openapi('OwnChannels')

const OwnWebhook = z.strictObject({ url: z.string().min(1).max(2_000) }).openapi('OwnWebhook')

const OwnWebhookSecret = z
  .object({
    secret: z.string().openapi({ description: 'Signs the messages; it is shown this once' }),
  })
  .openapi('OwnWebhookSecret')

const OwnTelegram = z
  .strictObject({
    chat_id: textMatching(
      z.string().trim(),
      /^(-?\d{1,20}|@[A-Za-z0-9_]{4,64})$/,
      fault('not_a_chat', 'expected a number, or @channel'),
    ),
  })
  .openapi('OwnTelegram')

const refusals = { 409: NO_USER }

/** The operations on channels that users connect for themselves. */
export const ownChannelOperations = {
  listOwnChannels: operation.get({
    path: '/api/me/channels',
    access: 'signed-in',
    summary: 'Where gramd writes to you, besides your inbox',
    answer: OwnChannels,
    success: 'Your channels',
    refusals,
    run: async (_, { db, config }, { principal }) => ({
      data: await listOwnChannels(db, userOf(principal)),
      offered: config.telegramBotToken === undefined ? (['webhook'] as const) : Kind.options,
    }),
  }),

  connectOwnWebhook: operation.act({
    method: 'put',
    path: '/api/me/channels/webhook',
    access: 'signed-in',
    summary: 'Have gramd post your notifications to a webhook of your own',
    description:
      'As in docs/notifications.md. gramd keeps the URL encrypted and shows its host only. ' +
      'The URL must be https, of a host on the internet, on port 80, 443 or from 1024 on. ' +
      'gramd connects to the addresses that it checked and follows no redirect.',
    body: OwnWebhook,
    answer: OwnWebhookSecret,
    success: 'The secret',
    refusals,
    hasSecret: true,
    async run({ body: { url } }, { db, config, resolve }, { principal }) {
      const userId = userOf(principal)
      const allowPrivate = await allowsPrivate(db, config, userId)
      const checked = await checkAddress(url, { ...(resolve ? { resolve } : {}), allowPrivate })
      if ('refusal' in checked)
        throw invalidField('url', checked.refusal, { code: 'not_a_public_url' })
      const secret = `whsec_${randomBytes(32).toString('base64')}`
      await putOwnChannel(db, config.encryptionKeys, userId, { kind: 'webhook', url, secret })
      return { secret }
    },
  }),

  connectOwnTelegram: operation.act({
    method: 'put',
    path: '/api/me/channels/telegram',
    access: 'signed-in',
    summary: 'Have the bot of the team write your notifications to a chat of your own',
    body: OwnTelegram,
    success: 'Connected',
    refusals: { 409: 'The team has no Telegram bot, or the token is not of a user' },
    async run({ body: { chat_id: chatId } }, { db, config }, { principal }) {
      const userId = userOf(principal)
      if (config.telegramBotToken === undefined)
        throw new ConflictError('the team has no Telegram bot: set GRAMD_TELEGRAM_BOT_TOKEN')
      await putOwnChannel(db, config.encryptionKeys, userId, { kind: 'telegram', chatId })
    },
  }),

  removeOwnChannel: operation.remove({
    path: '/api/me/channels/{kind}',
    access: 'signed-in',
    summary: 'Take one of your channels away',
    params: z.strictObject({ kind: Kind }),
    refusals: { ...refusals, 404: 'You have no such channel' },
    run: async ({ params }, { db }, { principal }) =>
      await removeOwnChannel(db, userOf(principal), params.kind),
  }),

  testOwnChannels: operation.act({
    path: '/api/me/channels/test',
    access: 'signed-in',
    summary: 'Send a test to your inbox and through your channels',
    status: 202,
    answer: z.object({ id: z.uuid() }).openapi('OwnTest'),
    success: 'The notification',
    refusals: {
      ...refusals,
      429: 'Too many tests within a minute; Retry-After says when the next may be sent',
    },
    run: async (_, { db }, { principal }) => ({
      id: await raiseTestMessage(db, `user:${userOf(principal)}`),
    }),
  }),
}
