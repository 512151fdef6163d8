import type { TokenColumn, Sealed } from './tokens.ts'
import { replaceToken } from './connections-store.ts'
import { choicesColumn } from './dialogs-store.ts'
import { sql } from 'kysely'
import type { Db } from '../db/handles.ts'

/** Read as a whole, because there are only as many connections as brands. */
const tokenColumn = (column: TokenColumn) => ({
  table: 'connections',
  column,
  async read(db: Db): Promise<Sealed[]> {
    const { rows } = await sql<Sealed>`
      select id, ${sql.ref(column)} as value from connections
      where ${sql.ref(column)} is not null order by id`.execute(db)
    return rows
  },
  async replace(db: Db, { id, value }: Sealed, fresh: Buffer): Promise<boolean> {
    return await replaceToken(db, column, { id, value }, fresh)
  },
})

/** The encrypted columns, for the rotation of keys. */
export const TOKEN_COLUMNS = [tokenColumn('token'), tokenColumn('user_token'), choicesColumn]
