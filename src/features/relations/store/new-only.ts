import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'
import type { IncompleteReason, MemberList } from '../../../platforms/member-reader.ts'
import { MIN_MEMBERS, type ListPlan, type WholeBecause } from '../new-only.ts'
import { storeNewCounts } from './lists.ts'

/** The reason of a list of which only the new members were read. */
export const NEW_ONLY = 'only_new_read' satisfies IncompleteReason

/** The most older checks of the target whose lists are considered. */
const MAX_CHECKS = 20

export type PlannedTarget = { platformId: string | null; username: string | null }

type Planning = {
  /** The counts of the profile; null when hidden. */
  expected: Readonly<Record<MemberList, number | null>>
  /** Each so many readings of a list reads the whole; 1 reads it always. */
  wholeEvery: number
  /** Whether reading new members alone was allowed by the request. */
  mayReadNewOnly: boolean
  /** The most members of each list. */
  max: number | null
}

type KnownList = {
  kind: MemberList
  base_id: string
  since: Date
  counted: number | null
  because: WholeBecause | null
  /** Readings of new members alone since the base. */
  partial: number
}

/** The last whole reading of each list of a target, and how often new members were read since. */
export const knownListsQuery = ({ platformId, username }: PlannedTarget) => sql<KnownList>`
  with checks as (
    (select id, started_at from relation_checks where platform_id = ${platformId} order by id desc limit ${MAX_CHECKS})
    union
    (select id, started_at from relation_checks where username = ${username} and platform_id is not null
      order by id desc limit ${MAX_CHECKS})
  )
  select base.kind, base.base_id, base.since, base.counted, base.because,
    (select count(*)::int from checks c
      join relation_lists l on l.check_id = c.id and l.kind = base.kind
      where c.id > base.base_id and l.state = 'incomplete' and l.reason = ${NEW_ONLY}) as partial
  from (
    select distinct on (l.kind) l.kind, c.id as base_id, c.started_at as since, l.whole_because as because,
      coalesce(l.expected_at_end, l.expected) as counted
    from checks c join relation_lists l on l.check_id = c.id
    where l.state = 'complete' and c.started_at is not null
    order by l.kind, c.id desc
  ) base`

/** How each of these lists of a target is to be read. */
export async function planLists(
  db: Db,
  target: PlannedTarget,
  kinds: readonly MemberList[],
  planning: Planning,
): Promise<ListPlan[]> {
  const { rows } = await knownListsQuery(target).execute(db)
  return kinds.map((kind) =>
    planOf(
      kind,
      rows.find((row) => row.kind === kind),
      planning,
    ),
  )
}

function planOf(kind: MemberList, known: KnownList | undefined, planning: Planning): ListPlan {
  const { expected, wholeEvery, mayReadNewOnly, max } = planning
  const now = expected[kind]
  const whole = (because: WholeBecause | null): ListPlan => ({
    kind,
    reads: 'whole',
    because,
  })
  // Without both counts, an order that the platform ignores would not be noticed.
  if (known === undefined || now === null || known.counted === null) return whole(null)
  if (now < MIN_MEMBERS || max !== null) return whole(null)
  if (!mayReadNewOnly) return whole('requested')
  if (known.because === 'not_newest_first') return whole('not_newest_before')
  if (known.partial + 1 >= wholeEvery) return whole('turn')
  const growth = now - known.counted
  const { base_id: baseId, since } = known
  return { kind, reads: 'new', baseId, since, growth, wholeEvery }
}

/** A page of a list of which only the new members are read. */
type NewPage = {
  checkId: string
  kind: MemberList
  baseId: string
  /** In the order of the platform. */
  members: readonly string[]
  /** The ids that this check had not stored before the page. */
  added: readonly string[]
  /** Members who were erased; they interrupt no run of known ones. */
  erased: ReadonlySet<string>
  isFirst: boolean
  isAgain: boolean
}

/** Counts new members, and the known ones in a row; returns both as they are then. */
export async function countNew(
  tx: Tx,
  page: NewPage,
): Promise<{ new_members: number; known_run: number }> {
  const { checkId, kind, baseId, members, added, erased, isFirst, isAgain } = page
  const { rows: known } = await sql<{ platform_id: string }>`
    select platform_id from relation_members
    where check_id = ${baseId}::uuid and kind = ${kind} and platform_id = any (${members}::text[])`.execute(
    tx,
  )
  const ids = new Set([...known.map(({ platform_id: id }) => id), ...erased])
  const lastNew = members.findLastIndex((id) => !ids.has(id))
  const run = members.length - 1 - lastNew
  const keepsRun = lastNew < 0 && !isFirst
  const found = added.filter((id) => !ids.has(id)).length
  return await storeNewCounts(tx, { checkId, kind }, { found, run, keepsRun, isAgain })
}
