import { type RawBuilder, sql } from 'kysely'
import { errorFields } from '../../../../base/classify.ts'
import type { Logger } from '../../../../base/log/log.ts'
import { jsonb } from '../../../../db/database.ts'
import type { Db } from '../../../../db/handles.ts'
import type { Clock } from '../../../../base/clock.ts'
import {
  collectRequests,
  type SentRequests,
  loggedText,
  type OnSent,
} from '../../../../platforms/sent-request.ts'
import type { PublishFailure } from '../../../../platforms/publish-failures.ts'
import type { Execution } from './executions.ts'

export const ACTIONS = [
  'upload',
  'commit',
  'look_up',
  'read_back',
  'comment',
  'remove',
  'quota',
  'login',
  'check_account',
  'check_proxy',
] as const
export type Action = (typeof ACTIONS)[number]

type Keeper = {
  db: Db
  clock: Pick<Clock, 'now'>
  log: Pick<Logger, 'warn'>
  execution: Logged
  keepLater?: (line: () => Promise<void>) => void
}

type Logged = Pick<Execution, 'id' | 'publishing_account_id' | 'username' | 'route'>

export type LogLine = {
  action: Action
  status: string
  durationMs: number
  details: Record<string, unknown>
  requests: SentRequests
}

/**
 * Returns the columns of a line that say how an action ended and what was sent for it, without
 * secrets.
 */
const endOf = ({ action, status, durationMs, details, requests }: LogLine) => {
  const fullDetails = requests.left > 0 ? { ...details, earlier_requests: requests.left } : details
  const json: unknown = JSON.parse(JSON.stringify(fullDetails))
  return sql`${action}, ${status}, ${Math.max(0, Math.round(durationMs))}::int, ${jsonb(plain(json))},
    ${jsonb(plain(requests.stored))}`
}

/** Each text by itself: JSON in which something is blanked need not be JSON. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return loggedText(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [name, plain(inner)]),
  )
}

const END_COLUMNS = sql`action, status, duration_ms, details, requests`

/** Logs an action at a platform for a publication. */
export async function writeLog(db: Db, execution: Logged, line: LogLine): Promise<void> {
  const { id, publishing_account_id: accountId, username, route } = execution
  await sql`
    insert into publication_log (execution_id, publishing_account_id, username, route, ${END_COLUMNS})
    values (${id}::uuid, ${accountId}::uuid, ${username}, ${route}, ${endOf(line)})`.execute(db)
}

/**
 * Calls a platform and logs the outcome, whatever it is; a line that cannot be stored does not
 * change the outcome. With `keepLater` the caller stores the line, after more important data.
 */
export async function logged<Outcome extends { kind: string }>(
  { db, clock, log, execution, keepLater }: Keeper,
  action: Action,
  work: (onSent: OnSent) => Promise<Outcome>,
): Promise<Outcome> {
  const requests = collectRequests()
  const began = clock.now().getTime()
  const write = async (status: string, details: Record<string, unknown>): Promise<void> => {
    const durationMs = clock.now().getTime() - began
    const line = async (): Promise<void> => {
      try {
        await writeLog(db, execution, { action, status, durationMs, details, requests })
      } catch (error) {
        log.warn(
          { ...errorFields(error), execution_id: execution.id },
          'line of a publication not kept',
        )
      }
    }
    if (keepLater && status !== 'thrown') keepLater(line)
    else await line()
  }
  try {
    const outcome = await work(requests.add)
    await write(outcome.kind, detailsOf(outcome))
    return outcome
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    await write('thrown', { message })
    throw thrown
  }
}

function detailsOf(outcome: object): Record<string, unknown> {
  const { failure, post, message } = outcome as {
    failure?: PublishFailure
    post?: object
    message?: string
  }
  return {
    ...(message !== undefined && { message }),
    ...(failure && {
      class: failure.class,
      code: failure.code,
      message: failure.message,
      ...failure.details,
    }),
    ...(post && { post }),
  }
}

/**
 * Logs what was done towards a platform for accounts: those that a query gives, with id, username,
 * proxy and route.
 */
export async function writeAccountLog(
  db: Db,
  accounts: RawBuilder<unknown>,
  line: LogLine,
): Promise<void> {
  await sql`
    insert into publication_log (publishing_account_id, username, proxy, route, ${END_COLUMNS})
    select a.id, a.username, a.proxy, a.route, ${endOf(line)} from (${accounts}) a`.execute(db)
}
