import type { Tx } from '../db/database.ts'

/** Moves the tasks of one blog to another, of which it turned out to be a twin. */
export async function repointTasks(tx: Tx, fromBlogId: string, toBlogId: string): Promise<void> {
  await tx
    .updateTable('scrape_tasks')
    .set({ blog_id: toBlogId })
    .where('blog_id', '=', fromBlogId)
    .execute()
}
