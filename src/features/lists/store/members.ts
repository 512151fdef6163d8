import { randomUUID } from 'node:crypto'
import { type RawBuilder, type UpdateObject, sql } from 'kysely'
import type { MemberStatus } from '../../../creators/member-status.ts'
import type { DB } from '../../../db/schema.ts'
import { jsonb } from '../../../db/database.ts'
import type { Tx, Db } from '../../../db/handles.ts'
import { findCreators, NOT_KNOWN, type FoundCreator } from './find-creators.ts'
import { touchList, touchUnlocked } from './lists.ts'

/** Called after members got another status, in the same transaction; null: members by a filter. */
export type OnMoved = (
  tx: Tx,
  moved: { listId: string; blogIds: readonly string[] | null },
) => Promise<void>

export type AddOutcome = 'added' | 'already' | 'unknown'
export type RemoveOutcome = 'removed' | 'not_a_member' | 'unknown'

/** The outcome for one requested creator; answers are in the order of the request. */
export type MemberAnswer<Outcome> = {
  blog: string
  outcome: Outcome | 'unknown'
  blog_id?: string
  reason?: string
}

/**
 * Puts creators into a list. A note that is given also becomes the note of those who are members
 * already; null takes it away. Who is named twice is added once. Throws NoSuchRecordError for the
 * list.
 */
export async function addMembers(
  db: Db,
  list: string,
  { blogs, note }: { blogs: readonly string[]; note?: string | null | undefined },
): Promise<MemberAnswer<AddOutcome>[]> {
  return await db.transaction().execute(async (tx) => {
    const listId = await touchList(tx, list)
    const found = await findCreators(tx, blogs)
    // Locked, so that a creator who is being erased is either waited for or not there any more.
    const { rows } = await sql<{ id: string; added: boolean }>`
      with known as materialized (
        select id from shared.blogs where id = any(${idsIn(found)}::uuid[]) order by id for key share
      ), added as (
        insert into list_members (list_id, blog_id, note)
        select ${listId}::uuid, id, ${note ?? null} from known
        on conflict do nothing
        returning blog_id
      )
      select known.id, added.blog_id is not null as added
      from known left join added on added.blog_id = known.id`.execute(tx)
    if (note !== undefined) {
      const members = rows.filter(({ added }) => !added).map(({ id }) => id)
      await sql`
        update list_members set note = ${note}
        where list_id = ${listId}::uuid and blog_id = any(${members}::uuid[])`.execute(tx)
    }
    const outcomes = new Map(rows.map(({ id, added }) => [id, added]))
    return answerEach<AddOutcome>(found, (id, isFirst) => {
      const added = outcomes.get(id)
      if (added === undefined) return 'unknown'
      return added && isFirst ? 'added' : 'already'
    })
  })
}

/**
 * Takes creators out of a list; `restoreMembers` puts those of the removal back. Throws
 * NoSuchRecordError for the list.
 */
export async function removeMembers(
  db: Db,
  list: string,
  blogs: readonly string[],
): Promise<{ removal: string; items: MemberAnswer<RemoveOutcome>[] }> {
  const removal = randomUUID()
  return await db.transaction().execute(async (tx) => {
    const listId = await touchList(tx, list)
    const found = await findCreators(tx, blogs)
    const { rows } = await sql<{ blog_id: string }>`
      with former as (
        delete from list_members
        where list_id = ${listId}::uuid and blog_id = any(${idsIn(found)}::uuid[])
        returning ${MEMBERSHIP}
      )
      insert into former_list_members (removal_id, ${MEMBERSHIP})
      select ${removal}::uuid, ${MEMBERSHIP} from former
      returning blog_id`.execute(tx)
    const removed = new Set(rows.map(({ blog_id }) => blog_id))
    const items = answerEach<RemoveOutcome>(found, (id, isFirst) =>
      removed.has(id) && isFirst ? 'removed' : 'not_a_member',
    )
    return { removal, items }
  })
}

const MEMBERSHIP = sql.raw(
  'list_id, blog_id, status, status_since, owner_id, price, currency, due_on, note, added_at',
)

/**
 * Puts the members of a removal back, with all that the team knew of them. Those who are in the
 * list again get what they lack. Returns how many there were. Throws NoSuchRecordError for the
 * list.
 */
export async function restoreMembers(
  db: Db,
  list: string,
  removal: string,
  onMoved: OnMoved,
): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    const listId = await touchList(tx, list)
    const { rows } = await sql<{ blog_id: string }>`
      with former as (
        delete from former_list_members
        where removal_id = ${removal}::uuid and list_id = ${listId}::uuid
        returning ${MEMBERSHIP}
      )
      insert into list_members as member (${MEMBERSHIP})
      select ${MEMBERSHIP} from former
      on conflict (list_id, blog_id) do update set ${WHAT_IS_MISSING}
      returning blog_id`.execute(tx)
    await onMoved(tx, { listId, blogIds: rows.map(({ blog_id: id }) => id) })
    return rows.length
  })
}

