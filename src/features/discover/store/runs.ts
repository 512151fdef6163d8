import { sql, type RawBuilder } from 'kysely'
import type { Background } from '../../../base/background.ts'
import type { Db } from '../../../db/handles.ts'
import { remembered } from '../../../db/remembered.ts'

/** The kinds of sources of a discovery. */
export const SOURCE_KINDS = ['hashtags', 'location', 'similar_to', 'creators'] as const
type SourceKind = (typeof SOURCE_KINDS)[number]

/**
 * The kind and the text of the source of a task `t`; a list of creators has none, it may be long.
 */
const source = sql`
  case
    when t.payload ? 'hashtags' then 'hashtags'
    when t.payload ? 'location' then 'location'
    when t.payload ? 'similar_to' then 'similar_to'
    else 'creators'
  end as kind,
  coalesce(
    (select string_agg(h, ' ' order by h) from jsonb_array_elements_text(t.payload -> 'hashtags') h),
    t.payload ->> 'location', t.payload ->> 'similar_to', ''
  ) as source`

const count = (field: string): RawBuilder<number> =>
  sql<number>`coalesce((result ->> ${sql.lit(field)})::int, 0)`

const COUNTS = ['examined', 'known', 'returned', 'created', 'requests'] as const
type Counts = Record<(typeof COUNTS)[number], number>

export type RunRow = Counts & {
  task_id: number
  status: 'pending' | 'running' | 'done' | 'failed' | 'cancelled'
  kind: SourceKind
  source: string
  filters: unknown
  filtered: Record<string, number>
  progress: { done: number; total: number } | null
  error_code: string | null
  created_at: Date
  completed_at: Date | null
}

/** Discoveries, newest first; those before a task. */
export async function listRuns(
  db: Db,
  { limit, before }: { limit: number; before: number | undefined },
): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`
    with page as materialized (
      select t.id, t.status, ${source}, t.payload -> 'filters' as filters, t.result, t.progress, t.error_code,
        t.created_at,
        t.completed_at
      from shared.scrape_tasks t
      where t.task_type = 'discover' and ${before === undefined ? sql`true` : sql`t.id < ${before}`}
      order by t.id desc
      limit ${sql.lit(limit)}
    )
    select id as task_id, status, kind, source, coalesce(filters, '{}') as filters, error_code, created_at,
      completed_at,
      ${sql.join(COUNTS.map((field) => sql`${count(field)} as ${sql.ref(field)}`))},
      coalesce(result -> 'filtered', '{}') as filtered,
      case when status = 'running' and progress ? 'total' then
        jsonb_build_object('done', (progress ->> 'done')::int, 'total', (progress ->> 'total')::int)
      end as progress
    from page
    order by id desc`.execute(db)
  return rows
}

export type YieldRow = Counts & {
  kind: SourceKind
  source: string
  runs: number
  filtered: Record<string, number>
  last_run_at: Date
}

/** Older runs than these say little about what a source brings now, and cost a scan. */
export const MAX_RUNS = 3_000

/**
 * The results of the newest ended discoveries of the last `days` days (world time), one row a
 * source; `which` chooses sources.
 */
const yields = (days: number, which: RawBuilder<unknown>) => sql`
  runs as materialized (
    select ${source}, t.result, t.completed_at
    from (
      select payload, result, completed_at from shared.scrape_tasks
      where task_type = 'discover' and status = 'done'
      order by id desc
      limit ${sql.lit(MAX_RUNS)}
    ) t
    where t.completed_at > (select world_now()) - make_interval(days => ${sql.lit(days)}) and ${which}
  ),
  left_out as (
    select kind, source, jsonb_object_agg(rule, creators) as filtered
    from (
      select kind, source, f.key as rule, sum(f.value::int)::int as creators
      from runs cross join lateral jsonb_each_text(runs.result -> 'filtered') f
      where f.value <> '0'
      group by kind, source, f.key
    ) rules
    group by kind, source
  ),
  yields as (
    select r.kind, r.source, count(*)::int as runs, max(r.completed_at) as last_run_at,
      ${sql.join(COUNTS.map((field) => sql`sum(${count(field)})::int as ${sql.ref(field)}`))}
    from runs r
    group by r.kind, r.source
  )`

type YieldPage = {
  limit: number
  kind: SourceKind | undefined
  after: { created: number; kind: string; source: string } | undefined
}

/** Reading more runs than this takes longer than a page should. */
export const MANY_RUNS = 500

const recall = remembered<{ runs: number; rows: YieldRow[] }>({
  failure: 'the sources of discoveries could not be counted',
  maxAgeMs: 300_000,
  isLarge: ({ runs }) => runs > MANY_RUNS,
})

/**
 * Sources by what they brought, the best first; those after one. Of more than `MANY_RUNS` runs, the
 * last counts are returned, at most five minutes old.
 */
export async function listYields(
  parts: { db: Db; background: Background },
  days: number,
  page: YieldPage,
): Promise<YieldRow[]> {
  const key = JSON.stringify([days, page])
  return (await recall(parts, { key }, async () => await readYields(parts.db, days, page))).rows
}

async function readYields(db: Db, days: number, { limit, kind, after }: YieldPage) {
  const { rows } = await sql<{ read: number } & (YieldRow | { source: null })>`
    with ${yields(days, sql`true`)},
    page as (
      select y.*, coalesce(l.filtered, '{}') as filtered
      from yields y left join left_out l on l.kind = y.kind and l.source = y.source
      where ${kind === undefined ? sql`true` : sql`y.kind = ${kind}`}
        and ${
          after === undefined
            ? sql`true`
            : sql`(-y.created, y.kind, y.source) > (${-after.created}::int,
          ${after.kind}, ${after.source})`
        }
      order by y.created desc, y.kind, y.source
      limit ${sql.lit(limit)}
    )
    select page.*, all_runs.read
    from (select count(*)::int as read from runs) all_runs left join page on true
    order by page.created desc, page.kind, page.source`.execute(db)
  const found = rows.flatMap(({ read: _read, ...row }) => (row.source === null ? [] : row))
  return { runs: rows[0]?.read ?? 0, rows: found }
}

/** The yields of single hashtags, by hashtag. */
export async function hashtagYields(
  db: Db,
  days: number,
  hashtags: readonly string[],
): Promise<Map<string, YieldRow>> {
  if (hashtags.length === 0) return new Map()
  const which = sql`t.payload -> 'hashtags' = any (array(select jsonb_build_array(h)
    from unnest(${hashtags}::text[]) h))`
  const { rows } = await sql<YieldRow>`
    with ${yields(days, which)}
    select y.*, coalesce(l.filtered, '{}') as filtered
    from yields y left join left_out l on l.kind = y.kind and l.source = y.source`.execute(db)
  return new Map(rows.map((row) => [row.source, row]))
}
