import { sql, type RawBuilder } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'
import { recordset } from '../../../db/rows.ts'
import type { AlertKind } from '../results-view.ts'
import { TAKING_PART } from './campaigns.ts'

/** Something about a creator of a campaign that a person should know. */
export type AlertRow = {
  list_id: string
  /** The same while it is the same news. */
  key: string
  kind: AlertKind
  blog_id: string
  result_id: string | null
  since: Date
  expected: string | null
  found: string | null
  quote: string | null
  /** instagram.com/p/<code> */
  code: string | null
}

/** The number of results that count towards a promise of each kind. */
const DELIVERED = sql`
  count(*) filter (where kind = 'story')::int as stories,
  count(*) filter (where kind = 'post' and product_type is not distinct from 'clips')::int as reels,
  count(*) filter (where kind = 'post' and product_type is distinct from 'clips')::int as posts`

/** A key of news that may come again, such as a second edit of one caption. */
const keyAt = (kind: AlertKind, id: RawBuilder<unknown>, at: RawBuilder<unknown>) =>
  sql`${sql.lit(`${kind}:`)} || ${id} || ':' || extract(epoch from ${at})::bigint`

const keyOf = (kind: AlertKind, id: RawBuilder<unknown>) => sql`${sql.lit(`${kind}:`)} || ${id}`

type Part = {
  kind: AlertKind
  key: RawBuilder<unknown>
  since: RawBuilder<unknown>
  result?: true
  expected?: RawBuilder<unknown>
  found?: RawBuilder<unknown>
  quote?: RawBuilder<unknown>
  code?: RawBuilder<unknown>
  from: RawBuilder<unknown>
}

const NULL_TEXT = sql`null::text`

const part = ({ kind, key, since, result, from, ...texts }: Part) => sql`
  select r.list_id, ${key} as key, ${sql.lit(kind)} as kind, r.blog_id,
    ${result ? sql`r.id` : sql`null::uuid`} as result_id, ${since} as since,
    ${texts.expected ?? NULL_TEXT} as expected, ${texts.found ?? NULL_TEXT} as found,
    ${texts.quote ?? NULL_TEXT} as quote, ${texts.code ?? (result ? sql`r.code` : NULL_TEXT)} as code
  from ${from}`

/** Results whose latest change of a kind still holds. */
const changed = (kind: AlertKind, isStill: RawBuilder<unknown>) =>
  part({
    kind,
    key: keyAt(kind, sql`r.id`, sql`change.at`),
    since: sql`change.at`,
    result: true,
    expected: sql`change.before`,
    found: sql`change.after`,
    from: sql`result r cross join lateral (
      select at, before, after from campaign_changes
      where result_id = r.id and kind = ${sql.lit(kind)} order by at desc limit 1
    ) change where r.gone_since is null and ${isStill}`,
  })

