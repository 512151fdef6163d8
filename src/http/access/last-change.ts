import { sql } from 'kysely'
import type { Db } from '../../db/handles.ts'
import type { PreconditionFailedError } from '../errors.ts'

/** The last change of a row by a person or program; null where the audit log does not know it. */
export type LastChange = {
  changed_by: { id: string | null; name: string } | null
  changed_at: Date | null
}

type Change = { operationId: string; object: string; requestId: string }

const UNKNOWN: LastChange = { changed_by: null, changed_at: null }

/**
 * Finds who has changed the fields that a refused change is about. Acts on the same object that
 * leave these fields alone, such as a new member of a list, are not among them.
 */
export async function findLastChange(
  db: Db,
  { current, fields }: PreconditionFailedError,
  { operationId, object, requestId }: Change,
): Promise<LastChange> {
  const { rows } = await sql<{ at: Date; status: number | null; id: string | null; name: string }>`
    select a.at, a.status, u.id, coalesce(u.name, a.name) as name
    from audit_log a left join shared.users u on a.principal = 'user:' || u.id
    where a.object = any (${pathsOf(object, current)}::text[]) and a.request_id <> ${requestId}
      and (a.action = any (${actionsLike(operationId)}::text[])
        or jsonb_exists_any(a.before, ${fields}::text[]) or jsonb_exists_any(a.after, ${fields}::text[]))
    order by a.id desc limit 1`.execute(db)
  const [row] = rows
  // A change without a status may be refused yet: then no user is named rather than the wrong one.
  if (!row || row.status === null) return UNKNOWN
  return { changed_by: { id: row.id, name: row.name }, changed_at: row.at }
}

/** A path has the name or the id of the object; other requests may have used its id. */
function pathsOf(object: string, current: unknown): string[] {
  const id = typeof current === 'object' && current !== null && 'id' in current ? current.id : null
  if (typeof id !== 'string' && typeof id !== 'number') return [object]
  return [object, [...object.split('/').slice(0, -1), id].join('/')]
}

/** PATCH and PUT of the same object: long texts are not among the fields that the log stores. */
function actionsLike(operationId: string): string[] {
  const noun = operationId.replace(/^(?:update|put)/, '')
  return [operationId, `update${noun}`, `put${noun}`]
}