/** Sets what a member lacks from another row of the same creator. */
const WHAT_IS_MISSING = sql.raw(`
  note = coalesce(member.note, excluded.note),
  owner_id = coalesce(member.owner_id, excluded.owner_id),
  due_on = coalesce(member.due_on, excluded.due_on),
  price = coalesce(member.price, excluded.price),
  currency = case when member.price is null then excluded.currency else member.currency end`)

/**
 * Puts the blog `into` on every list that `from` is on, with its note, owner, price and date where
 * `into` has none.
 */
export async function moveMemberships(
  tx: Tx,
  { from, into }: { from: string; into: string },
): Promise<void> {
  await sql`
    insert into list_members as member (${MEMBERSHIP})
    select list_id, ${into}::uuid, status, status_since, owner_id, price, currency, due_on, note, added_at
    from list_members where blog_id = ${from}::uuid
    on conflict (list_id, blog_id) do update set ${WHAT_IS_MISSING}`.execute(tx)
  await endMemberships(tx, [from])
}

/** Takes blogs that are about to be removed out of all lists. Returns the number of rows. */
export async function endMemberships(tx: Tx, blogIds: readonly string[]): Promise<number> {
  const { rows: former } = await sql<{ list_id: string }>`
    delete from list_members where blog_id = any (${blogIds}::uuid[]) returning list_id`.execute(tx)
  await touchUnlocked(tx, distinctLists(former))
  return former.length
}

const distinctLists = (members: readonly { list_id: string }[]): string[] => [
  ...new Set(members.map(({ list_id }) => list_id)),
]

const idsIn = (found: readonly FoundCreator[]): string[] =>
  found.flatMap((each) => ('id' in each ? [each.id] : []))

function answerEach<Outcome>(
  found: readonly FoundCreator[],
  outcomeOf: (id: string, isFirst: boolean) => Outcome,
): MemberAnswer<Outcome>[] {
  const listed = new Set<string>()
  return found.map((each) => {
    if ('reason' in each) return { blog: each.text, outcome: 'unknown', reason: each.reason }
    const outcome = outcomeOf(each.id, !listed.has(each.id))
    listed.add(each.id)
    // Erased, or folded into another, while it was waited for.
    if (outcome === 'unknown') return { blog: each.text, outcome, reason: NOT_KNOWN }
    return { blog: each.text, outcome, blog_id: each.id }
  })
}

/**
 * Puts creators into lists; a note replaces the one that is there, null leaves it. Of one named
 * twice the last note counts.
 */
export async function putIntoLists(
  tx: Tx,
  members: readonly { listId: string; blogId: string; note: string | null }[],
): Promise<void> {
  if (members.length === 0) return
  const rows = members.map(({ listId, blogId, note }, place) => ({
    list_id: listId,
    blog_id: blogId,
    note,
    place,
  }))
  await sql`
    insert into list_members as member (list_id, blog_id, note)
    select distinct on (list_id, blog_id) list_id, blog_id, note
    from jsonb_to_recordset(${jsonb(rows)}) as input (list_id uuid, blog_id uuid, note text, place integer)
    order by list_id, blog_id, note is null, place desc
    on conflict (list_id, blog_id) do update set note = coalesce(excluded.note, member.note)`.execute(
    tx,
  )
}

/** Changes columns of a member; those that are undefined stay. */
export async function updateMember(
  tx: Tx,
  { listId, blogId }: { listId: string; blogId: string },
  change: UpdateObject<DB, 'list_members'>,
): Promise<void> {
  await tx
    .updateTable('list_members')
    .set(change)
    .where('list_id', '=', listId)
    .where('blog_id', '=', blogId)
    .execute()
}

/** Sets the status of the members of a list that meet a condition on `member`. */
export async function setStatus(
  tx: Tx,
  { listId, to, condition }: { listId: string; to: MemberStatus; condition: RawBuilder<unknown> },
): Promise<void> {
  await sql`
    update list_members member set status = ${to}, status_since = world_now()
    where member.list_id = ${listId}::uuid and member.status <> ${to} and ${condition}`.execute(tx)
}

/**
 * Sets the status of those of these members who have the status `from`, and marks their lists as
 * changed.
 */
export async function moveBetweenStatuses(
  tx: Tx,
  members: readonly { list_id: string; blog_id: string }[],
  { from, to }: { from: MemberStatus; to: MemberStatus },
): Promise<void> {
  if (members.length === 0) return
  const { rows: moved } = await sql<{ list_id: string }>`
    update list_members member set status = ${to}, status_since = world_now()
    from jsonb_to_recordset(${jsonb(members)}) as input (list_id uuid, blog_id uuid)
    where member.list_id = input.list_id and member.blog_id = input.blog_id
      and member.status = ${from}
    returning member.list_id`.execute(tx)
  await touchUnlocked(tx, distinctLists(moved))
}
