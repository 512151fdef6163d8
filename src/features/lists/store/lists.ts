import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Tx, Db } from '../../../db/handles.ts'
import { isUuid } from '../../../base/text.ts'
import { ListName } from '../list-view.ts'
import { lockExclusive } from '../../../db/locks.ts'
import { worldNow } from '../../../db/database.ts'
import { unchecked } from '../../../db/row-check.ts'
import { ConflictError, NoSuchRecordError } from '../../../base/errors.ts'

export type ListFields = {
  name: string
  description: string | null
  is_campaign: boolean
  ends_at: Date | null
}

/**
 * The condition on `lists as list` that it is the one with this id, whose form no name has, or, in
 * any case, this name.
 */
const named = (list: string): RawBuilder<SqlBool> =>
  isUuid(list) ? sql`list.id = ${list}::uuid` : sql`lower(list.name) = lower(${list})`

const selectFields = (db: Db) =>
  db
    .selectFrom('lists as list')
    .selectAll('list')
    .select(
      sql<boolean>`list.is_campaign and (list.ends_at is null or list.ends_at > ${worldNow})`.as(
        'is_running',
      ),
    )

const selectLists = (db: Db) =>
  selectFields(db).select(
    sql<number>`(select count(*) from list_members member where member.list_id = list.id)`.as(
      'members',
    ),
  )

type RowOf<Select extends (db: Db) => { executeTakeFirstOrThrow(): unknown }> = Awaited<
  ReturnType<ReturnType<Select>['executeTakeFirstOrThrow']>
>
type ListFieldsRow = RowOf<typeof selectFields>
type ListRow = RowOf<typeof selectLists>

export type ListsQuery = {
  isCampaign?: boolean | undefined
  /** The id of a creator that is in the list. */
  blogId?: string | undefined
  limit: number
  offset?: number | undefined
  /** The sort key of the last list of the page before. */
  after?: string | undefined
}

/** Lists by name. */
export const listLists = async (
  db: Db,
  { isCampaign, blogId, limit, offset = 0, after }: ListsQuery,
): Promise<(ListRow & { sort_key: string })[]> =>
  await selectLists(db)
    .select(sql<string>`lower(list.name)`.as('sort_key'))
    .$if(isCampaign !== undefined, (lists) =>
      lists.where('list.is_campaign', '=', isCampaign === true),
    )
    .$if(blogId !== undefined, (lists) =>
      lists.where(
        sql<boolean>`list.id in (select list_id from list_members where blog_id = ${blogId}::uuid)`,
      ),
    )
    .$if(after !== undefined, (lists) => lists.where(sql<boolean>`lower(list.name) > ${after}`))
    .orderBy(sql`lower(list.name)`)
    .limit(limit)
    .offset(offset)
    .execute()

/** A list by its id or its name. Throws NoSuchRecordError. */
export async function getList(db: Db, list: string): Promise<ListFieldsRow> {
  const row = await selectFields(db).where(named(list)).executeTakeFirst()
  if (!row) throw noSuchList(list)
  return row
}

/** Returns a list like `getList`, with the number of its members, which are counted. */
export async function getCountedList(db: Db, list: string): Promise<ListRow> {
  const row = await selectLists(db).where(named(list)).executeTakeFirst()
  if (!row) throw noSuchList(list)
  return row
}

/**
 * Marks a list as changed and locks it until the transaction ends; returns its id. Throws
 * NoSuchRecordError.
 */
export async function touchList(tx: Tx, list: string): Promise<string> {
  const row = await tx
    .updateTable('lists as list')
    .set({ updated_at: worldNow })
    .where(named(list))
    .returning('list.id')
    .executeTakeFirst()
  if (!row) throw noSuchList(list)
  return row.id
}

/**
 * Marks lists as changed in a transaction that has locked creators or their rows: it waits for no
 * list, because those who add members lock the list first. A list that another transaction has
 * locked is marked by that one.
 */
export async function touchUnlocked(tx: Tx, listIds: readonly string[]): Promise<void> {
  if (listIds.length === 0) return
  await sql`
    with free as materialized (
      select id from lists where id = any (${listIds}::uuid[]) for no key update skip locked
    )
    update lists set updated_at = world_now() where id in (select id from free)`.execute(tx)
}

/** Locks a list until the transaction ends; returns its id. Throws NoSuchRecordError. */
async function lockList(tx: Tx, list: string): Promise<string> {
  const row = await tx
    .selectFrom('lists as list')
    .select('list.id')
    .where(named(list))
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!row) throw noSuchList(list)
  return row.id
}

/** Makes a list. Throws ConflictError when the name is taken, in whatever case. */
export const createList = async (db: Db, fields: ListFields): Promise<ListRow> =>
  await db.transaction().execute(async (tx) => await insertList(tx, fields))

/** Does the same in a transaction of the caller's. */
export async function insertList(tx: Tx, fields: ListFields): Promise<ListRow> {
  await takeName(tx, fields.name)
  const { id } = await tx
    .insertInto('lists')
    .values(fields)
    .returning('id')
    .executeTakeFirstOrThrow()
  return await getCountedList(tx, id)
}

