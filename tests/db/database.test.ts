import { sql } from 'kysely'
import { jsonb, openDatabase, storableText, worldNow } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { describe, expect, test, testOnSharedDatabase } from '../fixtures/test.ts'

const roundTrip = async (db: Db, value: unknown): Promise<unknown> => {
  const { rows } = await sql<{ value: unknown }>`select ${jsonb(value)} as value`.execute(db)
  return rows[0]?.value
}

test('64-bit integers are numbers', async ({ db }) => {
  const { rows } = await sql<{
    n: number
  }>`select 9007199254740991::bigint as n, count(*) as c`.execute(db)

  expect(rows).toEqual([{ n: Number.MAX_SAFE_INTEGER, c: 1 }])
})

describe('a jsonb parameter', () => {
  testOnSharedDatabase.for([
    [[1, 'a', null]],
    [{ a: { b: [] } }],
    ['text'],
    [null],
    ['"quoted" \\ \\u0000 \\\\u0000 \\ud800 \u{1F511}'],
  ])('comes back as it was: %j', async ([value], { db }) => {
    expect(await roundTrip(db, value)).toEqual(value)
  })

  test('is null when there is nothing', async ({ db }) => {
    expect(await roundTrip(db, undefined)).toBeNull()
  })

  test('loses the characters that jsonb refuses, and only those', async ({ db }) => {
    expect(await roundTrip(db, { 'k\0': 'a\0\0b\\\0c' })).toEqual({
      'k\ufffd': 'a\ufffd\ufffdb\\\ufffdc',
    })
    expect(await roundTrip(db, '\ud800 \udc00 \ud83d\udd11 \ud83d')).toEqual(
      '\ufffd \ufffd \u{1F511} \ufffd',
    )
  })
})

test('a text parameter loses the character that PostgreSQL refuses', async ({ db }) => {
  const { rows } = await sql<{
    text: string
  }>`select ${storableText('a\0b')}::text as text`.execute(db)

  expect(rows).toEqual([{ text: 'a\ufffdb' }])
})

test('world time is a time', async ({ db }) => {
  const { rows } = await sql<{ now: Date }>`select ${worldNow} as now`.execute(db)

  expect(Math.abs(Number(rows[0]?.now) - Date.now())).toBeLessThan(60_000)
})

describe('a connection that the server ends', () => {
  const endOthers = sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`

  test('while it is idle is told, and replaced', async ({ db, databaseUrl }) => {
    const errors: Error[] = []
    const other = openDatabase({
      url: databaseUrl,
      max: 1,
      onIdleError: (error) => errors.push(error),
    })
    await sql`select 1`.execute(other)

    await endOthers.execute(db)

    await expect.poll(() => errors.length).toBeGreaterThan(0)
    expect((await sql`select 1 as n`.execute(other)).rows).toEqual([{ n: 1 }])
    await other.destroy()
  })

  test('in the middle of a transaction fails that, and not the process', async ({
    db,
    databaseUrl,
  }) => {
    const other = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })

    const failing = other.transaction().execute(async (tx) => {
      await sql`select 1`.execute(tx)
      await endOthers.execute(db)
      await expect
        .poll(async () => {
          const { rows } = await sql`select from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()`.execute(db)
          return rows.length
        })
        .toBe(0)
      await sql`select 1`.execute(tx)
    })

    await expect(failing).rejects.toThrow()
    expect((await sql`select 1 as n`.execute(other)).rows).toEqual([{ n: 1 }])
    await other.destroy()
  })
})
