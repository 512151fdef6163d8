import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '../../base/roles.ts'
import { ownerOfTask, UPKEEP, type TaskAccess } from '../../queue/task-access.ts'
import { ownerSeenBy } from './owner.ts'
import type { Principal } from './principal.ts'

type Types = ReadonlyMap<string, { name: string; access: TaskAccess }>

/** Which tasks a principal may see, or change. */
export type TasksSeen = {
  /** A condition on the `task_type` and `subject` of the task in `alias`; undefined when every task is seen. */
  condition(alias: string): RawBuilder<boolean> | undefined
  /** Whether the task with this type and owner is seen. */
  has(task: { task_type: string; owner_id: string | null }): boolean
  /** Whether every task of the type is seen, whatever it is about. */
  hasAllOf(taskType: string): boolean
}

/** What one must have for tasks of this type; types that gramd does not know any more are upkeep. */
export const accessOf = (types: Types, taskType: string): TaskAccess =>
  types.get(taskType)?.access ?? UPKEEP

/**
 * Finds which tasks a principal may see (`read`), or see and change (`write`). Everything that answers with tasks, counts
 * them or changes them asks here.
 */
export function tasksSeen(
  types: Types,
  principal: Principal,
  act: 'read' | 'write' = 'read',
): TasksSeen {
  const may = (scope: Scope): boolean => principal.scopes.includes(scope)
  const mayReach = ({ read, write }: TaskAccess): boolean =>
    may(read) && (act === 'read' || may(write))
  const owner = ownerSeenBy(principal)
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
