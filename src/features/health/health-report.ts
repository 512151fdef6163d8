import { adviseOnAccount } from '../../accounts/advice.ts'
import { AppState } from '../../http/app-state.ts'
import { Timestamp, z } from '../../http/router.ts'
import { describeNewer, type SchemaState } from '../../db/migrations/schema-state.ts'
import { ACCOUNT_STATES } from '../../accounts/states.ts'
import type { AccountCount, TaskCount, Vitals } from './store/vitals.ts'
import { accountAlerts, alertsOf, type Alert, type Self } from './health-alerts.ts'
import { countPublishers, PublishersReport } from './publishers.ts'

const HealthStatus = z.enum(['ok', 'degraded', 'down']).openapi({
  description:
    '`down`: no task can be worked on before a person helps. `degraded`: a part cannot work, ' +
    'or needs help',
})

const count = z.int()

const TaskCounts = z.object({
  pending: count,
  running: count,
  done: count,
  failed: count,
  cancelled: count,
  capped: z
    .array(z.string())
    .openapi({ description: 'Statuses with more tasks than were counted' }),
  waiting_seconds: count
    .nullable()
    .openapi({ description: 'For how long the oldest due task waits' }),
})
type TaskCounts = z.output<typeof TaskCounts>

const Backfill = z.object({
  name: z.string(),
  done: count.openapi({ description: 'Filled rows' }),
  total: count.nullable().openapi({ description: 'Rows when it began, estimated' }),
  task_id: z.int().nullable(),
})

/** The health that is public. */
export const PublicHealth = z.object({ status: HealthStatus }).openapi('PublicHealth')

export const HealthReport = z
  .object({
    status: HealthStatus,
    version: z.string(),
    uptime_seconds: count,
    roles: z.array(z.string()).openapi({ description: 'What this process does' }),
    database: z.object({ ok: z.boolean(), latency_ms: z.number() }),
    accounts: z.object({
      total: count,
      by_state: z.record(z.string(), count),
      in_service: count.openapi({
        description: 'They work now, or will without a person, and their session lives',
      }),
      waiting_for_login: count.openapi({
        description: 'Out of service until gramd logs them in again by itself',
      }),
      returns_at: Timestamp.nullable().openapi({
        description: 'When the first that rests or waits for its login is back',
      }),
      free: count.openapi({ description: 'Ready for a request now' }),
      next_free_at: Timestamp.nullable().openapi({ description: 'When none is free' }),
      need_you: z
        .array(
          z.object({
            account: z.string(),
            state: z.string(),
            reason: z.string(),
            next: z.string().nullable().openapi({ description: 'The command that helps' }),
          }),
        )
        .openapi({ description: 'The first 20 by name' }),
    }),
    publishing: PublishersReport,
    tasks: z.object({
      by_type: z.record(z.string(), TaskCounts),
      oldest_waiting_seconds: count.nullable(),
    }),
    openai: z.object({
      configured: z.boolean(),
      open_batches: count,
      oldest_batch_at: Timestamp.nullable(),
      held: z
        .string()
        .nullable()
        .openapi({
          description:
            'Why analyses were not sent when gramd last looked: openai_refused, openai_down, ' +
            'failed_batches, creations_per_hour, daily_budget or enqueued_tokens; null without ' +
            'OPENAI_API_KEY',
        }),
      held_since: Timestamp.nullable(),
    }),
    instagram_app: AppState.openapi({ description: 'The app that new logins use' }),
    scheduler: z.array(z.object({ name: z.string(), last_tick: Timestamp, at: Timestamp })),
    alerts: z.array(
      z.object({ code: z.string(), message: z.string(), since: Timestamp.nullable() }),
    ),
    backfills: z.array(Backfill).openapi({
      description: 'Columns of a new release that are still being filled for older rows',
    }),
    warnings: z.array(z.object({ setting: z.string(), message: z.string() })).openapi({
      description:
        'Limits far from the safe default, and a schema (`schema`) that a newer gramd has ' +
        'changed; they do not change the status',
    }),
  })
  .openapi('Health')

type Status = z.output<typeof HealthStatus>

