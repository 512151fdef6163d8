import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { createWriteProof } from '../../src/db/server/write-proof.ts'
import { describe, expect, test } from '../fixtures/test.ts'

/** Has the proof fail as the server fails then. */
const failWith = async (db: Db, sqlState: string) =>
  await sql
    .raw(
      `create or replace function derived.prove_writing() returns timestamptz language plpgsql
       as $$ begin raise exception 'as the server says' using errcode = '${sqlState}'; end $$`,
    )
    .execute(db)

describe('the proof that the database takes writes', () => {
  test('finds nothing wrong, and leaves no row', async ({ db }) => {
    const proof = createWriteProof(db)

    expect(await proof.fault()).toBeUndefined()

    expect((await sql`select from write_proof`.execute(db)).rows).toEqual([])
  })

  test('needs new room each time, so that a full disk shows', async ({ db }) => {
    const file = async () =>
      (await sql`select pg_relation_filenode('write_proof') as file`.execute(db)).rows[0]
    const proof = createWriteProof(db, { freshMs: 0 })
    await proof.fault()
    const before = await file()

    await proof.fault()

    expect(await file()).not.toEqual(before)
  })

  test('says that the database is read-only', async ({ db, databaseUrl }) => {
    const name = new URL(databaseUrl).pathname.slice(1)
    await sql.raw(`alter database ${name} set default_transaction_read_only = on`).execute(db)
    const other = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })
    onTestFinished(async () => await other.destroy())

    expect(await createWriteProof(other).fault()).toEqual({
      code: 'database_read_only',
      message: 'nothing can be written: the database is read-only',
    })
    await sql.raw(`alter database ${name} reset default_transaction_read_only`).execute(db)
  })

  test.for([
    ['53100', 'database_full', "nothing can be written: the database's disk is full"],
    [
      '42501',
      'database_rights_missing',
      'nothing can be written: the user of the database lacks a privilege',
    ],
  ] as const)('keeps the reason of the server: %s', async ([state, code, message], { db }) => {
    await failWith(db, state)

    expect(await createWriteProof(db).fault()).toEqual({ code, message })
  })

  test('rejects when the database cannot be asked', async ({ db }) => {
    await failWith(db, '53300')

    await expect(createWriteProof(db).fault()).rejects.toMatchObject({ code: '53300' })
  })

  test('is made once for all who ask within some seconds', async ({ db }) => {
    let now = 0
    const proof = createWriteProof(db, { freshMs: 5_000, nowMs: () => now })
    await Promise.all([proof.fault(), proof.fault()])
    await failWith(db, '53100')

    expect(await proof.fault()).toBeUndefined()
    now = 5_000
    expect(await proof.fault()).toMatchObject({ code: 'database_full' })
  })
})
