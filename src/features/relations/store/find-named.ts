import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { indexOrderScan } from './index-order-scan.ts'
import type { CheckLists } from './member-answers.ts'

/** Up to so many members, walking the check is faster than looking names up in all checks. */
const WORTH_A_LOOK = 50_000
/** The number of matches from which walking the list finds a page soon. */
const MAX_NAMED = 2_000
/** Most matches in all checks: the index is read past those of others, ten million a second. */
const MAX_ALIKE = 200_000

/**
 * The ids of the members of a check whose username begins like this, if they are few for the length
 * of the list and in all checks; undefined where walking the list finds them soon enough.
 */
export async function findNamed(
  db: Db,
  { followers, following }: CheckLists,
  beginning: string,
  maxAlike = MAX_ALIKE,
): Promise<string[] | undefined> {
  const checkId = (followers ?? following)?.checkId
  const members = (followers?.collected ?? 0) + (following?.collected ?? 0)
  if (checkId === undefined || members <= WORTH_A_LOOK) return undefined
  const [alike] = await indexOrderScan(db, manyAlikeQuery(beginning, maxAlike))
  if (alike) return undefined
  const rows = await indexOrderScan(db, namedQuery(checkId, beginning))
  return rows.length > MAX_NAMED ? undefined : rows.map((row) => row.platform_id)
}

/** Exported for a test of its plan. */
export const namedQuery = (checkId: string, beginning: string) => sql<{ platform_id: string }>`
  select platform_id from relation_members
  where ${begins(beginning)} and check_id = ${checkId}::uuid
  order by username using ~<~
  limit ${sql.lit(MAX_NAMED + 1)}`

/** A row when more than `most` members of all checks begin like this; reads only the index. */
export const manyAlikeQuery = (beginning: string, most: number) => sql<{ username: string }>`
  select username from relation_members
  where ${begins(beginning)}
  order by username using ~<~
  limit 1 offset ${sql.lit(most)}`

const begins = (beginning: string) =>
  sql`username ~>=~ ${beginning} and username ~<~ ${behind(beginning)}`

/** The first text, byte by byte, behind all that begin like this one, which ends in ASCII. */
const behind = (beginning: string): string =>
  beginning.slice(0, -1) + String.fromCharCode(beginning.charCodeAt(beginning.length - 1) + 1)
