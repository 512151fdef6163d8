import { sql, type RawBuilder } from 'kysely'
import { NoSuchRecordError } from '../../../base/errors.ts'
import { jsonb, worldNow } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import type { RowOf } from '../../../http/iso-times.ts'
import type { CampaignView } from '../campaign-view.ts'

export type CampaignRow = RowOf<CampaignView, 'starts_at' | 'ends_at' | 'created_at'>

/** Members whose posts count. */
export const TAKING_PART = sql`('agreed', 'published')`

/** The window of `shared.lists list` and its `campaigns campaign`, open where an end is missing. */
export const windowRange = sql`tstzrange(
  coalesce(campaign.starts_at, '-infinity'), coalesce(list.ends_at, 'infinity'), '[)'
)`

/** The time zone of a campaign without a set-up of its own. */
const zone = sql<string>`coalesce(campaign.time_zone, 'UTC')`

/** The columns of a campaign but for its id, which are those of its list where it has no row. */
const CAMPAIGN = sql`
  list.name, list.description, campaign.client,
  coalesce(campaign.handles, '{}') as handles, coalesce(campaign.mentions, '{}') as mentions,
  coalesce(campaign.hashtags, '{}') as hashtags, coalesce(campaign.links, '{}') as links,
  (select coalesce(jsonb_agg(jsonb_build_object('code', code.code, 'blog', blog.username) order by code.code), '[]')
    from campaign_codes code left join shared.blogs blog on blog.id = code.blog_id
    where code.list_id = list.id) as codes,
  campaign.starts_at, list.ends_at, ${zone} as time_zone,
  '{"label": false, "words": {}}'::jsonb || coalesce(campaign.disclosures, '{}') as disclosures,
  campaign.daily_requests, now.at <@ ${windowRange} as is_running,
  case when now.at <@ ${windowRange}
    then (now.at at time zone ${zone})::date - (campaign.starts_at at time zone ${zone})::date + 1 end as day,
  local.last - local.first + 1 as days,
  local.first::text as starts_on, local.last::text as ends_on,
  (select count(*)::int from shared.list_members member
    where member.list_id = list.id and member.status in ${TAKING_PART}) as creators,
  (select currency from team_currency) as currency, list.created_at`

const campaignsWhere = (condition: RawBuilder<unknown>, rest = sql``) => sql<
  CampaignRow & { sort_key: string }
>`
  select list.id, lower(list.name) as sort_key, ${CAMPAIGN}
  from shared.lists list
  left join campaigns campaign on campaign.list_id = list.id
  cross join (select ${worldNow} as at) now
  cross join lateral (
    select (campaign.starts_at at time zone ${zone})::date as first,
      ((list.ends_at - interval '1 microsecond') at time zone ${zone})::date as last
  ) local
  where list.is_campaign and ${condition} ${rest}`

/** A campaign by the id of its list. Throws NoSuchRecordError. */
export async function getCampaign(db: Db, listId: string): Promise<CampaignRow> {
  const { rows } = await campaignsWhere(sql`list.id = ${listId}::uuid`).execute(db)
  const [row] = rows
  if (!row) throw new NoSuchRecordError(`no campaign ${listId}`)
  const { sort_key: _key, ...campaign } = row
  return campaign
}

/** When the window of a campaign begins; null for one that says nothing of it. */
export async function beginOf(db: Db, listId: string): Promise<Date | null> {
  const set = db.selectFrom('campaigns').select('starts_at').where('list_id', '=', listId)
  return (await set.executeTakeFirst())?.starts_at ?? null
}

/** Campaigns by name, a page after a sort key. */
export async function listCampaigns(
  db: Db,
  {
    isRunning,
    after,
    limit,
  }: { isRunning: boolean | undefined; after: string | undefined; limit: number },
): Promise<(CampaignRow & { sort_key: string })[]> {
  const running =
    isRunning === undefined ? sql`true` : sql`(now.at <@ ${windowRange}) = ${isRunning}`
  const { rows } = await campaignsWhere(
    sql`${running} and (${after ?? null}::text is null or lower(list.name) > ${after ?? null}::text)`,
    sql`order by lower(list.name) limit ${limit}`,
  ).execute(db)
  return rows
}

/** The columns of a campaign that people write, with the values of all. */
export type CampaignFields = Pick<
  CampaignRow,
  | 'client'
  | 'handles'
  | 'mentions'
  | 'hashtags'
  | 'links'
  | 'starts_at'
  | 'time_zone'
  | 'disclosures'
  | 'daily_requests'
>

/** Writes the set-up of a list that is a campaign. `createdBy` stays that of the first write. */
export async function storeCampaign(
  tx: Tx,
  listId: string,
  { disclosures, ...fields }: CampaignFields,
  createdBy: string | null,
): Promise<void> {
  const values = { ...fields, disclosures: jsonb(disclosures) }
  await tx
    .insertInto('campaigns')
    .values({ list_id: listId, created_by: createdBy, ...values })
    .onConflict((conflict) =>
      conflict.column('list_id').doUpdateSet({ ...values, updated_at: worldNow }),
    )
    .execute()
}

/** The instant of a text with a time zone, or of a day in a zone: its begin, or its end. */
export const instantOf = (
  moment: string | null,
  timeZone: RawBuilder<unknown>,
  edge: 'begin' | 'end',
): RawBuilder<Date | null> => {
  if (moment === null) return sql`null::timestamptz`
  if (moment.includes('T')) return sql`${moment}::timestamptz`
  const day = edge === 'begin' ? sql`${moment}::date` : sql`(${moment}::date + 1)`
  return sql`(${day}::timestamp at time zone ${timeZone})`
}

/** The instants of a window whose ends are texts, as `instantOf`. */
export async function windowOf(
  db: Db,
  {
    starts,
    ends,
    timeZone,
  }: {
    starts: string | Date | null
    ends: string | Date | null
    timeZone: string
  },
): Promise<{ starts_at: Date | null; ends_at: Date | null }> {
  const zoneOf = sql`${timeZone}::text`
  const at = (moment: string | Date | null, edge: 'begin' | 'end') =>
    moment instanceof Date ? sql`${moment}::timestamptz` : instantOf(moment, zoneOf, edge)
  const { rows } = await sql<{ starts_at: Date | null; ends_at: Date | null }>`
    select ${at(starts, 'begin')} as starts_at, ${at(ends, 'end')} as ends_at`.execute(db)
  return rows[0] ?? { starts_at: null, ends_at: null }
}
