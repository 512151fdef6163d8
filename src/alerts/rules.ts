import type { Config } from '../config.ts'
import { createChannels } from './channel.ts'
import type { CourierOptions } from './courier.ts'

/** What the configuration says about messages to people. */
export const courierRules = (
  config: Config,
): Pick<CourierOptions, 'channels' | 'kinds' | 'intervalMs'> => ({
  channels: createChannels(config),
  kinds: config.notificationKinds,
  intervalMs: config.notificationIntervalMs,
})
