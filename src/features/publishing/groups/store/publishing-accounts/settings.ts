import { sql, type RawBuilder } from 'kysely'
import type { PUBLISHING_STATES } from '../../../../../accounts/states.ts'
import { invalidField, NoSuchRecordError } from '../../../../../base/errors.ts'
import { worldNow } from '../../../../../db/database.ts'
import type { Db, Tx } from '../../../../../db/handles.ts'
import { avatarHashOf } from '../../../../../media/subject-pictures.ts'
import { joinGroups, leaveGroups } from '../members.ts'

export type PublishingState = (typeof PUBLISHING_STATES)[number]

export const FORMALITIES = ['default', 'formal', 'informal'] as const

/** An account that posts can be published on, of the pool or connected. */
export type PublishingAccount = {
  id: string
  kind: 'pool' | 'connection'
  account_id: string | null
  connection_id: string | null
  username: string
  owner_id: string | null
  owner_name: string | null
  state: PublishingState
  language: string | null
  formality: (typeof FORMALITIES)[number]
  posts_limit_per_day: number
  warmup_stage: number
  warms_up_by_age: boolean
  born_at: Date
  account_age_days: number
  paused_until: Date | null
  errors_in_row: number
  rest_until: Date | null
  last_post_at: Date | null
  failed_attempts: number
  last_login_at: Date | null
  created_at: Date
  /** The used part of a connection's quota, when Meta was last asked. */
  quota_used: number | null
  quota_total: number | null
  quota_read_at: Date | null
  quota_full_until: Date | null
  /** The posts within 24 hours. */
  posts_today: number
  groups: { id: string; name: string }[]
  /** The hash of its stored profile picture. */
  picture_hash: string | null
}

const accountsWhere = (condition: RawBuilder<unknown>) => sql<PublishingAccount>`
  select p.*, u.name as owner_name, coalesce((
    select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by lower(g.name))
    from group_members m join groups g on g.id = m.group_id where m.publishing_account_id = p.id
  ), '[]') as groups, (
    select count(*)::int from derived.publications_of(p.id, p.username, world_now() - interval '1 day') e
    where e.posted_at > world_now() - interval '1 day') as posts_today,
    ${avatarHashOf(sql`p.username`)} as picture_hash
  from derived.publishing_accounts p left join shared.users u on u.id = p.owner_id
  where ${condition}`

/**
 * Returns the publishing accounts with these ids: an id of the publishing account itself, of its
 * account in the pool, or of its connection.
 */
export async function findPublishingAccounts(
  db: Db,
  ids: readonly string[],
): Promise<PublishingAccount[]> {
  if (ids.length === 0) return []
  const { rows } = await accountsWhere(sql`
    p.id = any (${ids}::uuid[]) or p.account_id = any (${ids}::uuid[])
      or p.connection_id = any (${ids}::uuid[])`).execute(db)
  return rows
}

/** Throws NoSuchRecordError. `id` as in `findPublishingAccounts`. */
export async function getPublishingAccount(db: Db, id: string): Promise<PublishingAccount> {
  const [found] = await findPublishingAccounts(db, [id])
  if (!found) throw new NoSuchRecordError(`there is no account ${id} to publish on`)
  return found
}

/**
 * Returns the accounts of one group, ordered by name. With `owner` null it returns all, with a
 * user's id only the connections of that user.
 */
export async function listGroupAccounts(
  db: Db,
  groupId: string,
  { owner, limit, after }: { owner: string | null; limit: number; after?: string | undefined },
): Promise<PublishingAccount[]> {
  const { rows } = await sql<PublishingAccount>`
    ${accountsWhere(sql`
      exists (select from group_members m where m.group_id = ${groupId}::uuid and m.publishing_account_id = p.id)
      and (${owner}::uuid is null or p.owner_id = ${owner}::uuid)
      and (${after ?? null}::uuid is null or p.id > ${after ?? null}::uuid)`)}
    order by p.id limit ${limit}`.execute(db)
  return rows
}

/** Undefined leaves a setting as it is. */
export type PublishingSettings = {
  language?: string | null | undefined
  formality?: PublishingAccount['formality'] | undefined
  posts_limit_per_day?: number | undefined
  account_age_days?: number | undefined
  /** Null: by the age of the account. */
  warmup_stage?: number | null | undefined
  /** All groups that it is in, by id or name. */
  groups?: readonly string[] | undefined
}

/**
 * Follows a change of an account of the pool: one that publishes gets its row and these settings,
 * one that reads leaves its groups. Throws InvalidInputError about a setting of an account that
 * reads, or an unknown group.
 */
export async function settlePoolAccount(
  tx: Tx,
  accountId: string,
  settings: PublishingSettings,
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    insert into publishing_accounts as p (account_id, born_at)
    select id, created_at from shared.instagram_accounts where id = ${accountId}::uuid and purpose = 'publish'
    on conflict (account_id) do update set updated_at = world_now()
    returning id`.execute(tx)
  const [row] = rows
  if (row) return await changeSettings(tx, row.id, settings)
  const [field] = Object.entries(settings).find(([, value]) => value !== undefined) ?? []
  if (field !== undefined)
    throw invalidField(field, "is of use for an account that publishes: give purpose 'publish'", {
      code: 'publish_only',
    })
  await leaveGroups(tx, { accountId })
}

/**
 * Locks the settings of an account until the transaction ends; it does not join a group meanwhile.
 */
export async function lockPublishingAccount(tx: Tx, id: string): Promise<void> {
  await tx.selectFrom('publishing_accounts').select('id').where('id', '=', id).forUpdate().execute()
}

/** Changes what is given. Throws InvalidInputError about `groups`. */
export async function changeSettings(
  tx: Tx,
  id: string,
  { groups, account_age_days: age, ...columns }: PublishingSettings,
): Promise<void> {
  await tx
    .updateTable('publishing_accounts')
    .set({
      ...columns,
      ...(age === undefined
        ? {}
        : { born_at: sql<Date>`world_now() - make_interval(days => ${age}::integer)` }),
      updated_at: worldNow,
    })
    .where('id', '=', id)
    .execute()
  if (groups !== undefined) await joinGroups(tx, id, groups)
}
