import { sql } from 'kysely'
import { worldNow } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'

/** The channels of the team that a report may take. */
export const REPORT_CHANNELS = ['webhook', 'telegram'] as const
export type ReportChannel = (typeof REPORT_CHANNELS)[number]

/** The weekly report of a campaign, as people set it. */
export type ReportRow = {
  list_id: string
  weekday: number
  hour: number
  channels: ReportChannel[]
  language: string
  share_id: string | null
  link: Buffer | null
  next_at: Date | null
  updated_at: Date
}

/** A report with the window that its campaign has now. */
export type PlannedReport = ReportRow & { ends_at: Date | null; time_zone: string }

const REPORTS = sql`
  select report.list_id, report.weekday, report.hour, report.channels, report.language, report.share_id,
    report.link, report.next_at, report.updated_at, list.ends_at,
    coalesce(campaign.time_zone, 'UTC') as time_zone
  from campaign_reports report
  join shared.lists list on list.id = report.list_id
  left join shared.campaigns campaign on campaign.list_id = report.list_id`

/** The report of a campaign; undefined when none is set. */
export async function findReport(db: Db, listId: string): Promise<PlannedReport | undefined> {
  const { rows } = await sql<PlannedReport>`
    ${REPORTS} where report.list_id = ${listId}::uuid`.execute(db)
  return rows[0]
}

/** A report as it is stored. */
export type NewReport = Omit<ReportRow, 'list_id' | 'updated_at'> & {
  planned_until: Date | null
  planned_zone: string
}

export async function putReport(
  tx: Tx,
  listId: string,
  { channels, ...report }: NewReport,
  createdBy: string | null,
): Promise<void> {
  const columns = { ...report, channels: [...channels], updated_at: worldNow }
  await tx
    .insertInto('campaign_reports')
    .values({ list_id: listId, created_by: createdBy, ...columns })
    .onConflict((conflict) => conflict.column('list_id').doUpdateSet(columns))
    .execute()
}

/** Sets no report any more; false when none was set. Reports on their way are sent. */
export async function removeReport(tx: Tx, listId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('campaign_reports')
    .where('list_id', '=', listId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** Plans a report for the window that its campaign has. */
export type Plan = { list_id: string; next_at: Date | null; ends_at: Date | null; zone: string }

export async function storePlans(tx: Tx, plans: readonly Plan[]): Promise<void> {
  if (plans.length === 0) return
  await sql`
    update campaign_reports report
    set next_at = plan.next_at, planned_until = plan.ends_at, planned_zone = plan.zone
    from jsonb_to_recordset(${JSON.stringify(plans)}::jsonb)
      as plan (list_id uuid, next_at timestamptz, ends_at timestamptz, zone text)
    where report.list_id = plan.list_id`.execute(tx)
}

/** Locks reports whose campaign's window has changed; other replicas skip them. */
export const movedReportsQuery = (limit: number) => sql<PlannedReport>`
  ${REPORTS}
  where (report.planned_until, report.planned_zone)
    is distinct from (list.ends_at, coalesce(campaign.time_zone, 'UTC'))
  order by report.list_id limit ${limit} for update of report skip locked`

/** Locks reports that are due; other replicas skip them. */
export const dueReportsQuery = (limit: number) => sql<PlannedReport & { next_at: Date }>`
  ${REPORTS}
  where report.next_at <= (select world_now())
  order by report.next_at limit ${limit} for update of report skip locked`

/** Encrypted, because the secret opens the report. */
export const reportLinkColumn = {
  table: 'campaign_reports',
  column: 'link',
  read: async (db: Db) =>
    (
      await db
        .selectFrom('campaign_reports')
        .select(['list_id as id', 'link as value'])
        .where('link', 'is not', null)
        .execute()
    ).flatMap(({ id, value }) => (value === null ? [] : [{ id, value }])),
  async replace(db: Db, { id, value }: { id: string; value: Buffer }, fresh: Buffer) {
    const { numUpdatedRows } = await db
      .updateTable('campaign_reports')
      .set({ link: fresh })
      .where('list_id', '=', id)
      .where('link', '=', value)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
}
