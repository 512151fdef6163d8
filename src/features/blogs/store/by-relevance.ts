import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { runComposed } from '../../../db/prepared.ts'
import { comparison } from '../../../db/sort-key.ts'
import { amongRare, indexedOf, maxTested, testOf } from './blog-filter.ts'
import type { ListedBlog, ResolvedQuery } from './blog-query.ts'
import { inIndexOrder, RELEVANCE, sortKey, sortValue, type Order } from './blog-sort.ts'
import { selectBlogs } from './blogs.ts'
import type { ResolvedFilter } from './resolve-filter.ts'

/**
 * A rank takes reading all words of a creator, so that not every creator who uses a common word can
 * have one.
 */
export const RANKED_CREATORS = 300

/**
 * The 300 creators with the most followers among those who answer the question, by how well they
 * do: names count more than the biography, and that more than captions. Of what no index answers,
 * the creators with the most followers are tested.
 */
export async function byRelevance(db: Db, query: ResolvedQuery): Promise<ListedBlog[]> {
  const { order, after, limit, offset = 0 } = query
  const direction = sql.raw(order)
  const candidates = await rankedCreators(db, query)
  // What is before a page is cut away here: rows are read for the page alone.
  const listed =
    after === undefined ? inOrder(candidates, order).slice(offset, offset + limit) : candidates
  const [ids, ranks] = [listed.map(({ id }) => id), listed.map(({ rank }) => rank)]
  const ranked = sql<{ id: string; rank: number }>`(
    select * from unnest(${ids}::uuid[], ${ranks}::real[]) as input (id, rank))`
  const page = selectBlogs(db)
    .innerJoin(ranked.as('ranked'), 'ranked.id', 'blog.id')
    .select(sortKey(RELEVANCE, sql.ref('ranked.rank')).as('sort_key'))
    .$if(after !== undefined, (blogs) =>
      blogs.where(
        sql<boolean>`(ranked.rank, blog.id) ${comparison(order)} (${sortValue(RELEVANCE, after?.key ?? '0')},
          ${after?.id ?? ''}::uuid)`,
      ),
    )
    .orderBy(sql`ranked.rank ${direction}, blog.id ${direction}`)
    .limit(limit)
  return await runComposed(db, 'ranked_blogs', sql<ListedBlog>`${page}`)
}

/** By rank, then by id, as PostgreSQL sorts both. */
function inOrder(candidates: readonly Ranked[], order: Order): Ranked[] {
  const sign = order === 'asc' ? 1 : -1
  return candidates.toSorted((a, b) => sign * (a.rank - b.rank || (a.id < b.id ? -1 : 1)))
}

type Ranked = { id: string; rank: number }

async function rankedCreators(db: Db, { filter, least }: ResolvedQuery): Promise<Ranked[]> {
  if (least !== undefined) {
    const { rows } = await rankedAmong(filter, least).execute(db)
    if (rows.length === RANKED_CREATORS) return rows
  }
  return (await rankedAmong(filter).execute(db)).rows
}

/** Ranks those with so many followers alone where `least` is given; rare words bring their rows. */
function rankedAmong(filter: ResolvedFilter, least?: number): RawBuilder<Ranked> {
  const byFollowers = inIndexOrder('follower_count', 'desc')
  const test = testOf(filter)
  const rare = amongRare(filter, least)
  const isLarge = least === undefined ? sql`` : sql`and blog.follower_count >= ${least}`
  const found = sql`
    select blog.id, blog.search, blog.username, blog.full_name, blog.follower_count
    from ${rare?.rows ?? sql`shared.blogs`} blog
    where ${rare?.condition ?? sql`${indexedOf(filter)} ${isLarge}`} order by ${byFollowers}`
  const candidates =
    test === undefined
      ? sql`${found} limit ${RANKED_CREATORS}`
      : sql`select * from (${found} limit ${maxTested(filter)}) blog where ${test}
          order by ${byFollowers} limit ${RANKED_CREATORS}`
  return sql<Ranked>`
    select candidate.id, ts_rank(candidate.search, derived.creator_query(${filter.q?.text ?? ''}), 1) as rank
    from (${candidates}) candidate`
}
