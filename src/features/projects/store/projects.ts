import { sql } from 'kysely'
import { NoSuchRecordError } from '../../../base/errors.ts'
import { worldNow } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'

/** Null sees what everybody has, a user's id what is theirs. */
export type OwnerScope = string | null

export type ProjectFields = { name: string; note: string | null }

const selectProjects = (db: Db, scope: OwnerScope) =>
  db
    .selectFrom('projects as project')
    .leftJoin('shared.users as owner', 'owner.id', 'project.owner_id')
    .select(['project.id', 'project.name', 'project.note', 'project.created_at'])
    .select(['project.updated_at', 'project.owner_id', 'owner.login as owner_login'])
    .select([
      sql<number>`(select count(*) from project_versions v where v.project_id = project.id)`.as(
        'versions',
      ),
      sql<number>`(
        select count(*) from project_versions v join bindings b on b.version_id = v.id
        where v.project_id = project.id)`.as('posts'),
      sql<number | null>`(
        select max(v.number) from project_versions v where v.project_id = project.id)`.as(
        'newest_version',
      ),
    ])
    .$if(scope !== null, (projects) => projects.where('project.owner_id', '=', scope))

export type ProjectRow = Awaited<
  ReturnType<ReturnType<typeof selectProjects>['executeTakeFirstOrThrow']>
>

/** Returns projects, newest first; their names contain `text`. */
export const listProjects = async (
  db: Db,
  scope: OwnerScope,
  { text, after, limit }: { text?: string | undefined; after?: string | undefined; limit: number },
): Promise<ProjectRow[]> =>
  await selectProjects(db, scope)
    .$if(text !== undefined, (projects) =>
      projects.where(sql<boolean>`strpos(lower(project.name), lower(${text})) > 0`),
    )
    .$if(after !== undefined, (projects) => projects.where('project.id', '<', after ?? ''))
    .orderBy('project.id', 'desc')
    .limit(limit)
    .execute()

/** Throws NoSuchRecordError, also for a project of another owner. */
export async function getProject(db: Db, scope: OwnerScope, id: string): Promise<ProjectRow> {
  const row = await selectProjects(db, scope).where('project.id', '=', id).executeTakeFirst()
  if (!row) throw noSuchProject(id)
  return row
}

export async function createProject(
  db: Db,
  ownerId: string | null,
  fields: ProjectFields,
): Promise<ProjectRow> {
  const { id } = await db
    .insertInto('projects')
    .values({ ...fields, owner_id: ownerId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return await getProject(db, null, id)
}

/** Changes what is given. Throws NoSuchRecordError. */
export async function changeProject(
  db: Db,
  scope: OwnerScope,
  id: string,
  change: { [Field in keyof ProjectFields]?: ProjectFields[Field] | undefined },
): Promise<ProjectRow> {
  const { numUpdatedRows } = await db
    .updateTable('projects')
    .set({ ...change, updated_at: worldNow })
    .where('id', '=', id)
    .$if(scope !== null, (projects) => projects.where('owner_id', '=', scope))
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) throw noSuchProject(id)
  return await getProject(db, scope, id)
}

/** Removes a project with its versions; posts stay, unbound. Throws NoSuchRecordError. */
export async function removeProject(db: Db, scope: OwnerScope, id: string): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('projects')
    .where('id', '=', id)
    .$if(scope !== null, (projects) => projects.where('owner_id', '=', scope))
    .executeTakeFirstOrThrow()
  if (numDeletedRows === 0n) throw noSuchProject(id)
}

/** Locks a project until the transaction ends; returns its owner. Throws NoSuchRecordError. */
export async function lockProject(
  tx: Tx,
  scope: OwnerScope,
  id: string,
): Promise<{ owner_id: string | null; last_number: number }> {
  const row = await tx
    .selectFrom('projects')
    .select(['owner_id', 'last_number'])
    .where('id', '=', id)
    .$if(scope !== null, (projects) => projects.where('owner_id', '=', scope))
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!row) throw noSuchProject(id)
  return row
}

const noSuchProject = (id: string): NoSuchRecordError =>
  new NoSuchRecordError(`no project ${id} of yours`)

/** Stores the number of the newest version of a project. */
export async function setLastNumber(tx: Tx, projectId: string, number: number): Promise<void> {
  await tx
    .updateTable('projects')
    .set({ last_number: number, updated_at: worldNow })
    .where('id', '=', projectId)
    .execute()
}
