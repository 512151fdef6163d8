import { sql, type RawBuilder } from 'kysely'

/** Whose a connected account is, for tasks about it: its last owner's once it was removed. */
export const connectionOwner = {
  prefix: 'connection',
  find: (id: RawBuilder<string>) =>
    sql<string | null>`(select c.owner_id from connections c where c.id = ${id})`,
}
