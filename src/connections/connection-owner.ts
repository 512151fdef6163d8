import { sql, type RawBuilder } from 'kysely'

/** The owner of a connected account, for tasks about it; after its removal, the last owner. */
export const connectionOwner = {
  prefix: 'connection',
  find: (id: RawBuilder<string>) =>
    sql<string | null>`(select c.owner_id from connections c where c.id = ${id})`,
}