/**
 * Changes what is given; what is made no campaign loses its end. Throws NoSuchRecordError, and
 * ConflictError for a taken name and for an end of what is no campaign.
 */
export const updateList = async (
  db: Db,
  list: string,
  change: ListChange,
  { check = unchecked, afterwards }: { check?: typeof unchecked; afterwards: Afterwards },
): Promise<ListRow> =>
  await db.transaction().execute(async (tx) => {
    // In the order of changes of campaigns, which lock names first.
    await lockExclusive(tx, 'list_names')
    const row = await changeList(tx, list, change, check)
    await afterwards(tx, row.id)
    return row
  })

/** Called with the id of a list after it was changed, in the same transaction. */
export type Afterwards = (tx: Tx, listId: string) => Promise<void>

/** Does the same in a transaction of the caller's. */
export async function changeList(
  tx: Tx,
  list: string,
  { name, description, is_campaign, ends_at }: ListChange,
  check = unchecked,
): Promise<ListRow> {
  const id = await lockList(tx, list)
  await check(tx)
  const before = await getList(tx, id)
  const isCampaign = is_campaign ?? before.is_campaign
  if (!isCampaign && ends_at) {
    const reason = 'only a campaign ends: set is_campaign'
    throw new ConflictError(reason, [{ field: 'ends_at', reason, code: 'campaign_only' }])
  }
  if (name !== undefined) await takeName(tx, name, id)
  await tx
    .updateTable('lists')
    .set({
      // What is undefined stays.
      name,
      description,
      is_campaign: isCampaign,
      ends_at: isCampaign ? ends_at : null,
      updated_at: worldNow,
    })
    .where('id', '=', id)
    .execute()
  return await getCountedList(tx, id)
}

export type ListChange = { [Field in keyof ListFields]?: ListFields[Field] | undefined }

/**
 * Fails when another list has the name; locks names until the transaction ends, so that no other
 * list can take it.
 */
async function takeName(tx: Tx, name: string, id?: string): Promise<void> {
  await lockExclusive(tx, 'list_names')
  const other = await tx
    .selectFrom('lists')
    .select('id')
    .where(sql<boolean>`lower(name) = lower(${name})`)
    .$if(id !== undefined, (lists) => lists.where('id', '<>', id ?? ''))
    .executeTakeFirst()
  if (!other) return
  const reason = `there is already a list named '${name}'`
  throw new ConflictError(reason, [{ field: 'name', reason, code: 'taken' }])
}

/** Removes a list; its creators stay. Throws NoSuchRecordError. */
export async function deleteList(db: Db, list: string): Promise<void> {
  const row = await db
    .deleteFrom('lists as list')
    .where(named(list))
    .returning('list.id')
    .executeTakeFirst()
  if (!row) throw noSuchList(list)
}

const noSuchList = (list: string): NoSuchRecordError => new NoSuchRecordError(`no list ${list}`)

/** The list that a text means, by id or by name in any case, or why it can mean none. */
export type FoundList = { id: string; name: string } | { reason: string }

/**
 * Finds the lists that texts name, and creates those that do not exist, with few statements
 * whatever their number. Marks the lists as changed and locks them until the transaction ends.
 * Returns the list of each text, and the names of the created lists.
 */
export async function ensureLists(
  tx: Tx,
  texts: readonly string[],
): Promise<{ lists: Map<string, FoundList>; created: string[] }> {
  const unique = [...new Set(texts)]
  const named = unique.map((text) => ({ text, ...nameIn(text) }))
  const names = named.flatMap((each) => ('name' in each ? [each.name] : []))
  const { rows: made } = await sql<{ name: string }>`
    insert into lists (name)
    select distinct on (lower(name)) name from unnest(${names}::text[]) as n (name)
    order by lower(name)
    on conflict (lower(name)) do nothing
    returning name`.execute(tx)
  const ids = named.flatMap((each) => ('id' in each ? [each.id] : []))
  const { rows: found } = await sql<{ reference: string; id: string; name: string }>`
    with found as materialized (
      select n.name as reference, list.id, list.name
      from unnest(${names}::text[]) as n (name) join lists list on lower(list.name) = lower(n.name)
      union all
      select id::text, id, name from lists where id = any (${ids}::uuid[])
    ),
    locked as materialized (
      select id from lists where id in (select id from found) order by id for no key update
    ),
    touched as (update lists set updated_at = world_now() where id in (select id from locked))
    select reference, id, name from found`.execute(tx)
  const byReference = new Map(found.map((row) => [row.reference, { id: row.id, name: row.name }]))
  const lists = new Map(
    named.map((each): [string, FoundList] => {
      if ('reason' in each) return [each.text, { reason: each.reason }]
      const list = byReference.get('name' in each ? each.name : each.id)
      return [each.text, list ?? { reason: 'has the id of no list' }]
    }),
  )
  return { lists, created: made.map(({ name }) => name) }
}

function nameIn(text: string): { id: string } | { name: string } | { reason: string } {
  if (isUuid(text)) return { id: text.toLowerCase() }
  const { data, error } = ListName.safeParse(text)
  return data === undefined
    ? { reason: error?.issues[0]?.message ?? 'is no name of a list' }
    : { name: data }
}
