import { sql } from 'kysely'
import { sharing, type GaugeKind } from '../base/metrics.ts'
import type { Db } from '../db/handles.ts'
import { CHANNEL_NAMES } from './channel.ts'
import { CORE_ALERTS, type AlertKind } from './kinds.ts'

/** Attempts to send a notification. */
export const DELIVERY_ATTEMPTS = {
  name: 'gramd_notification_attempts_total',
  help:
    'Attempts of this process to send a notification, by outcome: delivered, retried (sent ' +
    'again later) or failed.',
  labelNames: ['channel', 'outcome'],
} as const

type Pending = { channel: string; count: number; age: number }

/** Separate, like `RECENT`, so that a test can explain its plan. */
export const PENDING = sql<Pending>`
  select channel, count(*)::integer as count,
    extract(epoch from (select world_now()) - min(created_at))::float8 as age
  from notification_deliveries where state = 'pending' group by channel`

export const RECENT = sql<{ kind: string; count: number }>`
  select kind, sum(count)::integer as count from notifications
  where last_raised_at > (select world_now()) - interval '1 hour' and kind <> 'test'
  group by kind`

const readPending = sharing(async (db: Db) => {
  const { rows } = await PENDING.execute(db)
  return CHANNEL_NAMES.map(
    (channel) => rows.find((row) => row.channel === channel) ?? { channel, count: 0, age: 0 },
  )
})

const pendingDeliveries: GaugeKind<{ db: Db }> = {
  name: 'gramd_pending_notification_deliveries',
  help: 'Notifications that a channel has not delivered yet, over all processes.',
  labelNames: ['channel'],
  read: async ({ db }) =>
    (await readPending(db)).map(({ channel, count }) => ({ labels: { channel }, value: count })),
}

const oldestDelivery: GaugeKind<{ db: Db }> = {
  name: 'gramd_oldest_pending_delivery_age_seconds',
  help:
    'Age of the oldest notification that a channel has not delivered yet, in world time; 0 ' +
    'without one.',
  labelNames: ['channel'],
  read: async ({ db }) =>
    (await readPending(db)).map(({ channel, age }) => ({ labels: { channel }, value: age })),
}

type Declared = { db: Db; declarations: readonly { alertKinds?: readonly AlertKind[] }[] }

const recentAlerts: GaugeKind<Declared> = {
  name: 'gramd_recent_alerts',
  help:
    'Alerts that operators were or will be notified of, raised within the last hour of world ' +
    'time, by kind (docs/troubleshooting.md), over all processes.',
  labelNames: ['kind', 'severity'],
  async read({ db, declarations }) {
    const { rows } = await RECENT.execute(db)
    return declarations
      .flatMap(({ alertKinds = [] }) => alertKinds)
      .filter(({ kind }) => kind !== CORE_ALERTS.test.kind)
      .map(({ kind, severity }) => ({
        labels: { kind, severity },
        value: rows.find((row) => row.kind === kind)?.count ?? 0,
      }))
  },
}

export const ALERT_METRICS = [DELIVERY_ATTEMPTS, pendingDeliveries, oldestDelivery, recentAlerts]
