import type { GaugeKind } from '../../base/metrics.ts'
import type { Services } from '../services.ts'
import { countOpenEvents } from './store/events.ts'

export const RECEIVED = {
  name: 'gramd_webhook_changes_total',
  help:
    'Changes that Meta sent by webhooks: stored, ignored, repeated; and notifications that were ' +
    'refused for their signature.',
  labelNames: ['outcome'] as const,
}

const OPEN: GaugeKind<Services> = {
  name: 'gramd_open_webhook_changes',
  help: 'Changes that Meta sent by webhooks and that are not processed yet.',
  labelNames: [],
  read: async ({ db }) => [{ labels: {}, value: await countOpenEvents(db) }],
}

export const WEBHOOK_METRICS = [RECEIVED, OPEN]
