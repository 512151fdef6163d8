import { sql } from 'kysely'
import type { Tx } from '../../../../db/handles.ts'

/**
 * Locks posts until the transaction ends. Code that ends an execution, or hands it to another task,
 * locks its post first: only so the post's state can follow from all of its executions.
 *
 * Every transaction of publishing locks rows in this order: tasks, posts, `publishing_accounts`,
 * executions; of each kind in the order of ids. Tasks are enqueued after that, and ended after that
 * only with `skip locked`.
 */
export async function lockPosts(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`
    select from posts where id = any (${ids}::uuid[]) order by id for no key update`.execute(tx)
}

/** Locks the posts of executions. */
export async function lockPostsOf(tx: Tx, executionIds: readonly string[]): Promise<void> {
  await sql`
    select from posts
    where id = any (array(select post_id from executions where id = any (${executionIds}::uuid[])))
    order by id for no key update`.execute(tx)
}
