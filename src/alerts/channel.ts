import type { CoreConfig } from '../settings/core.ts'
import type { CourierOptions } from './courier.ts'
import type { Severity } from './kinds.ts'
import { createTelegram } from './telegram.ts'
import { createWebhook } from './webhook.ts'

export const CHANNEL_NAMES = ['webhook', 'telegram'] as const
export type ChannelName = (typeof CHANNEL_NAMES)[number]

/** What a channel is to tell: the same at every attempt and replay. */
export type Message = {
  id: string
  kind: string
  cause: string
  severity: Severity
  title: string
  /** How many alerts it stands for. */
  count: number
  /** The first of what it is about. */
  items: readonly unknown[]
  first_at: Date
  last_at: Date
}

/** What became of an attempt. `error` is fit for logs and tables; a `final` one is not helped by another attempt. */
export type Answer =
  | { delivered: true; status: number }
  | {
      delivered: false
      status: number | null
      error: string
      final: boolean
      /** How long (ms) the other side wants to be left alone. */
      retryAfterMs?: number
    }

export type Channel = {
  name: ChannelName
  /** Makes one attempt. Rejects only with the signal's reason, when it aborts. */
  send(message: Message, signal: AbortSignal): Promise<Answer>
}

type ChannelConfig = Pick<
  CoreConfig,
  | 'notificationWebhookUrl'
  | 'notificationWebhookSecret'
  | 'telegramBotToken'
  | 'telegramChatId'
  | 'telegramApiUrl'
>

export type Network = {
  fetch?: typeof globalThis.fetch
  /** Real ms that an attempt may take; 10 s by default. */
  timeoutMs?: number
}

/** The channels that are configured. */
export function createChannels(config: ChannelConfig, network: Network = {}): Channel[] {
  const channels: Channel[] = []
  const { notificationWebhookUrl: url, notificationWebhookSecret: secrets } = config
  const { telegramBotToken: token, telegramChatId: chatId, telegramApiUrl: apiUrl } = config
  if (url !== undefined && secrets !== undefined)
    channels.push(createWebhook({ url, secrets, ...network }))
  if (token !== undefined && chatId !== undefined)
    channels.push(createTelegram({ apiUrl, token, chatId, ...network }))
  return channels
}

/** The names of the channels that are configured. */
export const channelNames = (config: ChannelConfig): ChannelName[] =>
  createChannels(config).map(({ name }) => name)

/** The courier's settings. */
export const courierRules = (
  config: CoreConfig,
): Pick<CourierOptions, 'channels' | 'kinds' | 'intervalMs'> => ({
  channels: createChannels(config),
  kinds: config.notificationKinds,
  intervalMs: config.notificationIntervalMs,
})
