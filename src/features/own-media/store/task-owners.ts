import { sql } from 'kysely'
import type { TaskOwner } from '../../../queue/task-access.ts'

/**
 * Whose a connected account is, also after its connection was removed, as long as its posts are
 * kept.
 */
export const accountOwner: TaskOwner = {
  prefix: 'connection',
  find: (id) => sql`(select s.owner_id from own_media_sync s where s.connection_id = ${id})`,
}

/** Whose the account of a post is. */
export const mediaOwner: TaskOwner = {
  prefix: 'own_media',
  find: (id) => sql`(select m.owner_id from own_media m where m.id = ${id})`,
}
