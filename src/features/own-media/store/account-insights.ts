import { tooOld } from './insights.ts'
import { sql } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import type { OwnAccountInsights } from '../../../platforms/own-media-reader.ts'

/**
 * Stores the numbers of a day (UTC, `2026-11-23`); demographics that were not asked for stay as
 * they were.
 */
export async function storeAccountInsights(
  tx: Tx,
  { connectionId, day }: { connectionId: string; day: string },
  { metrics, gaps, demographics, raw }: OwnAccountInsights,
): Promise<void> {
  await sql`
    insert into account_insights as known (connection_id, day, metrics, gaps, demographics, raw)
    select connection_id, ${day}::date, ${jsonb(metrics)}, ${jsonb(gaps)},
      ${demographics === null ? null : jsonb(demographics)}::jsonb, ${jsonb(raw)}
    from own_media_sync where connection_id = ${connectionId}::uuid
    on conflict (connection_id, day) do update set
      collected_at = world_now(),
      metrics = excluded.metrics,
      gaps = excluded.gaps,
      demographics = coalesce(excluded.demographics, known.demographics),
      raw = excluded.raw`.execute(tx)
}

type DayRow = {
  day: string
  collected_at: Date
  metrics: Record<string, number>
  gaps: Record<string, string>
  demographics: Record<string, Record<string, number>> | null
}

/** Days of an account, the newest first, before `before` (exclusive). */
export const listAccountDays = async (
  db: Db,
  connectionId: string,
  page: {
    since?: string | undefined
    until?: string | undefined
    before?: string | undefined
    limit: number
  },
): Promise<DayRow[]> =>
  await db
    .selectFrom('account_insights')
    .select([
      sql<string>`day::text`.as('day'),
      'collected_at',
      sql<DayRow['metrics']>`metrics`.as('metrics'),
      sql<DayRow['gaps']>`gaps`.as('gaps'),
      sql<DayRow['demographics']>`demographics`.as('demographics'),
    ])
    .where('connection_id', '=', connectionId)
    .$if(page.since !== undefined, (days) =>
      days.where(sql<boolean>`day >= ${page.since ?? null}::date`),
    )
    .$if(page.until !== undefined, (days) =>
      days.where(sql<boolean>`day <= ${page.until ?? null}::date`),
    )
    .$if(page.before !== undefined, (days) =>
      days.where(sql<boolean>`day < ${page.before ?? null}::date`),
    )
    .orderBy('account_insights.day', 'desc')
    .limit(page.limit)
    .execute()

/** The newest demographics of an account, and of which day. */
export async function latestDemographics(
  db: Db,
  connectionId: string,
): Promise<Pick<DayRow, 'day' | 'demographics'> | undefined> {
  return await db
    .selectFrom('account_insights')
    .select([
      sql<string>`day::text`.as('day'),
      sql<DayRow['demographics']>`demographics`.as('demographics'),
    ])
    .where('connection_id', '=', connectionId)
    .where('demographics', 'is not', null)
    .orderBy('account_insights.day', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export const oldAccountAnswers = (keepMs: number) => sql`
  update account_insights set raw = null
  where ctid = any (array(select ctid from account_insights where ${tooOld(keepMs)}))`
