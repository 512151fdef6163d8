import { sql } from 'kysely'
import type { TaskOwner } from '../../../queue/task-access.ts'

/**
 * The owner of tasks about a connected account, also after its connection was removed, as long as
 * its posts are stored.
 */
export const accountOwner: TaskOwner = {
  prefix: 'connection',
  find: (id) => sql`(select s.owner_id from own_media_sync s where s.connection_id = ${id})`,
}

/** The owner of tasks about a post: that of its account. */
export const mediaOwner: TaskOwner = {
  prefix: 'own_media',
  find: (id) => sql`(select m.owner_id from own_media m where m.id = ${id})`,
}