const PARTS: readonly Part[] = [
  {
    kind: 'overdue',
    key: keyAt('overdue', sql`r.blog_id`, sql`r.due_at`),
    since: sql`r.due_at`,
    from: sql`member r left join delivered d using (list_id, blog_id)
      where r.due_at < (select world_now()) and (
        r.posts > coalesce(d.posts, 0) or r.reels > coalesce(d.reels, 0) or r.stories > coalesce(d.stories, 0))`,
  },
  {
    kind: 'not_labelled',
    key: keyOf('not_labelled', sql`r.id`),
    since: sql`r.tied_at`,
    result: true,
    from: sql`result r where r.kind = 'post' and r.label_required and r.gone_since is null
      and r.label_confirmed_at is null and (r.label is null or (r.needs_platform and r.label <> 'platform'))
      and not exists (
        select from campaign_changes change where change.result_id = r.id and change.kind = 'label_removed')`,
  },
  {
    kind: 'gone',
    key: keyAt('gone', sql`r.id`, sql`r.gone_since`),
    since: sql`r.gone_since`,
    result: true,
    from: sql`result r where r.gone_since is not null`,
  },
  {
    kind: 'code_missing',
    key: keyOf('code_missing', sql`r.blog_id`),
    since: sql`coalesce(first.tied_at, miss.found_at)`,
    expected: sql`coalesce(miss.expected, r.own_code)`,
    found: sql`miss.found`,
    quote: sql`miss.quote`,
    code: sql`coalesce(miss.code, first.code)`,
    from: sql`member r
      left join lateral (
        select tied_at, code, has_code from result
        where list_id = r.list_id and blog_id = r.blog_id and (kind = 'post' or has_code)
        order by has_code desc, taken_at limit 1
      ) first on true
      left join lateral (
        select expected, found, quote, code, found_at from campaign_near_misses
        where list_id = r.list_id and blog_id = r.blog_id and what = 'code' order by taken_at limit 1
      ) miss on true
      where r.own_code is not null and (first.tied_at is not null or miss.found is not null)
        and first.has_code is distinct from true`,
  },
  {
    kind: 'misspelt_mention',
    key: sql`'misspelt_mention:' || r.platform_id`,
    since: sql`r.found_at`,
    expected: sql`r.expected`,
    found: sql`r.found`,
    quote: sql`r.quote`,
    code: sql`r.code`,
    from: sql`campaign_near_misses r join member using (list_id, blog_id)
      where r.what = 'mention' and not exists (
        select from campaign_results tied
        where tied.list_id = r.list_id and tied.kind = r.kind and tied.platform_id = r.platform_id)`,
  },
]

/**
 * The alerts of campaigns whose lists meet a condition on `list`, which follow from what is stored:
 * nothing has to be written for them.
 */
const alertsOf = (condition: RawBuilder<unknown>) => sql`
  with member as materialized (
    select member.list_id, member.blog_id, promise.posts, promise.reels, promise.stories, promise.due_at,
      coalesce(promise.label_required, true) as label_required,
      coalesce((campaign.disclosures ->> 'label')::boolean, false) as needs_platform,
      (select code from campaign_codes code
        where code.list_id = member.list_id and coalesce(code.blog_id, member.blog_id) = member.blog_id
        order by code.blog_id is null, code limit 1) as own_code
    from shared.lists list
    join shared.list_members member on member.list_id = list.id and member.status in ${TAKING_PART}
    left join campaigns campaign on campaign.list_id = list.id
    left join campaign_promises promise
      on promise.list_id = member.list_id and promise.blog_id = member.blog_id
    where list.is_campaign and ${condition}
  ), result as materialized (
    select result.id, list_id, blog_id, kind, product_type, code, taken_at, tied_at, label, label_confirmed_at,
      gone_since, comments_disabled, signs @> '[{"sign": "code"}]' as has_code,
      member.label_required, member.needs_platform
    from campaign_results result join member using (list_id, blog_id)
    where result.untied_at is null
  ), delivered as materialized (
    select list_id, blog_id, ${DELIVERED} from result group by list_id, blog_id
  )
  ${sql.join(
    [
      ...PARTS.map(part),
      changed('label_removed', sql`r.label is null and r.label_confirmed_at is null`),
      changed('caption_edited', sql`true`),
      changed('comments_off', sql`r.comments_disabled`),
    ],
    sql` union all `,
  )}`

type NotedAlertRow = AlertRow & {
  noted_at: Date | null
  noted_by: { id: string; name: string } | null
  note: string | null
  blog: { id: string; username: string; full_name: string | null }
}

/** The alerts of one campaign with what people noted; noted ones last, then the oldest first. */
export const alertsQuery = (listId: string) => sql<NotedAlertRow>`
  select alert.*, stored.noted_at, stored.note,
    (select jsonb_build_object('id', person.id, 'name', person.name)
      from shared.users person where person.id = stored.noted_by) as noted_by,
    jsonb_build_object('id', blog.id, 'username', blog.username, 'full_name', blog.full_name) as blog
  from (${alertsOf(sql`list.id = ${listId}::uuid`)}) alert
  join shared.blogs blog on blog.id = alert.blog_id
  left join campaign_alerts stored on stored.list_id = alert.list_id and stored.key = alert.key
  order by stored.noted_at is not null, alert.since, alert.key`

