import { sql } from 'kysely'
import { jsonb } from '../../../../../db/database.ts'
import type { Tx } from '../../../../../db/handles.ts'

/** Makes videos that are being fetched due again in case that fails; the others are done. */
export async function moveDueVideos(
  tx: Tx,
  due: readonly { product_id: string; has_video: boolean }[],
): Promise<void> {
  await sql`
    update products p set
      videos_due_at = case when d.has_video then world_now() + interval '1 hour' end,
      video_tries = p.video_tries + d.has_video::int
    from jsonb_to_recordset(${jsonb(due)}) as d (product_id uuid, has_video boolean)
    where p.id = d.product_id`.execute(tx)
}

/** Ends the search for the videos of a product. */
export async function endVideoSearch(tx: Tx, productId: string): Promise<void> {
  await sql`update products set videos_due_at = null where id = ${productId}::uuid`.execute(tx)
}
