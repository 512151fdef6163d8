import type { Db } from '../../../db/handles.ts'
import type { TimedCounts } from '../at-age.ts'

/** The readings of the posts of a campaign, by result. */
export async function readReadings(
  _db: Db,
  _listId: string,
): Promise<ReadonlyMap<string, readonly TimedCounts[]>> {
  return await Promise.resolve(new Map())
}
