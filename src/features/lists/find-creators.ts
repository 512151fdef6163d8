import { sql } from 'kysely'
import { parseCreatorAddress } from '../../creators/address.ts'
import type { Db } from '../../db/database.ts'
import { isUuid } from '../../base/text.ts'

/** What somebody wrote for a creator: the id of the blog it means, or why it means none that is known. */
export type FoundCreator = { text: string } & ({ id: string } | { reason: string })

/** The reason against a creator that was never added, or is gone. */
export const NOT_KNOWN = 'is not known here: have it scraped first'

type Wanted = { place: number; id: string | null; username: string | null }

/**
 * The blogs that ids, usernames and profile addresses mean, in their order, with one statement for all of them. The
 * same blog may be meant more than once.
 */
export async function findCreators(db: Db, texts: readonly string[]): Promise<FoundCreator[]> {
  const read = texts.map(readReference)
  const wanted = read.flatMap((reference, place): Wanted[] => {
    if ('reason' in reference) return []
    return [
      'id' in reference
        ? { place, id: reference.id, username: null }
        : { place, id: null, username: reference.username },
    ]
  })
  const ids = await blogsAt(db, wanted)
  return texts.map((text, place) => {
    const id = ids.get(place)
    if (id !== undefined) return { text, id }
    const reference = read[place]
    const isFaulty = reference !== undefined && 'reason' in reference
    return {
      text,
      reason: isFaulty ? reference.reason : NOT_KNOWN,
    }
  })
}

function readReference(text: string): { id: string } | ReturnType<typeof parseCreatorAddress> {
  const trimmed = text.trim()
  return isUuid(trimmed) ? { id: trimmed } : parseCreatorAddress(trimmed)
}

async function blogsAt(db: Db, wanted: readonly Wanted[]): Promise<Map<number, string>> {
  const places = wanted.map(({ place }) => place)
  const ids = wanted.map(({ id }) => id)
  const usernames = wanted.map(({ username }) => username)
  const { rows } = await sql<{ place: number; id: string }>`
    with wanted as materialized (
      select * from unnest(${places}::integer[], ${ids}::uuid[], ${usernames}::text[])
        as wanted (place, id, username)
    )
    select wanted.place, blog.id
    from wanted join shared.blogs blog on blog.id = wanted.id
    union all
    select wanted.place, blog.id
    from wanted join shared.blogs blog on blog.platform = 'instagram' and blog.username = wanted.username`.execute(
    db,
  )
  return new Map(rows.map(({ place, id }) => [place, id]))
}
