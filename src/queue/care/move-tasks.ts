import type { Tx } from '../../db/database.ts'

/** Moves the tasks of one subject to another, of which it turned out to be a twin. */
export async function moveTasks(tx: Tx, from: string, to: string): Promise<void> {
  await tx.updateTable('scrape_tasks').set({ subject: to }).where('subject', '=', from).execute()
}
