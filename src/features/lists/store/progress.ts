import { sql } from 'kysely'
import type { Background } from '../../../base/background.ts'
import { MEMBER_STATUSES } from '../../../creators/member-status.ts'
import type { Db } from '../../../db/handles.ts'
import type { ListProgress } from '../list-view.ts'
import { rememberedCounts, MANY, type Counted } from './count-memory.ts'

const recall = rememberedCounts<ListProgress>('the progress of a list could not be counted')

/**
 * Counts how far the team is with the creators of lists, what they cost, and when a date comes: all
 * lists in one statement. Beyond `many` members in all, the last counts of the largest lists are
 * returned, which `counted_at` dates.
 */
export async function countProgress(
  parts: { db: Db; background: Background },
  lists: readonly Counted[],
  { many = MANY, now = performance.now() } = {},
): Promise<Map<string, ListProgress>> {
  const { small, large } = splitBySize(lists, many)
  const countLarge = countedTogether(parts.db)
  const [counted, ...recalled] = await Promise.all([
    countAll(parts.db, small),
    ...large.map(
      async (list) => [list.id, await recall(parts, list, () => countLarge(list), now)] as const,
    ),
  ])
  const ofSmall = [...counted].map(([id, counts]) => [id, { ...counts, counted_at: null }] as const)
  return new Map([...ofSmall, ...recalled])
}

/** The smallest lists that have at most `many` members together, and the others. */
function splitBySize(lists: readonly Counted[], many: number) {
  let total = 0
  const sorted = lists.toSorted((one, other) => one.members - other.members)
  const first = sorted.findIndex(({ members }) => (total += members) > many)
  const end = first === -1 ? sorted.length : first
  return { small: sorted.slice(0, end), large: sorted.slice(end) }
}

/** Counts the lists of one turn of the event loop with one statement. */
function countedTogether(db: Db) {
  const wanted: Counted[] = []
  let all: Promise<Map<string, ListProgress>> | undefined
  return async (list: Counted): Promise<ListProgress> => {
    wanted.push(list)
    all ??= Promise.resolve().then(async () => await countAll(db, wanted))
    const counts = (await all).get(list.id)
    if (!counts) throw new Error('a list was counted without counts')
    return counts
  }
}

async function countAll(db: Db, lists: readonly Counted[]): Promise<Map<string, ListProgress>> {
  if (lists.length === 0) return new Map()
  const { rows } = await progressQuery(lists.map(({ id }) => id)).execute(db)
  return new Map(rows.map(({ id, ...counts }) => [id, counts]))
}

/** The progress of each list. */
export function progressQuery(ids: readonly string[]) {
  const byStatus = MEMBER_STATUSES.map(
    (status) =>
      sql`${sql.lit(status)}, coalesce(sum(members) filter (where status = ${sql.lit(status)}), 0)`,
  )
  return sql<ListProgress & { id: string }>`
    with input as (select id from unnest(${ids}::uuid[]) as i (id)),
    -- Each list by itself: together they would be found by reading the members of all lists.
    counted as materialized (
      select input.id as list_id, of_list.* from input cross join lateral (
        select status, currency, count(*) as members, sum(price) as total,
          min(due_on) filter (where due_on >= (select world_now())::date) as next_due_on,
          count(*) filter (where due_on < (select world_now())::date) as overdue
        from list_members member where member.list_id = input.id group by status, currency
      ) of_list
    ),
    money as (
      select list_id, jsonb_agg(jsonb_build_object('currency', currency, 'total', total::text, 'agreed', agreed::text)
        order by currency) as money
      from (
        select list_id, currency, sum(total) as total,
          coalesce(sum(total) filter (where status in ('agreed', 'published')), 0 * sum(total)) as agreed
        from counted where currency is not null and status <> 'rejected' group by list_id, currency
      ) m group by list_id
    )
    select input.id, jsonb_build_object(${sql.join(byStatus)}) as by_member_status,
      coalesce((select money from money where money.list_id = input.id), '[]') as money,
      min(next_due_on) filter (where status in ('candidate', 'contacted', 'agreed'))::text as next_due_on,
      coalesce(sum(overdue) filter (where status in ('candidate', 'contacted', 'agreed')), 0)::int as overdue,
      world_now() as counted_at
    from input left join counted on counted.list_id = input.id
    group by input.id`
}