/** Whether a campaign has this alert, and whom it is about. */
export async function findAlert(
  db: Db,
  listId: string,
  key: string,
): Promise<AlertRow | undefined> {
  const { rows } = await sql<AlertRow>`
    select alert.* from (${alertsOf(sql`list.id = ${listId}::uuid`)}) alert where alert.key = ${key}`.execute(
    db,
  )
  return rows[0]
}

/** Stores that a person noted an alert; null takes it back. */
export async function storeNote(
  tx: Tx,
  { list_id, key, kind, blog_id, result_id }: AlertRow,
  noted: { userId: string | null; note: string | null } | null,
): Promise<void> {
  await sql`
    insert into campaign_alerts as alert (list_id, key, kind, blog_id, result_id, noted_at, noted_by, note)
    values (${list_id}::uuid, ${key}, ${kind}, ${blog_id}::uuid, ${result_id}::uuid,
      case when ${noted !== null} then world_now() end, ${noted?.userId ?? null}::uuid, ${noted?.note ?? null})
    on conflict (list_id, key) do update set
      noted_at = excluded.noted_at, noted_by = excluded.noted_by, note = excluded.note`.execute(tx)
}

/**
 * An alert without a notification, and the user to notify: the owner, else who made the campaign.
 */
export type NewAlert = AlertRow & {
  campaign: string
  username: string
  user_id: string
}

/** Campaigns that ended earlier raise no alerts. */
const ALERTING = sql`(list.ends_at is null or list.ends_at > (select world_now()) - interval '35 days')`

/** Alerts that were never notified, of all campaigns that run or ended lately. */
export const newAlertsQuery = (limit: number) => sql<NewAlert>`
  select alert.*, list.name as campaign, blog.username,
    coalesce(member.owner_id, campaign.created_by) as user_id
  from (${alertsOf(ALERTING)}) alert
  join shared.lists list on list.id = alert.list_id
  join shared.blogs blog on blog.id = alert.blog_id
  join shared.list_members member on member.list_id = alert.list_id and member.blog_id = alert.blog_id
  left join campaigns campaign on campaign.list_id = alert.list_id
  where coalesce(member.owner_id, campaign.created_by) is not null and not exists (
    select from campaign_alerts stored
    where stored.list_id = alert.list_id and stored.key = alert.key
      and (stored.notified_at is not null or stored.noted_at is not null)
  )
  order by alert.since, alert.key
  limit ${limit}`

/** Stores that people are notified of alerts; returns those that were not yet. */
export async function claimAlerts(tx: Tx, alerts: readonly NewAlert[]): Promise<NewAlert[]> {
  const columns = {
    list_id: 'uuid',
    key: 'text',
    kind: 'text',
    blog_id: 'uuid',
    result_id: 'uuid',
  } as const
  const { rows } = await sql<{ list_id: string; key: string }>`
    insert into campaign_alerts as alert (list_id, key, kind, blog_id, result_id, notified_at)
    select r.*, world_now() from ${recordset(alerts, columns)}
    on conflict (list_id, key) do update set notified_at = excluded.notified_at
    where alert.notified_at is null
    returning list_id, key`.execute(tx)
  const claimed = new Set(rows.map(({ list_id, key }) => `${list_id} ${key}`))
  return alerts.filter(({ list_id, key }) => claimed.has(`${list_id} ${key}`))
}

/** Moves alerts of a blog that is about to be removed to the same creator's. */
export async function moveAlerts(
  tx: Tx,
  { from, into }: { from: string; into: string },
): Promise<void> {
  await tx
    .updateTable('campaign_alerts')
    .set({ blog_id: into })
    .where('blog_id', '=', from)
    .execute()
}
