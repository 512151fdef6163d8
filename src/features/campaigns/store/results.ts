import { sql, type RawBuilder } from 'kysely'
import { NoSuchRecordError } from '../../../base/errors.ts'
import { worldNow } from '../../../db/database.ts'
import type { Tx } from '../../../db/handles.ts'
import { columnList, recordset } from '../../../db/rows.ts'
import type { CampaignView } from '../campaign-view.ts'
import type { Label } from '../label.ts'
import type { FoundSign } from '../signs.ts'
import type { Published } from './candidates.ts'

/** A post or a story that belongs to a campaign, with the signs that say so; none: by hand. */
export type Tie = {
  list_id: string
  blog_id: string
  published: Published
  signs: readonly FoundSign[]
  label: Label
}

const COLUMNS = {
  list_id: 'uuid',
  blog_id: 'uuid',
  author_id: 'uuid',
  kind: 'text',
  platform_id: 'text',
  code: 'text',
  media_type: 'text',
  product_type: 'text',
  taken_at: 'timestamptz',
  caption: 'text',
  sign: 'text',
  quote: 'text',
  signs: 'jsonb',
  label: 'text',
  label_quote: 'text',
  like_count: 'integer',
  comment_count: 'integer',
  play_count: 'bigint',
  view_count: 'bigint',
  last_read_at: 'timestamptz',
} as const

function rowOf({ published, signs, label, ...tie }: Tie): Record<keyof typeof COLUMNS, unknown> {
  const [first] = signs
  return {
    ...tie,
    ...published,
    sign: first?.sign ?? 'hand',
    quote: first?.quote ?? null,
    signs,
    label: label.label,
    label_quote: label.quote,
    last_read_at: published.read_at,
  }
}

/**
 * Ties posts and stories to campaigns by their signs. One that is there already, also untied, gets
 * no second row: only its signs follow its caption. Returns the members with new results.
 */
export async function tieBySigns(
  tx: Tx,
  ties: readonly Tie[],
): Promise<{ list_id: string; blog_id: string }[]> {
  if (ties.length === 0) return []
  const { rows } = await sql<{ list_id: string; blog_id: string; is_new: boolean }>`
    insert into campaign_results as result (${columnList(COLUMNS)})
    select distinct on (list_id, kind, platform_id) r.* from ${recordset(ties.map(rowOf), COLUMNS)}
    order by list_id, kind, platform_id, author_id <> blog_id
    on conflict (list_id, kind, platform_id) do update set signs = excluded.signs
    where result.signs <> excluded.signs and result.untied_at is null
    returning list_id, blog_id, xmax = 0 as is_new`.execute(tx)
  return rows.filter((row) => row.is_new)
}

/** Ties a post by hand, also one that was untied. Returns its id. */
export async function tieByHand(tx: Tx, tie: Tie, userId: string | null): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into campaign_results as result (${columnList(COLUMNS)}, tied_by)
    select r.*, ${userId}::uuid from ${recordset([rowOf({ ...tie })], COLUMNS)}
    on conflict (list_id, kind, platform_id) do update set
      untied_at = null, untied_by = null, blog_id = excluded.blog_id,
      tied_by = case when result.untied_at is null then result.tied_by else excluded.tied_by end,
      sign = case when result.untied_at is null then result.sign else excluded.sign end
    returning id`.execute(tx)
  return only(rows).id
}

/** Unties a result; no sign ties it again. Returns its member, and how many results it has left. */
export async function untie(
  tx: Tx,
  listId: string,
  resultId: string,
  userId: string | null,
): Promise<{ blog_id: string; left: number }> {
  const { rows } = await sql<{ blog_id: string; left: number }>`
    with untied as (
      update campaign_results set untied_at = world_now(), untied_by = ${userId}::uuid
      where id = ${resultId}::uuid and list_id = ${listId}::uuid and untied_at is null
      returning id, list_id, blog_id
    )
    select untied.blog_id, (
      select count(*)::int from campaign_results other
      where other.list_id = untied.list_id and other.blog_id = untied.blog_id
        and other.untied_at is null and other.id <> untied.id
    ) as left
    from untied`.execute(tx)
  return only(rows)
}

/** Stores that a person found the label of a post; `confirmed` false takes it back. */
export async function confirmLabel(
  tx: Tx,
  { listId, resultId, userId }: { listId: string; resultId: string; userId: string | null },
  confirmed: boolean,
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update campaign_results set
      label_confirmed_by = ${confirmed ? userId : null}::uuid,
      label_confirmed_at = ${confirmed ? worldNow : sql`null`}
    where id = ${resultId}::uuid and list_id = ${listId}::uuid and untied_at is null
    returning id`.execute(tx)
  only(rows)
}

function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows
  if (!row) throw new NoSuchRecordError('no such result')
  return row
}

/** A result as a reading finds it, with what labels posts of its creator. */
export type ResultBefore = {
  id: string
  platform_id: string
  taken_at: Date
  caption: string | null
  label: 'platform' | 'words' | null
  label_quote: string | null
  comments_disabled: boolean | null
  last_read_at: Date | null
  gone_since: Date | null
  disclosures: CampaignView['disclosures']
  promise: { words: string[]; country: string | null } | null
}

