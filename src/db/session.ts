import type { TargetSession } from '../settings/database-address.ts'
import type { BoundedClient } from './bounded-client.ts'
import { SessionError, WrongServerError } from './session-errors.ts'

export type SessionOptions = {
  target: TargetSession
  /** A pooler gives each transaction another session, which cannot be set, only checked. */
  pooled?: boolean | undefined
  /**
   * Real time (ms) after which the server ends a transaction that does nothing; null for no limit.
   */
  idleInTransactionMs: number | null
}

/** Real time (ms) for the first statement of a session. */
const PREPARE_MS = 5_000

/**
 * Formats of texts and times, the search path, and time limits: a server, a database and a role can
 * each have other defaults. The time limits let the server notice within a minute that this process
 * is gone.
 */
const settingsOf = (statementMs: number | null, idleMs: number | null) =>
  ({
    datestyle: 'ISO, YMD',
    intervalstyle: 'postgres',
    timezone: 'UTC',
    bytea_output: 'hex',
    extra_float_digits: '1',
    client_encoding: 'UTF8',
    standard_conforming_strings: 'on',
    search_path: 'public',
    default_transaction_isolation: 'read committed',
    default_transaction_deferrable: 'off',
    statement_timeout: String(statementMs ?? 0),
    lock_timeout: '0',
    idle_in_transaction_session_timeout: String(idleMs ?? 0),
    idle_session_timeout: '0',
    transaction_timeout: '0',
    tcp_keepalives_idle: '30',
    tcp_keepalives_interval: '10',
    tcp_keepalives_count: '3',
  }) as const

/**
 * The settings that a session behind a pooler must already have: the others do no harm there, or
 * have no effect.
 */
const CHECKED = {
  datestyle: /^ISO/,
  intervalstyle: /^postgres$/,
  bytea_output: /^hex$/,
  extra_float_digits: /^[1-3]$/,
  standard_conforming_strings: /^on$/,
  search_path: /\bpublic\b/,
  default_transaction_isolation: /^read committed$/,
} as const

/**
 * Configures a new session, whatever its server, database and role set, and checks that it belongs
 * to the right server. Throws a SessionError or WrongServerError with the remedy.
 */
export async function prepareSession(
  client: BoundedClient,
  { target, pooled, idleInTransactionMs }: SessionOptions,
): Promise<void> {
  const { statementMs } = client
  client.statementMs = PREPARE_MS
  const settings = settingsOf(statementMs, idleInTransactionMs)
  const columns = pooled ? readingOf(CHECKED) : settingOf(settings)
  const { rows } = await client.query<Record<string, unknown>>(
    `select ${columns}, pg_backend_pid() as pid, pg_is_in_recovery() as is_standby,
       current_setting('default_transaction_read_only') as read_only, current_user as role`,
  )
  const [row = {}] = rows
  client.statementMs = statementMs
  requireTarget(target, row)
  if (pooled) requireSettings(row)
  else client.pid = Number(row['pid'])
}

/** Skips a setting that the server does not know (transaction_timeout came with PostgreSQL 17). */
const settingOf = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(
      ([name, value]) =>
        `case when current_setting('${name}', true) is not null then set_config('${name}', '${value}', false) end`,
    )
    .join(', ')

const readingOf = (settings: object): string =>
  Object.keys(settings)
    .map((name) => `current_setting('${name}') as ${name}`)
    .join(', ')

function requireTarget(target: TargetSession, row: Readonly<Record<string, unknown>>): void {
  const isStandby = row['is_standby'] === true
  const isReadOnly = isStandby || row['read_only'] === 'on'
  if (target === 'primary' && isStandby) throw new WrongServerError('is a standby')
  if (target === 'read-write' && isReadOnly)
    throw new WrongServerError(isStandby ? 'is a standby' : 'is read-only')
}

function requireSettings(row: Readonly<Record<string, unknown>>): void {
  for (const [name, expected] of Object.entries(CHECKED)) {
    const value = String(row[name])
    if (expected.test(value)) continue
    const usual = settingsOf(null, null)[name as keyof typeof CHECKED]
    throw new SessionError(
      `sessions behind the pooler have ${name} = '${value}', which gramd cannot use: alter ` +
        `role ${String(row['role'])} set ${name} = '${usual}', and reconnect the pooler`,
    )
  }
}
