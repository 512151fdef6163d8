import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../../../db/handles.ts'
import { DETAILS, FAILURE, type AgendaPost } from './agenda.ts'
import { NAMED, namedAmong } from './named-accounts.ts'

export const COLUMNS = ['to_confirm', 'scheduled', 'published', 'trouble'] as const
type Column = (typeof COLUMNS)[number]

/** Posts of a column; the list has the rest. */
export const MAX_CARDS = 20
/** Larger counts are not exact: what is beyond is found by search. */
export const MAX_COUNT = 1_000
/** Published posts are looked for among so many that began last. */
const MAX_BEGUN = 5 * MAX_COUNT
/** World time after which a published post, or a failure, is found in the list alone. */
const PUBLISHED_FOR = '7 days'
const TROUBLED_FOR = '14 days'

const SINCE = (span: string) => sql`begun_at > (select world_now()) - ${span}::interval`

/** Posts that one index finds, in its order. */
type Branch = {
  posts: RawBuilder<unknown>
  order: RawBuilder<unknown>
  /** Instead of all posts: those that an index has to find first. */
  from?: RawBuilder<unknown>
}

/** The posts of each column: each branch reads an index of its own, which an `or` would not. */
const OF: Readonly<Record<Column, { branches: readonly Branch[]; order: RawBuilder<unknown> }>> = {
  to_confirm: {
    branches: [
      { posts: sql`status = 'review' and missed_at is null`, order: sql`scheduled_at, id desc` },
    ],
    order: sql`scheduled_at, id desc`,
  },
  scheduled: {
    branches: [
      { posts: sql`status = 'posting'`, order: sql`id desc` },
      {
        posts: sql`status in ('pending', 'translating') and missed_at is null`,
        order: sql`scheduled_at, id desc`,
      },
    ],
    order: sql`status <> 'posting', scheduled_at, id desc`,
  },
  published: {
    branches: [
      {
        posts: sql`status = 'completed'`,
        order: sql`begun_at desc, id desc`,
        // Nearly all posts are completed, which the planner cannot know without statistics.
        from: sql`(
          select id, status, scheduled_at, begun_at, missed_at from posts
          where ${SINCE(PUBLISHED_FOR)} order by begun_at desc limit ${sql.lit(MAX_BEGUN)}) posts`,
      },
    ],
    order: sql`begun_at desc, id desc`,
  },
  trouble: {
    branches: [
      {
        posts: sql`status in ('failed', 'partly_failed') and ${SINCE(TROUBLED_FOR)}`,
        order: sql`begun_at desc, id desc`,
      },
      {
        posts: sql`missed_at is not null and status in ('pending', 'review', 'translating')`,
        order: sql`missed_at desc, id desc`,
      },
    ],
    order: sql`coalesce(begun_at, missed_at) desc, id desc`,
  },
}

export type Board = {
  columns: { name: Column; count: number; posts: AgendaPost[] }[]
  drafts: number
}

const countOf = (branches: readonly Omit<Branch, 'order'>[]) => {
  const counts = branches.map(
    ({ posts, from = sql`posts` }) =>
      sql`(select count(*)::int from (select from ${from} where ${posts} limit ${sql.lit(MAX_COUNT)}) counted)`,
  )
  return sql`least(${sql.lit(MAX_COUNT)}, ${sql.join(counts, sql` + `)})`
}

/** The first posts of a column, with their places in it. */
function firstOf(name: Column): RawBuilder<unknown> {
  const { branches, order } = OF[name]
  const firsts = branches.map(
    (branch) => sql`(
      select id, status, scheduled_at, begun_at, missed_at from ${branch.from ?? sql`posts`}
      where ${branch.posts} order by ${branch.order} limit ${sql.lit(MAX_CARDS)})`,
  )
  return sql`(
    select id, ${sql.lit(name)} as in_column, row_number() over (order by ${order}) as place
    from (${sql.join(firsts, sql` union all `)}) found order by place limit ${sql.lit(MAX_CARDS)})`
}

/** The board of posts: the first of each column with everything that a card shows, and counts. */
export async function readBoard(db: Db): Promise<Board> {
  const [{ rows: cards }, counts] = await Promise.all([
    sql<AgendaPost & { in_column: Column }>`
      with part as materialized (${sql.join(COLUMNS.map(firstOf), sql` union all `)}),
      ${namedAmong('part')}
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
  const columns = COLUMNS.map((name) => sql`${countOf(OF[name].branches)} as ${sql.id(name)}`)
  const { rows } = await sql<Record<string, number>>`
    select ${sql.join(columns)}, ${countOf([{ posts: sql`status = 'draft'` }])} as draft`.execute(
    db,
  )
  return rows[0] ?? {}
}
