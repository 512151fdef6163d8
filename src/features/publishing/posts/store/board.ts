import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../../../db/handles.ts'
import { DETAILS, FAILURE, NAMED, type AgendaPost } from './agenda.ts'

export const COLUMNS = ['to_confirm', 'scheduled', 'published', 'trouble'] as const
export type Column = (typeof COLUMNS)[number]

/** Posts of a column; the list has the rest. */
export const MAX_CARDS = 20
/** Larger counts are not exact: what is beyond is found by search. */
export const MAX_COUNT = 1_000
/** World time after which a published post, or a failure, is found in the list alone. */
const PUBLISHED_FOR = '7 days'
const TROUBLED_FOR = '14 days'

const UNBEGUN = sql`status in ('pending', 'review', 'translating')`
const SINCE = (span: string) => sql`begun_at > (select world_now()) - ${span}::interval`

/** The posts of each column, in its order; each reads an index. */
const OF: Readonly<Record<Column, { posts: RawBuilder<unknown>; order: RawBuilder<unknown> }>> = {
  to_confirm: {
    posts: sql`status = 'review' and missed_at is null`,
    order: sql`scheduled_at, id desc`,
  },
  scheduled: {
    posts: sql`(status = 'posting' or status in ('pending', 'translating') and missed_at is null)`,
    order: sql`status <> 'posting', scheduled_at, id desc`,
  },
  published: {
    posts: sql`status = 'completed' and ${SINCE(PUBLISHED_FOR)}`,
    order: sql`begun_at desc, id desc`,
  },
  trouble: {
    posts: sql`(
      status in ('failed', 'partly_failed') and ${SINCE(TROUBLED_FOR)} or missed_at is not null and ${UNBEGUN})`,
    order: sql`coalesce(begun_at, missed_at) desc, id desc`,
  },
}

export type Board = {
  columns: { name: Column; count: number; posts: AgendaPost[] }[]
  drafts: number
}

const countOf = (posts: RawBuilder<unknown>) =>
  sql`(select count(*)::int from (select from posts where ${posts} limit ${sql.lit(MAX_COUNT)}) counted)`

/** The board of posts: the first of each column with everything that a card shows, and counts. */
export async function readBoard(db: Db): Promise<Board> {
  const firsts = COLUMNS.map(
    (name) => sql`(
      select id, ${sql.lit(name)} as in_column, row_number() over (order by ${OF[name].order}) as place
      from posts where ${OF[name].posts} order by ${OF[name].order} limit ${sql.lit(MAX_CARDS)})`,
  )
  const [{ rows: cards }, counts] = await Promise.all([
    sql<AgendaPost & { in_column: Column }>`
      with part as materialized (${sql.join(firsts, sql` union all `)})
      select part.in_column, ${DETAILS}, coalesce(p.scheduled_at, p.begun_at) as at, ${FAILURE},
        null as measured
      from part join posts p on p.id = part.id
      ${NAMED}
      order by part.in_column, part.place`.execute(db),
    readCounts(db),
  ])
  const posts: Record<Column, AgendaPost[]> = {
    to_confirm: [],
    scheduled: [],
    published: [],
    trouble: [],
  }
  for (const { in_column: name, ...post } of cards) posts[name].push(post)
  return {
    columns: COLUMNS.map((name) => ({
      name,
      count: counts[name] ?? 0,
      posts: posts[name],
    })),
    drafts: counts['draft'] ?? 0,
  }
}

async function readCounts(db: Db): Promise<Partial<Record<string, number>>> {
  const columns = COLUMNS.map((name) => sql`${countOf(OF[name].posts)} as ${sql.id(name)}`)
  const { rows } = await sql<Record<string, number>>`
    select ${sql.join(columns)}, ${countOf(sql`status = 'draft'`)} as draft`.execute(db)
  return rows[0] ?? {}
}
