import type { ChannelConfig, ChannelName, Network, TeamChannel } from './channel.ts'
import { createTelegram } from './telegram.ts'
import { createWebhook } from './webhook.ts'

/** The configured channels of the team. */
export function createChannels(config: ChannelConfig, network: Network = {}): TeamChannel[] {
  const channels: TeamChannel[] = []
  const { notificationWebhookUrl: url, notificationWebhookSecret: secrets } = config
  const { telegramBotToken: token, telegramChatId: chatId, telegramApiUrl: apiUrl } = config
  if (url !== undefined && secrets !== undefined)
    channels.push(createWebhook({ url, secrets, ...network }))
  if (token !== undefined && chatId !== undefined)
    channels.push(createTelegram({ apiUrl, token, chatId, ...network }))
  return channels
}

export const channelNames = (config: ChannelConfig): ChannelName[] =>
  createChannels(config).map(({ name }) => name)
