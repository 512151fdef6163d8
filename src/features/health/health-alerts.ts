import { compareVersions, refusedLoginRemedy, type AppReport } from '../../accounts/app-profiles.ts'
import type { LogLoss } from '../../base/log/log-output.ts'
import type { Unready } from '../../base/readiness.ts'
import { publisherTroubles } from './publishers.ts'
import type { TaskCount, Vitals } from './store/vitals.ts'

/** Something that does not work; the worst one is the status of the whole. */
export type Alert = {
  status: 'degraded' | 'down'
  code: string
  message: string
  since: Date | null
}

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

/** The accounts that read creators, as the report has them. */
type Accounts = {
  total: number
  in_service: number
  waiting_for_login: number
  by_state: Partial<Record<string, number>>
  returns_at: Date | null
}

const LOG_REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: ', the disk is full: make room',
  EDQUOT: ', the quota of the disk is spent: make room',
  EPIPE: ', its reader has closed it: restart gramd with another target of its log',
  EAGAIN: ', its reader has stopped reading',
}

const NEED_A_PERSON = ['needs_login', 'needs_operator', 'suspended', 'proxy_error'] as const

/** The alerts about the accounts that read creators. */
export function accountAlerts(vitals: Vitals, accounts: Accounts): Alert[] {
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

/** The alerts about everything but the accounts that read creators. */
export function alertsOf(vitals: Vitals, self: Self): Alert[] {
  const unset = degraded('openai_not_configured', 'OPENAI_API_KEY is not set: AI tasks wait')
  return [
    ...publisherTroubles(vitals.publishers).map(({ code, message }) => degraded(code, message)),
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
