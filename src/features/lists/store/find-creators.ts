import { sql } from 'kysely'
import { parseCreatorAddress } from '../../../creators/address.ts'
import { jsonb } from '../../../db/database.ts'
import type { Db } from '../../../db/handles.ts'
import { isUuid } from '../../../base/text.ts'

/**
 * The text that a user wrote for a creator, with the id of the blog that it names, or the reason
 * why it names none that is known.
 */
export type FoundCreator = { text: string } & ({ id: string } | { reason: string })

/** The reason against a creator that was never added, or is gone. */
export const NOT_KNOWN = 'is not known here: have it scraped first'

type Reference = { id: string } | ReturnType<typeof parseCreatorAddress>

/**
 * Returns the blogs that ids, usernames and profile addresses name, in their order. Several may name
 * the same blog.
 */
export async function findCreators(db: Db, texts: readonly string[]): Promise<FoundCreator[]> {
  const references = texts.map(readReference)
  const ids = await blogsAt(db, references)
  return references.map((reference, place): FoundCreator => {
    const text = texts[place] ?? ''
    const id = ids.get(place)
    if (id !== undefined) return { text, id }
    return { text, reason: 'reason' in reference ? reference.reason : NOT_KNOWN }
  })
}

function readReference(text: string): Reference {
  const trimmed = text.trim()
  return isUuid(trimmed) ? { id: trimmed } : parseCreatorAddress(trimmed)
}

/** The ids of known blogs by the place of their reference, with one statement. */
async function blogsAt(db: Db, references: readonly Reference[]): Promise<Map<number, string>> {
  const wanted = references.map((reference, place) => ({ place, ...reference }))
  const { rows } = await sql<{ place: number; id: string }>`
    with wanted as materialized (
      select * from jsonb_to_recordset(${jsonb(wanted)}) as wanted (place integer, id uuid, username text)
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
