import { sql } from 'kysely'
import type { OwnCounts } from '../../base/homes.ts'
import type { Db } from '../../db/handles.ts'
import { runComposed } from '../../db/prepared.ts'
import type { Principal } from '../../http/access/principal.ts'
import type { OwnCount } from '../services.ts'

/** Larger numbers are not counted: the pages then show the number with a plus sign. */
export const MAX_COUNT = 100

/** Counts in one statement what the rights of a principal reach; each at most MAX_COUNT. */
export async function readOwnCounts(
  db: Db,
  rules: readonly OwnCount[],
  principal: Principal,
): Promise<OwnCounts> {
  const mine = rules.filter(({ scope }) => principal.scopes.includes(scope))
  if (mine.length === 0) return {}
  const counts = mine.map(
    ({ name, rows }) =>
      sql`(select count(*)::int from (${rows(principal)} limit ${MAX_COUNT}) counted) as ${sql.id(name)}`,
  )
  const [found] = await runComposed(db, 'own_counts', sql<OwnCounts>`select ${sql.join(counts)}`)
  return found ?? {}
}
