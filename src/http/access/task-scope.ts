import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '../../base/roles.ts'
import { ownerOfTask, UPKEEP, type TaskAccess } from '../../queue/task-access.ts'
import { ownerScopeOf } from './owner.ts'
import type { Principal } from './principal.ts'

type Types = ReadonlyMap<string, { name: string; access: TaskAccess }>

/** The tasks that a principal may see, or change. */
export type TaskScope = {
  /**
   * An SQL condition on `task_type` and `subject` of the task in `alias`; undefined when the
   * principal sees every task.
   */
  condition(alias: string): RawBuilder<boolean> | undefined
  /** Whether the principal sees the task with this type and owner. */
  has(task: { task_type: string; owner_id: string | null }): boolean
  /** Whether the principal sees every task of the type, whatever its subject. */
  hasAllOf(taskType: string): boolean
}

/**
 * The access that tasks of this type require; task types unknown to this version count as upkeep.
 */
export const accessOf = (types: Types, taskType: string): TaskAccess =>
  types.get(taskType)?.access ?? UPKEEP

/**
 * Finds the tasks that a principal may see (`read`), or see and change (`write`). Everything that
 * lists, counts or changes tasks calls this.
 */
export function taskScopeOf(
  types: Types,
  principal: Principal,
  act: 'read' | 'write' = 'read',
): TaskScope {
  const may = (scope: Scope): boolean => principal.scopes.includes(scope)
  const mayReach = ({ read, write }: TaskAccess): boolean =>
    may(read) && (act === 'read' || may(write))
  const owner = ownerScopeOf(principal)
  const isOwned = ({ access }: { access: TaskAccess }): boolean =>
    owner !== null && access.owner !== undefined
  const reached = [...types.values()].filter(({ access }) => mayReach(access))
  const whole = new Set(reached.filter((type) => !isOwned(type)).map(({ name }) => name))
  const owned = new Set(reached.filter(isOwned).map(({ name }) => name))
  const seesUnknown = mayReach(UPKEEP)
  const hasAllOf = (taskType: string): boolean =>
    types.has(taskType) ? whole.has(taskType) : seesUnknown
  return {
    hasAllOf,
    has: ({ task_type: taskType, owner_id: ownerId }) =>
      hasAllOf(taskType) || (owned.has(taskType) && ownerId !== null && ownerId === owner),
    condition(alias) {
      if (seesUnknown && whole.size === types.size) return undefined
      const type = sql.ref(`${alias}.task_type`)
      const isUnknown = seesUnknown ? sql`or ${type} <> all (${[...types.keys()]}::text[])` : sql``
      const isOwn =
        owned.size === 0
          ? sql``
          : sql`or ${type} = any (${[...owned]}::text[]) and ${ownerOfTask(types, alias)} = ${owner}::uuid`
      return sql<boolean>`(${type} = any (${[...whole]}::text[]) ${isUnknown} ${isOwn})`
    },
  }
}
