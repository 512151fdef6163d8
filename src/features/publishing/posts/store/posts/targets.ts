import { sql } from 'kysely'
import { invalidField } from '../../../../../base/errors.ts'
import type { Db, Tx } from '../../../../../db/handles.ts'

/** The ids of the groups and accounts that a post is for. */
export type PostTargets = { groups: string[]; accounts: string[] }

export type TargetReferences = { [Kind in keyof PostTargets]?: string[] | undefined }

/**
 * Replaces the groups or the accounts, if given. An account of the post may stay, even if it can no
 * longer publish.
 */
export async function setTargets(
  tx: Tx,
  { id, accounts: had }: Pick<PostTargets, 'accounts'> & { id: string },
  { groups, accounts: references }: TargetReferences,
): Promise<void> {
  const accounts = references && (await publishingIds(tx, references))
  const known = await findTargets(tx, { groups: groups ?? [], accounts: accounts ?? [] })
  requireAll('groups', groups ?? [], known.groups, 'there is no group %, see GET /api/groups')
  requireAll(
    'accounts',
    accounts ?? [],
    [...known.accounts, ...had],
    'there is no account % to publish on, see GET /api/accounts?purpose=publish',
  )
  await sql`
    delete from post_targets where post_id = ${id}::uuid
      and (${groups !== undefined} and group_id is not null
        or ${accounts !== undefined} and publishing_account_id is not null)`.execute(tx)
  await sql`
    insert into post_targets (post_id, group_id, publishing_account_id)
    select ${id}::uuid, g, null from unnest(${groups ?? []}::uuid[]) g
    union select ${id}::uuid, null, a from unnest(${accounts ?? []}::uuid[]) a`.execute(tx)
}

/** Returns the groups and accounts, among these, that posts can be published on now. */
export async function findTargets(db: Db, { groups, accounts }: PostTargets): Promise<PostTargets> {
  const { rows } = await sql<PostTargets>`
    select array(select g.id from groups g where g.id = any (${groups}::uuid[])) as groups,
      array(select a.id from derived.publishing_accounts a where a.id = any (${accounts}::uuid[])) as accounts`.execute(
    db,
  )
  return rows[0] ?? { groups: [], accounts: [] }
}

/** `says` has a % where the id goes. */
function requireAll(
  field: string,
  references: readonly string[],
  known: readonly string[],
  says: string,
): void {
  const missing = references.find((id) => !known.includes(id))
  if (missing !== undefined)
    throw invalidField(field, says.replace('%', missing), { code: 'unknown_reference' })
}

/**
 * Accounts may be named as the pool or their connections name them, too; an id that nothing has
 * stays.
 */
async function publishingIds(db: Db, references: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct coalesce(a.id, input) as id
    from unnest(${references}::uuid[]) input
    left join publishing_accounts a on a.id = input or a.account_id = input or a.connection_id = input`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}
