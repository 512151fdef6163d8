import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'
import { runComposed } from '../../../db/prepared.ts'
import { readBackfills } from '../../../db/backfills/backfill-store.ts'
import { ownMigrations } from '../../../db/migrations/migration-files.ts'
import { readApplied, schemaState } from '../../../db/migrations/schema-state.ts'
import { readServerVersion } from '../../../db/server/server-version.ts'
import { listAilments } from '../../../pool/accounts/ailments.ts'
import { readFreeAccounts } from '../../../pool/budget/free-accounts.ts'
import type { PublisherCount } from '../publishers.ts'

export type TaskCount = {
  task_type: string
  status: string
  count: number
  capped: boolean
  /**
   * How long the oldest due one waits, in seconds of world time; null unless pending ones are due.
   */
  waiting_seconds: number | null
}
export type AccountCount = {
  state: string
  count: number
  in_service: number
  /** In service, but not before their rest is over. */
  rests: number
  /** Out of service until gramd logs them in by itself. */
  renews: number
  returns_at: Date | null
}
type Notice = {
  code: string
  message: string
  since: Date
  /** Whether it is why analyses are not sent. */
  is_about_sending: boolean
}

/** Accounts whose logins were refused because of this version of the app. */
type LoginRefusals = { app_version: string; count: number; since: Date }

/** The values that health is judged by, all of them as of one moment. */
export type Vitals = Awaited<ReturnType<typeof readVitals>>

const MAX_AILMENTS = 20

/**
 * Reads everything over one connection; PostgreSQL itself gives up after `timeoutMs` (real time).
 */
export async function readVitals(db: Db, timeoutMs: number) {
  const startedAt = performance.now()
  return await db
    .transaction()
    .setAccessMode('read only')
    .execute(async (tx) => {
      await sql`select set_config('statement_timeout', ${String(timeoutMs)}, true)`.execute(tx)
      const latencyMs = Math.round((performance.now() - startedAt) * 10) / 10
      return {
        latencyMs,
        server: await readServerVersion(tx),
        tasks: await readTasks(tx),
        accounts: await runComposed(
          tx,
          'account_counts',
          sql<AccountCount>`select * from derived.account_counts`,
        ),
        free: await readFreeAccounts(tx),
        /** Accounts that publish, by their state. */
        publishers: await readPublishers(tx),
        /** The first accounts that need a person. */
        ailments: await listAilments(tx, MAX_AILMENTS),
        batches: await readBatches(tx),
        /** The reason why analyses are not sent; `held` is null when there is none. */
        sending: await tx
          .selectFrom('shared.ai_sending')
          .select(['held', 'held_since'])
          .executeTakeFirstOrThrow(),
        ticks: await tx
          .selectFrom('shared.cron_ticks')
          .selectAll()
          // Others have begun, and made no tick yet.
          .where('last_task_id', 'is not', null)
          .orderBy('name')
          .execute(),
        schema: schemaState(await readApplied(tx), await ownMigrations()),
        /** Unfinished ones. */
        backfills: (await readBackfills(tx)).filter(({ finished_at: end }) => end === null),
        notices: await readNotices(tx),
        loginRefusals: await readLoginRefusals(tx),
      }
    })
}

/**
 * Planning this view takes longer than the rest together: it is read only where accounts publish.
 */
async function readPublishers(tx: Tx): Promise<PublisherCount[]> {
  const { rows: known } = await sql<{ some: boolean }>`
    select exists (select from shared.instagram_accounts where purpose = 'publish')
      or exists (select from shared.group_members) as some`.execute(tx)
  if (known[0]?.some !== true) return []
  const { rows } = await sql<PublisherCount>`
    select state, count(*)::integer as count from derived.publishing_accounts group by state`.execute(
    tx,
  )
  return rows
}

async function readTasks(tx: Tx): Promise<TaskCount[]> {
  const query = sql<TaskCount>`
    select task_type, status, count, capped,
      case when status = 'pending' then floor(extract(epoch from (select world_now()) - oldest_at))::integer end
        as waiting_seconds
    from derived.task_counts`
  return await runComposed(tx, 'task_counts', query)
}

const readBatches = async (tx: Tx) =>
  await tx
    .selectFrom('shared.ai_batches')
    .select((select) => [
      select.cast<number>(select.fn.countAll(), 'integer').as('count'),
      select.fn.min<Date | null>('created_at').as('oldest_at'),
    ])
    .where('ingested_at', 'is', null)
    .executeTakeFirstOrThrow()

async function readLoginRefusals(tx: Tx): Promise<LoginRefusals[]> {
  const { rows } = await sql<LoginRefusals>`
    select app_version, count(*)::integer as count, min(refused_at) as since
    from shared.app_login_refusals group by app_version`.execute(tx)
  return rows
}

/**
 * Reads the pool's stop while it lasts, and what prevents that analyses are sent until a person
 * acts or a day is over.
 */
async function readNotices(tx: Tx): Promise<Notice[]> {
  const { rows } = await sql<Notice>`
    select 'pool_stopped' as code, created_at as since,
           'no account is used before ' || to_char(stopped_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
             || ': ' || cause as message,
           false as is_about_sending
    from shared.pool_stops where stopped_until > (select world_now())
    union all
    select 'openai_refused', since,
           'AI tasks wait: OpenAI refuses what is sent for ' || model || ' (' || code || '): ' || message, true
    from shared.ai_holds
    union all
    select n.code, held_since, 'AI tasks wait: ' || n.reason, true
    from shared.ai_sending join (values
      ('daily_budget', 'ai_budget_spent', 'GRAMD_OPENAI_DAILY_BUDGET_USD is spent', interval '0'),
      ('failed_batches', 'ai_batches_failed', 'the last batches failed as a whole', interval '0'),
      -- For a moment it may always be.
      ('openai_down', 'openai_down', 'OpenAI cannot be reached, or answers with errors', interval '1 hour')
    ) n (held, code, reason, after) using (held)
    where held_since <= (select world_now()) - n.after`.execute(tx)
  return rows
}
