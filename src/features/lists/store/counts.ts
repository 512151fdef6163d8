import { sql } from 'kysely'
import { MEMBER_STATUSES } from '../../../creators/member-status.ts'
import type { Db } from '../../../db/handles.ts'
import type { ListCounts } from '../list-view.ts'
import { countCreators } from './creator-counts.ts'

type Parts = Parameters<typeof countCreators>[0]
type CountedList = Parameters<typeof countCreators>[1]
type Options = Parameters<typeof countCreators>[2]
type OfMembers = Pick<ListCounts, 'by_member_status' | 'money_by_status'> & {
  money: ListCounts['totals']['money']
}

/**
 * Counts a list's creators and their costs. States and prices, which people move and write, are
 * always counted as they are, so that each sees what they have just done. What gramd reads of the
 * creators of a large list may be older: see `countCreators`.
 */
export async function countMembers(
  parts: Parts,
  list: CountedList,
  options?: Options,
): Promise<ListCounts> {
  const [{ money, ...ofMembers }, { totals, ...ofCreators }] = await Promise.all([
    countOwn(parts.db, list.id),
    countCreators(parts, list, options),
  ])
  return { ...ofMembers, ...ofCreators, totals: { ...totals, money } }
}

/** States and prices, from the members alone. */
async function countOwn(db: Db, listId: string): Promise<OfMembers> {
  const byStatus = MEMBER_STATUSES.map(
    (status) =>
      sql`${sql.lit(status)}, coalesce(sum(members) filter (where status = ${sql.lit(status)}), 0)`,
  )
  const { rows } = await sql<OfMembers>`
    with counted as materialized (
      select status, currency, count(*) as members, sum(price) as total
      from list_members where list_id = ${listId}::uuid group by status, currency
    ), status_money as (
      select status, currency, members, total::text from counted where currency is not null
    ), money as (
      select currency, sum(members) as members, sum(total)::text as total,
        coalesce(sum(total) filter (where status in ('agreed', 'published')), 0 * sum(total))::text as agreed
      from counted where currency is not null and status <> 'rejected' group by currency
    )
    select jsonb_build_object(${sql.join(byStatus)}) as by_member_status,
      (select coalesce(jsonb_agg(status_money order by status, currency), '[]') from status_money) as money_by_status,
      (select coalesce(jsonb_agg(money order by currency), '[]') from money) as money
    from counted`.execute(db)
  const [counts] = rows
  if (!counts) throw new Error('an aggregate gives one row')
  return counts
}
