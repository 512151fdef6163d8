import { sql } from 'kysely'
import type { Db } from '../../../../db/handles.ts'

/** Counts requests of the official API for a store, on the day of now. */
export async function countStoreRequests(db: Db, storeId: string, requests: number): Promise<void> {
  if (requests === 0) return
  await sql`
    insert into catalog_requests as r (store_id, day, requests)
    select id, (world_now() at time zone 'UTC')::date, ${requests} from stores where id = ${storeId}::uuid
    on conflict (store_id, day) do update set requests = r.requests + excluded.requests`.execute(db)
}