const resultsBefore = (condition: RawBuilder<unknown>) => sql<ResultBefore>`
    select result.id, result.platform_id, result.taken_at, result.caption, result.label,
      result.label_quote, result.comments_disabled, result.last_read_at, result.gone_since,
      '{"label": false, "words": {}}'::jsonb || coalesce(campaign.disclosures, '{}') as disclosures,
      (select jsonb_build_object('words', promise.words, 'country', promise.country)
        from campaign_promises promise
        where promise.list_id = result.list_id and promise.blog_id = result.blog_id) as promise
    from campaign_results result left join campaigns campaign on campaign.list_id = result.list_id
    where ${condition} and result.untied_at is null
    order by result.id
    for no key update of result`

/** The posts of an account that are results of campaigns, locked until the transaction ends. */
export async function resultsOfAuthor(tx: Tx, authorId: string): Promise<ResultBefore[]> {
  const { rows } = await resultsBefore(
    sql`result.author_id = ${authorId}::uuid and result.kind = 'post'`,
  ).execute(tx)
  return rows
}

/** The results of a campaign that the platform does not label, locked as well. */
export async function resultsInWords(tx: Tx, listId: string): Promise<ResultBefore[]> {
  const { rows } = await resultsBefore(
    sql`result.list_id = ${listId}::uuid and result.label is distinct from 'platform'`,
  ).execute(tx)
  return rows
}

type LabelOfResult = { id: string; label: string | null; label_quote: string | null }

/** Stores what labels results in words. */
export async function storeLabels(tx: Tx, labels: readonly LabelOfResult[]): Promise<void> {
  if (labels.length === 0) return
  const columns = { id: 'uuid', label: 'text', label_quote: 'text' } as const
  await sql`
    update campaign_results result set label = r.label, label_quote = r.label_quote
    from ${recordset(labels, columns)} where result.id = r.id`.execute(tx)
}

/** A result as a reading found it. */
export type ResultRead = {
  id: string
  caption: string | null
  label: string | null
  label_quote: string | null
  comments_disabled: boolean | null
  like_count: number | null
  comment_count: number | null
  play_count: number | null
  view_count: number | null
}

const READ = {
  id: 'uuid',
  caption: 'text',
  label: 'text',
  label_quote: 'text',
  comments_disabled: 'boolean',
  like_count: 'integer',
  comment_count: 'integer',
  play_count: 'bigint',
  view_count: 'bigint',
} as const

/** Stores what a reading found of results; one that was missing is there again. */
export async function storeRead(
  tx: Tx,
  readAt: Date,
  results: readonly ResultRead[],
): Promise<void> {
  if (results.length === 0) return
  await sql`
    update campaign_results result set
      caption = r.caption, label = r.label, label_quote = r.label_quote,
      comments_disabled = coalesce(r.comments_disabled, result.comments_disabled),
      like_count = r.like_count, comment_count = r.comment_count,
      play_count = r.play_count, view_count = r.view_count, last_read_at = ${readAt},
      first_missed_at = null, last_missed_at = null, gone_since = null
    from ${recordset(results, READ)} where result.id = r.id`.execute(tx)
}

/** A post that a second reading misses so much later is gone. */
const GONE_AFTER = sql`interval '24 hours'`

/**
 * Stores that a reading should have met these results and did not. Returns those that are gone by
 * it.
 */
export async function storeMissed(
  tx: Tx,
  readAt: Date,
  ids: readonly string[],
): Promise<{ id: string; gone_since: Date }[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: string; gone_since: Date }>`
    with before as (
      select id, gone_since from campaign_results where id = any(${ids}::uuid[])
    ), missed as (
      update campaign_results result set
        first_missed_at = coalesce(result.first_missed_at, ${readAt}), last_missed_at = ${readAt},
        gone_since = coalesce(result.gone_since,
          case when ${readAt}::timestamptz >= result.first_missed_at + ${GONE_AFTER} then result.first_missed_at end)
      where result.id = any(${ids}::uuid[]) and coalesce(result.last_missed_at, '-infinity') < ${readAt}
        and coalesce(result.last_read_at, '-infinity') < ${readAt}
      returning result.id, result.gone_since
    )
    select missed.id, missed.gone_since from missed join before on before.id = missed.id
    where before.gone_since is null and missed.gone_since is not null`.execute(tx)
  return rows
}

/** Moves results of a blog that is about to be removed to the same creator's. */
export async function moveResults(
  tx: Tx,
  { from, into }: { from: string; into: string },
): Promise<void> {
  await sql`
    update campaign_results set
      blog_id = case when blog_id = ${from}::uuid then ${into}::uuid else blog_id end,
      author_id = case when author_id = ${from}::uuid then ${into}::uuid else author_id end
    where blog_id = ${from}::uuid or author_id = ${from}::uuid`.execute(tx)
}
