import { sql } from 'kysely'
import type { Tx } from '../../../../db/handles.ts'

/**
 * Keeps posts from changing until the transaction ends. Whoever ends an execution, or gives it to another task, holds its
 * post: only so the post's state can follow from all of its executions.
 *
 * Every transaction of publishing locks rows in this order: tasks, posts, `publishing_accounts`, executions; of each kind
 * in the order of ids. Who has none of the first goes on with the next. Tasks are made after that, and ended after that
 * only where locked ones are left alone.
 */
export async function lockPosts(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`
    select from posts where id = any (${ids}::uuid[]) order by id for no key update`.execute(tx)
}

/** As `lockPosts`, the posts of executions. */
export async function lockPostsOf(tx: Tx, executionIds: readonly string[]): Promise<void> {
  await sql`
    select from posts
    where id = any (array(select post_id from executions where id = any (${executionIds}::uuid[])))
    order by id for no key update`.execute(tx)
}
