import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { postImage } from '../images/choose-images.ts'

/**
 * The names of the pictures of a creator's posts that were published for campaigns: reports need
 * them however many newer posts there are.
 */
export async function picturesOfResults(db: Db, blogId: string): Promise<string[]> {
  const { rows } = await sql<{ platform_id: string }>`
    select distinct platform_id from shared.campaign_results
    where author_id = ${blogId}::uuid and kind = 'post' order by platform_id`.execute(db)
  return rows.map(({ platform_id }) => postImage(platform_id))
}
