import { sql } from 'kysely'
import { jsonb, type Tx } from '../../db/database.ts'
import type { Member } from '../../platforms/members.ts'
import type { PersonList } from './plan.ts'

/** Begins a whole list, or takes it up. Returns how many members it has shown so far. */
export async function openPairList(
  tx: Tx,
  id: string,
  { person, kind }: PersonList,
): Promise<number> {
  const { rows } = await sql<{ collected: number }>`
    insert into relation_pair_lists (check_id, person, kind) values (${id}::uuid, ${person}, ${kind})
    on conflict (check_id, person, kind) do update set state = 'reading'
    returning collected`.execute(tx)
  return rows[0]?.collected ?? 0
}

/**
 * Keeps whom a page has shown, by id alone or else by the mark that withholds somebody, and answers the questions that ask
 * for one of them. Returns how many are new.
 */
export async function storePairPage(
  tx: Tx,
  id: string,
  { person, kind }: PersonList,
  { kept, withheld }: { kept: readonly Member[]; withheld: readonly string[] },
): Promise<number> {
  const records = [
    ...kept.map(({ platformId, username }) => ({ platform_id: platformId, username })),
    ...withheld.map((mark) => ({ platform_id: `withheld ${mark}`, username: null })),
  ]
  const { rows } = await sql<{ added: number }>`
    with shown as (
      select m.platform_id, m.username
      from jsonb_to_recordset(${jsonb(records)}) as m (platform_id text, username text)
    ),
    stored as (
      insert into relation_pair_members (check_id, person, kind, platform_id)
      select ${id}::uuid, ${person}, ${kind}, platform_id from shown
      on conflict do nothing
      returning 1
    ),
    answered as (
      update relation_pair_questions q
      set answer = 'yes', basis = 'list', reason = null, answered_at = (select world_now())
      from relation_pair_people p
      where q.check_id = ${id}::uuid and q.answer is null and p.check_id = q.check_id
        and ${ownerColumn(kind)} = ${person} and p.person = ${memberColumn(kind)}
        and exists (
          select from shown s
          where s.platform_id = p.platform_id or (p.platform_id is null and s.username = p.username)
        )
    ),
    counted as (
      update relation_pair_lists set collected = collected + (select count(*) from stored)
      where check_id = ${id}::uuid and person = ${person} and kind = ${kind}
    )
    select count(*)::int as added from stored`.execute(tx)
  return rows[0]?.added ?? 0
}

/** Whether any question is open that a list can answer. */
export async function isAsked(tx: Tx, id: string, { person, kind }: PersonList): Promise<boolean> {
  const { rows } = await sql`
    select from relation_pair_questions q
    where q.check_id = ${id}::uuid and q.answer is null and ${ownerColumn(kind)} = ${person}
    limit 1`.execute(tx)
  return rows.length > 0
}

/** Nothing more is read of a list. If nobody is missing in it, whoever was not shown is not there. */
export async function endPairList(
  tx: Tx,
  id: string,
  { person, kind }: PersonList,
  reason: string | null,
): Promise<void> {
  await sql`
    update relation_pair_lists set state = ${reason === null ? 'complete' : 'incomplete'}, reason = ${reason}
    where check_id = ${id}::uuid and person = ${person} and kind = ${kind}`.execute(tx)
  await sql`
    delete from relation_pair_members
    where check_id = ${id}::uuid and person = ${person} and kind = ${kind}`.execute(tx)
  const change =
    reason === null
      ? sql`answer = 'no', basis = 'list', answered_at = (select world_now())`
      : sql`stumbles = ${reason}`
  await sql`
    update relation_pair_questions q set ${change}
    where q.check_id = ${id}::uuid and q.answer is null and ${ownerColumn(kind)} = ${person}`.execute(
    tx,
  )
}

const ownerColumn = (kind: PersonList['kind']) =>
  kind === 'following' ? sql`q.follower` : sql`q.followed`
const memberColumn = (kind: PersonList['kind']) =>
  kind === 'following' ? sql`q.followed` : sql`q.follower`
