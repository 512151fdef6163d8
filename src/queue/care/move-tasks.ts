import type { Tx } from '../../db/database.ts'

/** Moves the tasks of one blog to another, of which it turned out to be a twin. */
export async function repointTasks(tx: Tx, fromBlogId: string, toBlogId: string): Promise<void> {
  const change = { blog_id: toBlogId }
  await tx.updateTable('open_tasks').set(change).where('blog_id', '=', fromBlogId).execute()
  await tx.updateTable('ended_tasks').set(change).where('blog_id', '=', fromBlogId).execute()
}
