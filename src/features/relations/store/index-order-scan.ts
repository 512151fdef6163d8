import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import type { MemberList } from '../../../platforms/member-reader.ts'

/**
 * Runs a query over lists that are walked along their key, a page at a time. The statistics of a
 * growing list are stale: PostgreSQL would take a million members for a few, and sort all of them
 * for a page of fifty. `sideBySide` is for two lists that are joined by their keys: both are read
 * once, as in a merge.
 */
export async function indexOrderScan<Row>(
  db: Db,
  query: RawBuilder<Row>,
  { sideBySide = false }: { sideBySide?: boolean } = {},
): Promise<Row[]> {
  return await db.transaction().execute(async (tx) => {
    await sql`
      select set_config('enable_sort', 'off', true), set_config('enable_hashjoin', 'off', true),
        set_config('enable_nestloop', ${sideBySide ? 'off' : 'on'}, true)`.execute(tx)
    return (await query.execute(tx)).rows
  })
}

/**
 * Looks for one member `m` in a list, by its whole key. The limit keeps it a probe: as a join,
 * PostgreSQL may read the whole list for each member where it takes that for short.
 */
export const probeOf = (
  fields: RawBuilder<unknown>,
  { checkId, kind }: { checkId: string; kind: MemberList },
): RawBuilder<unknown> => sql`(
    select ${fields} from relation_members
    where check_id = ${checkId}::uuid and kind = ${kind} and platform_id = m.platform_id
    limit 1
  )`
