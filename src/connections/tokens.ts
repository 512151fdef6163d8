import { sql } from 'kysely'
import { decrypt, encrypt, type EncryptionKeys, type SecretPlace } from '../base/crypto.ts'
import type { Db } from '../db/handles.ts'

type TokenColumn = 'token' | 'user_token'

const tokenPlace = (row: string, column: TokenColumn): SecretPlace => ({
  table: 'connections',
  row,
  column,
})
const choicesPlace = (row: string): SecretPlace => ({
  table: 'connection_choices',
  row,
  column: 'choices',
})

export const sealToken = (keys: EncryptionKeys, row: string, column: TokenColumn, token: string) =>
  encrypt(keys, tokenPlace(row, column), token)
export const openToken = (keys: EncryptionKeys, row: string, column: TokenColumn, value: Buffer) =>
  decrypt(keys, tokenPlace(row, column), value)
export const sealChoices = (keys: EncryptionKeys, row: string, choices: string): Buffer =>
  encrypt(keys, choicesPlace(row), choices)
export const openChoices = (keys: EncryptionKeys, row: string, value: Buffer): string =>
  decrypt(keys, choicesPlace(row), value)

type Sealed = { id: string; value: Buffer }

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
    const { numAffectedRows } = await sql`
      update connections set ${sql.ref(column)} = ${fresh}
      where id = ${id}::uuid and ${sql.ref(column)} = ${value}`.execute(db)
    return numAffectedRows === 1n
  },
})

/** The choices live for minutes. */
const choicesColumn = {
  table: 'connection_choices',
  column: 'choices',
  read: async (db: Db): Promise<Sealed[]> =>
    await db.selectFrom('connection_choices').select(['id', 'choices as value']).execute(),
  async replace(db: Db, { id, value }: Sealed, fresh: Buffer): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('connection_choices')
      .set({ choices: fresh })
      .where('id', '=', id)
      .where('choices', '=', value)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
}

/** The encrypted columns, for the rotation of keys. */
export const TOKEN_COLUMNS = [tokenColumn('token'), tokenColumn('user_token'), choicesColumn]
