import { sql } from 'kysely'
import type { Tx } from '../../../../db/handles.ts'
import type { Services } from '../../../services.ts'

type Distances = Pick<Services['config'], 'publishStaggerMinMs' | 'publishStaggerMaxMs'>

/** A publication's distance to the one before it, and to now. */
export type Place = { staggerMs: number; delayMs: number }

/**
 * Puts publications of a post in a random order at random distances, so that the accounts do not
 * look like one hand.
 */
export async function drawSpread(
  tx: Tx,
  ids: readonly string[],
  { publishStaggerMinMs: minMs, publishStaggerMaxMs: maxMs }: Distances,
): Promise<(id: string) => Place> {
  const { rows } = await sql<Place & { id: string }>`
    with input as (
      select id, row_number() over (order by random()) as place,
        round(${minMs} + random() * ${Math.max(0, maxMs - minMs)})::float8 as gap
      from unnest(${ids}::uuid[]) id
    )
    select id, gap as "staggerMs", sum(case when place = 1 then 0 else gap end) over (order by place) as "delayMs"
      from input`.execute(tx)
  const places = new Map(rows.map(({ id, ...place }) => [id, place]))
  return (id) => {
    const place = places.get(id)
    if (!place) throw new Error('a publication was given no place')
    return place
  }
}
