import { sql } from 'kysely'
import { ConflictError, NoSuchRecordError } from '../../../../base/errors.ts'
import { worldNow } from '../../../../db/database.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import { isUniqueViolation } from '../../../../db/unique-violation.ts'
import { lockPosts } from '../../posts/store/lock-posts.ts'
import { GROUP_MARKS, type GroupMark } from '../group-marks.ts'

export type GroupFields = { name: string; description: string | null } & GroupMark

export type GroupRow = GroupFields & {
  id: string
  /** The numbers of accounts in it: of the pool, and connected. */
  pool_accounts: number
  connected_accounts: number
  /** Differs for other accounts. */
  accounts_version: string
  created_at: Date
  updated_at: Date
}

const COLUMNS = sql`g.id, g.name, g.description, g.colour, g.shape, g.created_at, g.updated_at,
  n.pool_accounts, n.connected_accounts, n.accounts_version`
const COUNTS = sql`
  cross join lateral (
    select count(p.account_id)::integer as pool_accounts, count(p.connection_id)::integer as connected_accounts,
      md5(coalesce(string_agg(p.id::text, ' ' order by p.id), '')) as accounts_version
    from group_members m join publishing_accounts p on p.id = m.publishing_account_id
    where m.group_id = g.id
  ) n`

export type GroupPage = {
  limit: number
  /** Exclusive: the name of a group. */
  after?: string | undefined
  name?: string | undefined
  /** A text that the name contains. */
  text?: string | undefined
}

/** Returns a page of groups, ordered by name. */
export async function listGroups(
  db: Db,
  { limit, after, name, text }: GroupPage,
): Promise<GroupRow[]> {
  const { rows } = await sql<GroupRow>`
    select ${COLUMNS} from groups g ${COUNTS}
    where (${after ?? null}::text is null or lower(g.name) > lower(${after ?? null}))
      and (${name ?? null}::text is null or lower(g.name) = lower(${name ?? null}))
      and (${text ?? null}::text is null or position(lower(${text ?? null}) in lower(g.name)) > 0)
    order by lower(g.name)
    limit ${limit}`.execute(db)
  return rows
}

/** Throws NoSuchRecordError. */
export async function getGroup(db: Db, id: string): Promise<GroupRow> {
  const { rows } = await sql<GroupRow>`
    select ${COLUMNS} from groups g ${COUNTS} where g.id = ${id}::uuid`.execute(db)
  const [row] = rows
  if (!row) throw noSuchGroup(id)
  return row
}

type NewGroup = Omit<GroupFields, keyof GroupMark> & {
  [Field in keyof GroupMark]?: GroupMark[Field] | undefined
}

/**
 * Colour and shape that are not given are those that the fewest groups have. Throws ConflictError
 * when another group has the name.
 */
export async function createGroup(tx: Tx, { colour, shape, ...fields }: NewGroup): Promise<string> {
  const mark = await findRareMark(tx, { colour, shape })
  const { id } = await refusingTaken(
    tx
      .insertInto('groups')
      .values({ ...fields, ...mark })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return id
}

/** Two groups that are made at once may get the same one: people can change it. */
async function findRareMark(
  db: Db,
  { colour, shape }: { [Field in keyof GroupMark]: GroupMark[Field] | undefined },
): Promise<GroupMark> {
  const { rows } = await sql<GroupMark>`
    select m.colour, m.shape
    from unnest(${GROUP_MARKS.map((mark) => mark.colour)}::text[], ${GROUP_MARKS.map((mark) => mark.shape)}::text[])
      with ordinality m (colour, shape, place)
    left join groups g on g.colour = m.colour and g.shape = m.shape
    where (${colour ?? null}::text is null or m.colour = ${colour ?? null})
      and (${shape ?? null}::text is null or m.shape = ${shape ?? null})
    group by m.place, m.colour, m.shape order by count(g.id), m.place limit 1`.execute(db)
  const [mark] = rows
  if (!mark) throw new Error('no colour and shape of groups')
  return mark
}

/** Changes what is given. Throws NoSuchRecordError and ConflictError. */
export async function changeGroup(
  tx: Tx,
  id: string,
  change: { [Field in keyof GroupFields]?: GroupFields[Field] | undefined },
): Promise<void> {
  await lockGroup(tx, id)
  await refusingTaken(
    tx
      .updateTable('groups')
      .set({ ...change, updated_at: worldNow })
      .where('id', '=', id)
      .execute(),
  )
}

/**
 * Removes a group; its accounts stay. Throws NoSuchRecordError, and ConflictError while a post
 * waits to be published on it.
 */
export async function removeGroup(tx: Tx, id: string): Promise<void> {
  await holdUnbegun(tx, id)
  await tx.selectFrom('groups').select('id').where('id', '=', id).forUpdate().execute()
  await requireUnused(tx, id)
  const { numDeletedRows } = await tx.deleteFrom('groups').where('id', '=', id).executeTakeFirst()
  if (numDeletedRows === 0n) throw noSuchGroup(id)
}

/**
 * Locks the posts of a group that have not begun, so that none can be scheduled on it while the
 * group is removed.
 */
async function holdUnbegun(tx: Tx, groupId: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select p.id from post_targets t join posts p on p.id = t.post_id
    where t.group_id = ${groupId}::uuid and p.status in ('draft', 'pending', 'review', 'translating')`.execute(
    tx,
  )
  await lockPosts(
    tx,
    rows.map((row) => row.id),
  )
}

/** The most posts that a refusal names. */
const NAMED = 3

async function requireUnused(tx: Tx, id: string): Promise<void> {
  const { rows } = await sql<{ id: string; caption: string }>`
    select p.id, left(split_part(p.caption, E'\\n', 1), 40) as caption
    from post_targets t join posts p on p.id = t.post_id
    where t.group_id = ${id}::uuid and p.status in ('pending', 'review', 'translating')
    order by p.id`.execute(tx)
  if (rows.length === 0) return
  const named = rows.slice(0, NAMED).map((post) => `'${post.caption}' (${post.id})`)
  const others = rows.length > NAMED ? ` and ${rows.length - NAMED} more` : ''
  throw new ConflictError(
    `posts wait to be published on the group: ${named.join(', ')}${others}; publish or change them first`,
  )
}

/** Locks a group until the transaction ends. Throws NoSuchRecordError. */
export async function lockGroup(tx: Tx, id: string): Promise<void> {
  const row = await tx
    .selectFrom('groups')
    .select('id')
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!row) throw noSuchGroup(id)
}

async function refusingTaken<Result>(writing: Promise<Result>): Promise<Result> {
  try {
    return await writing
  } catch (error) {
    if (!isUniqueViolation(error, 'groups_name_key')) throw error
    const reason = 'another group has this name: choose another one'
    throw new ConflictError(`name: ${reason}`, [{ field: 'name', reason, code: 'taken' }])
  }
}

const noSuchGroup = (id: string): NoSuchRecordError =>
  new NoSuchRecordError(`there is no group ${id}`)

/** Differs after each change of a group or its members. An installation has some hundred. */
export const GROUPS_VERSION = sql`(
  select concat(count(*), ' ', max(updated_at)) from groups) || (
  select concat(' ', count(*), ' ', max(updated_at)) from publishing_accounts) || (
  select concat(' ', count(*)) from group_members)`
