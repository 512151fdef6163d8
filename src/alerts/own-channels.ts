import { sql } from 'kysely'
import { z } from 'zod'
import { decrypt, encrypt, type EncryptionKeys } from '../base/crypto.ts'
import { NoSuchRecordError } from '../base/errors.ts'
import type { Db, Tx } from '../db/handles.ts'
import type {
  Answer,
  Channel,
  ChannelConfig,
  ChannelName,
  Network,
  TeamChannel,
} from './channel.ts'
import type { CoreConfig } from '../settings/core.ts'
import { pinnedFetch } from './pinned-fetch.ts'
import { checkAddress, type Resolve } from './public-address.ts'
import { createTelegram } from './telegram.ts'
import { createWebhook } from './webhook.ts'

/** A channel that users connect for their own messages. */
export type OwnChannel =
  | { kind: 'webhook'; url: string; secret: string }
  | { kind: 'telegram'; chatId: string }
type Kind = OwnChannel['kind']

const Stored = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('webhook'), url: z.string(), secret: z.string() }),
  z.object({ kind: z.literal('telegram'), chatId: z.string() }),
])

const placeOf = (id: string) => ({ table: 'notification_channels', row: id, column: 'settings' })
const idOf = (userId: string, kind: string) => `${userId}:${kind}`

/** Encrypted, because the URL of a webhook often contains a secret. */
export const ownChannelsColumn = {
  table: 'notification_channels',
  column: 'settings',
  read: async (db: Db) =>
    await db
      .selectFrom('notification_channels')
      .select([sql<string>`user_id || ':' || kind`.as('id'), 'settings as value'])
      .execute(),
  async replace(db: Db, { id, value }: { id: string; value: Buffer }, fresh: Buffer) {
    const { numUpdatedRows } = await db
      .updateTable('notification_channels')
      .set({ settings: fresh })
      .where(sql`user_id || ':' || kind`, '=', id)
      .where('settings', '=', value)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
}

/** Connects a channel, replacing another one of its kind. `shown` is the visible part. */
export async function putOwnChannel(
  db: Db,
  keys: EncryptionKeys,
  userId: string,
  channel: OwnChannel,
): Promise<void> {
  const place = placeOf(idOf(userId, channel.kind))
  const label = channel.kind === 'webhook' ? new URL(channel.url).host : channel.chatId
  const row = { label, settings: encrypt(keys, place, JSON.stringify(channel)) }
  await db
    .insertInto('notification_channels')
    .values({ user_id: userId, kind: channel.kind, ...row })
    .onConflict((conflict) => conflict.columns(['user_id', 'kind']).doUpdateSet(row))
    .execute()
}

export const listOwnChannels = async (db: Db, userId: string) =>
  await db
    .selectFrom('notification_channels')
    .select([sql<Kind>`kind`.as('kind'), 'label', 'created_at'])
    .where('user_id', '=', userId)
    .orderBy('kind')
    .execute()

/** Throws NoSuchRecordError. */
export async function removeOwnChannel(db: Db, userId: string, kind: Kind): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('notification_channels')
    .where('user_id', '=', userId)
    .where('kind', '=', kind)
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw new NoSuchRecordError(`you have no ${kind} of your own`)
}

/**
 * Removes the channels of a user who may not sign in any more, so that gramd stops writing to them.
 */
export async function removeOwnChannels(db: Db | Tx, userId: string): Promise<void> {
  await db.deleteFrom('notification_channels').where('user_id', '=', userId).execute()
}

async function findOwnChannel(
  db: Db,
  keys: EncryptionKeys,
  userId: string,
  kind: Kind,
): Promise<OwnChannel | null> {
  const row = await db
    .selectFrom('notification_channels')
    .select('settings')
    .where('user_id', '=', userId)
    .where('kind', '=', kind)
    .executeTakeFirst()
  if (!row) return null
  return Stored.parse(JSON.parse(decrypt(keys, placeOf(idOf(userId, kind)), row.settings)))
}

export type OwnChannelsParts = Network & {
  db: Db
  keys: EncryptionKeys
  config: Pick<ChannelConfig, 'telegramBotToken' | 'telegramApiUrl'> & OwnWebhookRule
  resolve?: Resolve
  /** Creates the `fetch` that connects to checked IP addresses only. */
  fetchFrom?: (addresses: readonly string[]) => typeof globalThis.fetch
}

export type OwnWebhookRule = Pick<CoreConfig, 'allowPrivateAdminWebhooks'>

/**
 * Whether the webhook of this user may be in gramd's network: only an admin's, if the setting
 * allows it.
 */
export async function allowsPrivate(
  db: Db,
  { allowPrivateAdminWebhooks }: OwnWebhookRule,
  userId: string,
): Promise<boolean> {
  if (!allowPrivateAdminWebhooks) return false
  const user = await db
    .selectFrom('shared.users')
    .select('role')
    .where('id', '=', userId)
    .executeTakeFirst()
  return user?.role === 'admin'
}

/**
 * Gives the same reason for every attempt without an HTTP answer: the real one would show the user
 * which ports of the host are open.
 */
const withoutReason = (answer: Answer): Answer =>
  !answer.delivered && answer.status === null
    ? { ...answer, error: 'the webhook gave no answer' }
    : answer

const undeliverable = (error: string): Answer => ({
  delivered: false,
  status: null,
  error,
  final: true,
})
const REMOVED = 'the user has removed this channel'

/** Creates the channels of all users, one of each kind: the audience determines the user. */
export function createOwnChannels(parts: OwnChannelsParts): Channel[] {
  const { db, keys, config, resolve, fetchFrom = pinnedFetch, ...network } = parts
  const { telegramBotToken: token, telegramApiUrl: apiUrl } = config
  const own = (
    name: ChannelName,
    kind: Kind,
    open: (found: OwnChannel, userId: string) => Promise<TeamChannel | string>,
  ): Channel => ({
    name,
    async send(message, signal, audience) {
      const userId = audience.replace(/^user:/, '')
      const found = await findOwnChannel(db, keys, userId, kind)
      if (!found) return undeliverable(REMOVED)
      const channel = await open(found, userId)
      return typeof channel === 'string'
        ? undeliverable(channel)
        : await channel.send(message, signal)
    },
  })
  const webhook = own('own_webhook', 'webhook', async (found, userId) => {
    if (found.kind !== 'webhook') return REMOVED
    const checked = await checkAddress(found.url, {
      ...(resolve ? { resolve } : {}),
      allowPrivate: await allowsPrivate(db, config, userId),
    })
    if ('refusal' in checked) return checked.refusal
    const { addresses } = checked
    const fetch = fetchFrom(addresses)
    const hook = createWebhook({ ...network, url: found.url, secrets: [found.secret], fetch })
    return {
      name: 'own_webhook',
      send: async (message, signal) => withoutReason(await hook.send(message, signal)),
    }
  })
  if (token === undefined) return [webhook]
  const telegram = own('own_telegram', 'telegram', async (found) =>
    found.kind === 'telegram'
      ? createTelegram({ apiUrl, token, chatId: found.chatId, ...network })
      : await Promise.resolve(REMOVED),
  )
  return [webhook, telegram]
}
