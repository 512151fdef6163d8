import { type Members, ensureAccounts } from './publishing-accounts/ensure.ts'
import { sql } from 'kysely'
import { ConflictError, invalidField, NoSuchRecordError } from '../../../../base/errors.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import { lockGroup } from './groups.ts'

/** The connection has no right to publish: its owner grants it by connecting once more. */
class MissingRightError extends ConflictError {
  override readonly code: string = 'missing_right'
}

/**
 * Puts accounts into a group; those that are in it stay. `owner` null reaches all connections, a
 * user's id those that are theirs. Throws NoSuchRecordError, and ConflictError for an account that
 * reads or a connection that may not publish; then nothing changes.
 */
export async function addMembers(
  tx: Tx,
  groupId: string,
  { accounts, connections }: Members,
  owner: string | null,
): Promise<void> {
  await lockGroup(tx, groupId)
  await requirePublishers(tx, accounts)
  await requireRights(tx, connections, owner)
  const ids = await ensureAccounts(tx, { accounts, connections })
  await sql`
    insert into group_members (group_id, publishing_account_id)
    select ${groupId}::uuid, id from unnest(${ids}::uuid[]) as account (id)
    on conflict do nothing`.execute(tx)
}

/**
 * Takes accounts out of a group; those that are not in it do no harm. `owner` as in `addMembers`.
 * Throws NoSuchRecordError for an account that is not there, or another's connection; then nothing
 * changes.
 */
export async function removeMembers(
  tx: Tx,
  groupId: string,
  { accounts, connections }: Members,
  owner: string | null,
): Promise<void> {
  await lockGroup(tx, groupId)
  const { rows } = await sql<{ id: string; kind: string }>`
    select id, 'account' as kind from shared.instagram_accounts where id = any (${accounts}::uuid[])
    union all
    select id, 'connection' from shared.connections
    where id = any (${connections}::uuid[]) and (${owner}::uuid is null or owner_id = ${owner}::uuid)`.execute(
    tx,
  )
  const { account = [], connection = [] } = Object.groupBy(rows, ({ kind }) => kind)
  requireAll('account', accounts, account)
  requireAll('connected account', connections, connection)
  await sql`
    delete from group_members m using publishing_accounts p
    where m.group_id = ${groupId}::uuid and p.id = m.publishing_account_id
      and (p.account_id = any (${accounts}::uuid[]) or p.connection_id = any (${connections}::uuid[]))`.execute(
    tx,
  )
}

/**
 * Makes these the only members of their kinds; a kind that is not given stays. Throws as
 * `addMembers`.
 */
export async function setMembers(
  tx: Tx,
  groupId: string,
  { accounts, connections }: { [Kind in keyof Members]?: Members[Kind] | undefined },
  owner: string | null,
): Promise<void> {
  await addMembers(tx, groupId, { accounts: accounts ?? [], connections: connections ?? [] }, owner)
  await sql`
    delete from group_members m using publishing_accounts p
    where m.group_id = ${groupId}::uuid and p.id = m.publishing_account_id
      and (${accounts !== undefined} and p.account_id <> all (${accounts ?? []}::uuid[])
        or ${connections !== undefined} and p.connection_id in (
          select c.id from shared.connections c
          where c.id <> all (${connections ?? []}::uuid[]) and (${owner}::uuid is null or c.owner_id = ${owner}::uuid)
        ))`.execute(tx)
}

/**
 * Makes these the only groups of an account, by id or name. Throws InvalidInputError about
 * `groups`.
 */
export async function joinGroups(tx: Tx, id: string, groups: readonly string[]): Promise<void> {
  const found = await findGroups(tx, groups)
  const unknown = groups.find((name) => !found.has(name.toLowerCase()))
  if (unknown !== undefined)
    throw invalidField('groups', `there is no group '${unknown}'`, { code: 'unknown_reference' })
  const ids = [...found.values()]
  await sql`
    delete from group_members where publishing_account_id = ${id}::uuid and group_id <> all (${ids}::uuid[])`.execute(
    tx,
  )
  await sql`
    insert into group_members (group_id, publishing_account_id)
    select distinct input, ${id}::uuid from unnest(${ids}::uuid[]) input
    on conflict do nothing`.execute(tx)
}

/** The ids of the groups that are called so, by id or name; keys in lower case. */
export async function findGroups(
  db: Db,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ reference: string; id: string }>`
    select lower(input) as reference, g.id from unnest(${names}::text[]) input
    join groups g on lower(g.name) = lower(input) or g.id::text = lower(input)
    order by g.id
    for key share of g`.execute(db)
  return new Map(rows.map(({ reference, id }) => [reference, id]))
}

/** A connection that was removed is in no group. */
export async function leaveGroups(
  tx: Tx,
  subject: { accountId: string } | { connectionId: string },
): Promise<void> {
  const isTheirs =
    'accountId' in subject
      ? sql`p.account_id = ${subject.accountId}::uuid`
      : sql`p.connection_id = ${subject.connectionId}::uuid`
  await sql`
    delete from group_members m using publishing_accounts p
    where p.id = m.publishing_account_id and ${isTheirs}`.execute(tx)
}

async function requirePublishers(tx: Tx, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<{ id: string; username: string; purpose: string }>`
    select id, username, purpose from shared.instagram_accounts where id = any (${ids}::uuid[])`.execute(
    tx,
  )
  requireAll('account', ids, rows)
  const reader = rows.find(({ purpose }) => purpose !== 'publish')
  if (!reader) return
  const reason = `the account '${reader.username}' reads creators: give it the purpose 'publish' first`
  throw new ConflictError(reason, [{ field: 'accounts', reason, code: 'reads_only' }])
}

async function requireRights(tx: Tx, ids: readonly string[], owner: string | null): Promise<void> {
  const { rows } = await sql<{ id: string; username: string; may_publish: boolean }>`
    select id, username, derived.may_publish(rights_granted) as may_publish
    from shared.connections
    where id = any (${ids}::uuid[]) and (${owner}::uuid is null or owner_id = ${owner}::uuid)`.execute(
    tx,
  )
  requireAll('connected account', ids, rows)
  const poor = rows.find(({ may_publish }) => !may_publish)
  if (!poor) return
  const reason =
    `the connected account '${poor.username}' has no right to publish: its owner connects it ` +
    'again and grants instagram_content_publish'
  throw new MissingRightError(reason, [{ field: 'connections', reason, code: 'no_publish_right' }])
}

function requireAll(what: string, ids: readonly string[], found: readonly { id: string }[]): void {
  const known = new Set(found.map(({ id }) => id))
  const unknown = ids.find((id) => !known.has(id.toLowerCase()))
  if (unknown !== undefined) throw new NoSuchRecordError(`there is no ${what} ${unknown}`)
}

/** Returns in how many groups a connection is: the end of the connection removes it from them. */
export async function countGroups(
  db: Db,
  connectionId: string,
): Promise<{ what: string; count: number }[]> {
  const { rows } = await sql<{ what: string; count: number }>`
    select 'groups' as what, count(*)::integer as count
    from group_members m join publishing_accounts p on p.id = m.publishing_account_id
    where p.connection_id = ${connectionId}::uuid`.execute(db)
  return rows
}
