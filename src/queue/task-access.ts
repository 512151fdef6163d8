import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '../base/roles.ts'

/**
 * The scopes to see and change the tasks of a type: the routes about tasks require them in addition
 * to their own.
 */
export type TaskAccess = {
  read: Scope
  /** The scope to retry, cancel or prioritize a visible task. */
  write: Scope
  /** Absent when the whole team shares the subjects of the tasks. */
  owner?: TaskOwner
}

/**
 * Finds the owner of a task's subject `<prefix>:<uuid>`. It is looked up at each request, not
 * stored with the task, because a connection may get another owner while its tasks remain.
 */
export type TaskOwner = {
  prefix: string
  /**
   * A scalar subquery by a primary key: the owner (a uuid) of the subject with this id; null for
   * the service's, or for none.
   */
  find(id: RawBuilder<string>): RawBuilder<string | null>
}

/** The access of gramd's own upkeep, which concerns everyone. */
export const UPKEEP = { read: 'system:read', write: 'system:write' } as const satisfies TaskAccess

type TypesWithAccess = ReadonlyMap<string, { name: string; access: TaskAccess }>

/**
 * An expression for the owner of the subject of the task in `alias`, from its `task_type` and
 * `subject`; null for a type without owners. It probes one primary key for a task of a type with
 * owners, and reads nothing for the others.
 */
export function ownerOfTask(types: TypesWithAccess, alias: string): RawBuilder<string | null> {
  const owned = [...types.values()].filter(({ access }) => access.owner !== undefined)
  const byOwner = Map.groupBy(owned, ({ access }) => access.owner)
  // Aliased: a subquery may use the same table alias as the caller.
  const subject = sql.ref<string>(`${alias}.subject`)
  const branches = [...byOwner].flatMap(([owner, some]) => {
    if (owner === undefined) return []
    const names = some.map(({ name }) => name)
    const prefix = `${owner.prefix}:`
    return sql`when ${sql.ref(`${alias}.task_type`)} = any (${names}::text[])
      and ${subject} like ${sql.lit(`${prefix}%`)}
      then (
        select ${owner.find(sql.ref('task_subject.id'))}
        from (select substr(${subject}, ${sql.lit(prefix.length + 1)})::uuid as id) task_subject
      )`
  })
  return branches.length === 0
    ? sql<string | null>`null::uuid`
    : sql<string | null>`case ${sql.join(branches, sql` `)} end`
}
