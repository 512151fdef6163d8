import type { CoreConfig } from '../settings/core.ts'
import type { Audience, Severity } from './kinds.ts'

/** The channels of the team, and those that users have connected for themselves. */
export const CHANNEL_NAMES = ['webhook', 'telegram', 'own_webhook', 'own_telegram'] as const
export type ChannelName = (typeof CHANNEL_NAMES)[number]

export const isOwn = (name: ChannelName): boolean => name.startsWith('own_')

/** A notification in the form that channels send: the same at every attempt and replay. */
export type Message = {
  id: string
  kind: string
  cause: string
  severity: Severity
  title: string
  /** Number of alerts. */
  count: number
  /** The first items. */
  items: readonly unknown[]
  first_at: Date
  last_at: Date
}

/** The result of an attempt. `error` has no secrets; after a `final` one no retry helps. */
export type Answer =
  | { delivered: true; status: number }
  | {
      delivered: false
      status: number | null
      error: string
      final: boolean
      /** Pause (ms) that the receiver asked for. */
      retryAfterMs?: number
    }

export type Channel = {
  name: ChannelName
  /** Makes one attempt. Rejects only with the signal's reason, when it aborts. */
  send(message: Message, signal: AbortSignal, audience: Audience): Promise<Answer>
}

/** A channel with the same destination for everyone. */
export type TeamChannel = {
  name: ChannelName
  send(message: Message, signal: AbortSignal): Promise<Answer>
}

export type ChannelConfig = Pick<
  CoreConfig,
  | 'notificationWebhookUrl'
  | 'notificationWebhookSecret'
  | 'telegramBotToken'
  | 'telegramChatId'
  | 'telegramApiUrl'
>

export type Network = {
  fetch?: typeof globalThis.fetch
  /** Real ms limit of an attempt; 10 s by default. */
  timeoutMs?: number
}