/** Judges the vitals: the report's status is that of its worst alert. */
export function reportHealth(stored: Vitals, self: Self) {
  const vitals = self.openAiConfigured ? stored : withoutSending(stored)
  const accounts = accountsOf(vitals)
  const alerts = [...accountAlerts(vitals, accounts), ...alertsOf(vitals, self)]
  return {
    status: worst(alerts),
    version: self.version,
    uptime_seconds: self.uptimeSeconds,
    roles: [...self.roles],
    database: { ok: true, latency_ms: vitals.latencyMs },
    accounts,
    publishing: countPublishers(vitals.publishers),
    tasks: {
      by_type: tasksByType(vitals.tasks, self.taskTypes),
      oldest_waiting_seconds: longestWait(vitals.tasks),
    },
    openai: {
      configured: self.openAiConfigured,
      open_batches: vitals.batches.count,
      oldest_batch_at: vitals.batches.oldest_at,
      ...vitals.sending,
    },
    instagram_app: self.app,
    scheduler: vitals.ticks.map(({ name, last_slot: last_tick, updated_at: at }) => ({
      name,
      last_tick,
      at,
    })),
    alerts: alerts.map(({ code, message, since }) => ({ code, message, since })),
    backfills: vitals.backfills.map(({ name, done, total, task_id }) => ({
      name,
      done,
      total,
      task_id,
    })),
    warnings: [...self.warnings, ...newerSchema(vitals.schema, self.version)],
  }
}

/** An older replica works on, but has to be upgraded before a release removes what it uses. */
function newerSchema(schema: SchemaState, version: string): { setting: string; message: string }[] {
  if (schema.kind !== 'newer') return []
  const message = describeNewer(schema, version)
  return [{ setting: 'schema', message }]
}

/**
 * Removes the state of sending. Without a key no check looks at what may be sent: what was found
 * with one is outdated.
 */
const withoutSending = (vitals: Vitals): Vitals => ({
  ...vitals,
  sending: { held: null, held_since: null },
  notices: vitals.notices.filter(({ is_about_sending: isAboutSending }) => !isAboutSending),
})

function accountsOf({ accounts, free, ailments }: Vitals) {
  const byState = new Map(accounts.map((row) => [row.state, row.count]))
  return {
    total: accounts.reduce((sum, row) => sum + row.count, 0),
    by_state: Object.fromEntries(ACCOUNT_STATES.map((state) => [state, byState.get(state) ?? 0])),
    in_service: accounts.reduce((sum, row) => sum + row.in_service, 0),
    waiting_for_login: accounts.reduce((sum, row) => sum + row.renews, 0),
    returns_at: firstReturn(accounts) ?? null,
    free: free.free,
    next_free_at: free.nextFreeAt,
    need_you: ailments.flatMap((ailment) => {
      const advice = adviseOnAccount(ailment)
      const { account, state = '' } = ailment
      return advice ? [{ account, state, ...advice }] : []
    }),
  }
}

const firstReturn = (accounts: readonly AccountCount[]): Date | undefined =>
  accounts
    .flatMap(({ returns_at: at }) => at ?? [])
    .toSorted((one, other) => one.getTime() - other.getTime())[0]

function tasksByType(
  tasks: readonly TaskCount[],
  types: readonly string[],
): Record<string, TaskCounts> {
  const names = new Set([...types, ...tasks.map((row) => row.task_type)])
  return Object.fromEntries(
    [...names].sort().map((name) => {
      const rows = tasks.filter((row) => row.task_type === name)
      return [name, { ...countsOf(rows), waiting_seconds: longestWait(rows) }]
    }),
  )
}

const longestWait = (rows: readonly TaskCount[]): number | null =>
  rows.reduce<number | null>(
    (longest, { waiting_seconds: seconds }) =>
      seconds === null ? longest : Math.max(longest ?? 0, seconds),
    null,
  )

function countsOf(rows: readonly TaskCount[]): Omit<TaskCounts, 'waiting_seconds'> {
  const of = (status: string): number => rows.find((row) => row.status === status)?.count ?? 0
  return {
    pending: of('pending'),
    running: of('running'),
    done: of('done'),
    failed: of('failed'),
    cancelled: of('cancelled'),
    capped: rows.filter((row) => row.capped).map((row) => row.status),
  }
}

function worst(alerts: readonly Alert[]): Status {
  if (alerts.some(({ status }) => status === 'down')) return 'down'
  return alerts.length > 0 ? 'degraded' : 'ok'
}
