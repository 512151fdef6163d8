import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../../../db/handles.ts'

/** The unused spares of a country; none when the country is unknown. */
export const freeSpare = (country: RawBuilder<unknown>) => sql`
  select spare.id from proxies spare
  where spare.is_spare and spare.state = 'active' and spare.country = ${country}
    and not exists (select from instagram_accounts bound where bound.proxy_id = spare.id)`

export type Spare = { id: string; address: string }

/** A taken spare is no longer a spare. Concurrent callers never take the same one. */
export async function takeSpare(tx: Tx, country: string): Promise<Spare | undefined> {
  const { rows } = await sql<Spare>`
    update proxies set is_spare = false, updated_at = world_now()
    where id = (
      ${freeSpare(sql`${country}`)}
      order by spare.strikes, spare.id
      limit 1
      for update skip locked
    )
    returning id, coalesce(label, host || ':' || port) as address`.execute(tx)
  return rows[0]
}
