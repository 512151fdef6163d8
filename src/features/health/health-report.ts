import { adviseOnAccount } from '../../accounts/advice.ts'
import { compareVersions, refusedLoginRemedy, type AppReport } from '../../accounts/app-profiles.ts'
import { AppState } from '../../http/app-state.ts'
import { Timestamp, z } from '../../http/router.ts'
import type { Unready } from '../../base/readiness.ts'
import type { LogLoss } from '../../base/log/log-output.ts'
import { ACCOUNT_STATES } from '../../accounts/states.ts'
import type { AccountCount, TaskCount, Vitals } from './store/vitals.ts'
import { countPublishers, PublishersReport, publisherTroubles } from './publishers.ts'

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
    warnings: z
      .array(z.object({ setting: z.string(), message: z.string() }))
      .openapi({ description: 'Limits far from the safe default; they do not change the status' }),
  })
  .openapi('Health')

type Status = z.output<typeof HealthStatus>
type Alert = { status: Status; code: string; message: string; since: Date | null }

/** The facts that the process knows about itself. */
export type Self = {
  version: string
  uptimeSeconds: number
  roles: readonly string[]
  taskTypes: readonly string[]
  openAiConfigured: boolean
  logLoss: LogLoss
  /** Why nothing can be written to the database. */
  unwritable: Unready | undefined
  /** The parts of this process that do not work. */
  faults: readonly Unready[]
  app: AppReport
  /** The problem of an external PostgreSQL; null when nothing is known, and for gramd's own. */
  faultyServer: { found: string; remedy: string } | null
  warnings: { setting: string; message: string }[]
}

/** Judges the vitals: the report's status is that of its worst alert. */
export function reportHealth(stored: Vitals, self: Self) {
  const vitals = self.openAiConfigured ? stored : withoutSending(stored)
  const accounts = accountsOf(vitals)
  const alerts = [
    ...accountAlerts(vitals, accounts),
    ...publisherTroubles(vitals.publishers).map(({ code, message }) => degraded(code, message)),
    ...alertsOf(vitals, self),
  ]
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
    warnings: self.warnings,
  }
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

const LOG_REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: ', the disk is full: make room',
  EDQUOT: ', the quota of the disk is spent: make room',
  EPIPE: ', its reader has closed it: restart gramd with another target of its log',
  EAGAIN: ', its reader has stopped reading',
}

const NEED_A_PERSON = ['needs_login', 'needs_operator', 'suspended', 'proxy_error'] as const

type Accounts = ReturnType<typeof accountsOf>

function accountAlerts(vitals: Vitals, accounts: Accounts): Alert[] {
  const { by_state, waiting_for_login: waiting } = accounts
  const back = `the first is back at ${accounts.returns_at?.toISOString()}`
  const subject = `${waiting} accounts have a dead session and wait until they may log in`
  const states = NEED_A_PERSON.flatMap((state) => {
    const number = (by_state[state] ?? 0) - (state === 'needs_login' ? waiting : 0)
    return number > 0
      ? degraded(`accounts_${state}`, `${number} accounts are in state ${state}`)
      : []
  })
  return [
    ...serviceAlert(vitals, accounts, back),
    ...(waiting > 0 ? [degraded('renewal_waiting', `${subject}; ${back}`)] : []),
    ...states,
  ]
}

function serviceAlert(
  vitals: Vitals,
  { total, in_service, waiting_for_login }: Accounts,
  back: string,
): Alert[] {
  if (total === 0) {
    const message = 'the pool is empty: add accounts and proxies'
    const isPublishing = vitals.publishers.some(({ count: n }) => n > 0)
    // Who only publishes needs no accounts that read creators.
    return [(isPublishing ? degraded : down)('no_accounts', message)]
  }
  if (in_service === 0 && waiting_for_login === 0) {
    const message = 'every account needs a person, or its proxy is not active'
    return [down('no_account_in_service', message)]
  }
  if (in_service === 0) {
    const message = `no account works before one has logged in; ${back}`
    return [degraded('no_account_in_service', message)]
  }
  const resting = vitals.accounts.reduce((sum, { rests }) => sum + rests, 0)
  if (in_service !== resting) return []
  return [degraded('all_accounts_rest', `every account in service rests; ${back}`)]
}

function alertsOf(vitals: Vitals, self: Self): Alert[] {
  const unset = degraded('openai_not_configured', 'OPENAI_API_KEY is not set: AI tasks wait')
  return [
    ...(self.unwritable ? [down(self.unwritable.code, self.unwritable.message)] : []),
    ...self.faults.map(({ code, message }) => degraded(code, message)),
    ...refusedLogins(vitals, self.app.version),
    ...(self.openAiConfigured ? [] : [unset]),
    ...unknownTypes(vitals.tasks, self.taskTypes),
    ...logAlert(self.logLoss),
    ...serverFault(self),
    ...vitals.notices.map(({ code, message, since }) => degraded(code, message, since)),
  ]
}

function logAlert({ dropped, failing }: LogLoss): Alert[] {
  if (!failing) return []
  const cause = `${failing.code}${LOG_REMEDIES[failing.code] ?? ''}`
  const message = `the log cannot be written (${cause}): ${dropped} lines were dropped since the start`
  return [degraded('log_lines_dropped', message, failing.since)]
}

const serverFault = ({ faultyServer: fault }: Self): Alert[] =>
  fault ? [degraded('postgres_faulty', `${fault.found}; ${fault.remedy}`)] : []

const degraded = (code: string, message: string, since: Date | null = null): Alert => ({
  status: 'degraded',
  code,
  message,
  since,
})

const down = (code: string, message: string): Alert => ({
  ...degraded(code, message),
  status: 'down',
})

/**
 * Refused logins of the configured version or a newer one: what was refused before is over with a
 * newer app.
 */
function refusedLogins({ loginRefusals }: Vitals, version: string): Alert[] {
  const refused = loginRefusals.filter((row) => compareVersions(row.app_version, version) >= 0)
  const accounts = refused.reduce((sum, { count }) => sum + count, 0)
  if (accounts === 0) return []
  const since = new Date(Math.min(...refused.map((row) => row.since.getTime())))
  const message =
    `Instagram refused the password logins of ${accounts} accounts because of the app's version; sessions go on: ` +
    refusedLoginRemedy(version)
  return [degraded('logins_refused', message, since)]
}

/** Open tasks that no worker of this version would take; ended ones are history. */
function unknownTypes(tasks: readonly TaskCount[], types: readonly string[]): Alert[] {
  const open = tasks.filter(({ status }) => status === 'pending' || status === 'running')
  const unknown = open.filter(({ task_type }) => !types.includes(task_type))
  return [...Map.groupBy(unknown, ({ task_type }) => task_type)].map(([name, rows]) => {
    const atLeast = rows.some((row) => row.capped) ? 'at least ' : ''
    const number = rows.reduce((sum, { count }) => sum + count, 0)
    const message = `${atLeast}${number} open tasks have the type ${name}, unknown to this version: none starts`
    return degraded('unknown_task_type', message)
  })
}

function worst(alerts: readonly Alert[]): Status {
  if (alerts.some(({ status }) => status === 'down')) return 'down'
  return alerts.length > 0 ? 'degraded' : 'ok'
}
