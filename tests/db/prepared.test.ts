import { sql } from 'kysely'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { runPrepared } from '../../src/db/prepared.ts'
import { describe, expect, test as base } from '../fixtures/test.ts'

const ADD = { name: 'add', text: 'select $1::integer + 1 as sum' }
const READ = { name: 'read', text: 'select n from numbers where n >= $1::integer order by n' }

/** `test` with one connection, and with one behind a pooler. */
const test = base.extend<{ one: Db; pooled: Db }>({
  one: async ({ databaseUrl }, use) => {
    const db = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })
    await use(db)
    await db.destroy()
  },
  pooled: async ({ databaseUrl }, use) => {
    const db = openDatabase({
      url: databaseUrl,
      max: 1,
      pooled: true,
      onIdleError: () => undefined,
    })
    await use(db)
    await db.destroy()
  },
})

/** What the connection has prepared, and how often each was run. */
async function preparedOn(db: Db): Promise<{ name: string; runs: number }[]> {
  const { rows } = await sql<{ name: string; runs: number }>`
    select name, (generic_plans + custom_plans)::int as runs from pg_prepared_statements
    where name <> '' order by name`.execute(db)
  return rows
}

describe('a hot statement', () => {
  test('is prepared once for each connection, by its name', async ({ one }) => {
    for (const n of [1, 2, 3]) expect(await runPrepared(one, ADD, [n])).toEqual([{ sum: n + 1 }])
    await one.transaction().execute(async (tx) => await runPrepared(tx, ADD, [4]))

    expect(await preparedOn(one)).toEqual([{ name: 'add', runs: 4 }])
  })

  test('is prepared on every connection that runs it, and on no other', async ({ db, one }) => {
    await Promise.all([1, 2, 3].map(async (n) => await runPrepared(db, ADD, [n])))

    await db.connection().execute(async (connection) => {
      await runPrepared(connection, ADD, [4])
      expect(await preparedOn(connection)).toContainEqual(expect.objectContaining({ name: 'add' }))
    })
    expect(await preparedOn(one)).toEqual([])
  })

  test('is not prepared behind a pooler', async ({ pooled }) => {
    for (const n of [1, 2, 3]) expect(await runPrepared(pooled, ADD, [n])).toEqual([{ sum: n + 1 }])

    expect(await preparedOn(pooled)).toEqual([])
  })

  test('leaves the connection usable when the server refuses a value', async ({ one }) => {
    await expect(runPrepared(one, ADD, ['many'])).rejects.toThrow('invalid input syntax')
    await expect(runPrepared(one, ADD, [2 ** 31 - 1])).rejects.toThrow('out of range')

    expect(await runPrepared(one, ADD, [1])).toEqual([{ sum: 2 }])
    expect(await preparedOn(one)).toHaveLength(1)
  })

  test('that the server cannot parse is refused every time, and leaves nothing behind', async ({
    one,
  }) => {
    const wrong = { name: 'wrong', text: 'select nothing from numbers' }
    for (const _ of [1, 2])
      await expect(runPrepared(one, wrong, [])).rejects.toThrow('does not exist')
    await sql`create table numbers (nothing integer)`.execute(one)

    expect(await runPrepared(one, wrong, [])).toEqual([])
  })
})

describe('a hot statement on connections that prepared it before a migration', () => {
  test('answers with the new type of a column', async ({ one }) => {
    await sql`create table numbers (n integer)`.execute(one)
    await sql`insert into numbers values (7)`.execute(one)
    expect(await runPrepared(one, READ, [1])).toEqual([{ n: 7 }])

    for (const type of ['numeric', 'double precision', 'bigint']) {
      await sql.raw(`alter table numbers alter column n type ${type}`).execute(one)
      const [row] = await runPrepared<{ n: unknown }>(one, READ, [1])
      expect(Number(row?.n)).toBe(7)
    }
  })

  test('fails once in a transaction, and says why; the next one is well', async ({ one }) => {
    await sql`create table numbers (n integer)`.execute(one)
    await runPrepared(one, READ, [1])
    await sql`alter table numbers alter column n type bigint`.execute(one)

    const reading = async () =>
      await one.transaction().execute(async (tx) => await runPrepared(tx, READ, [1]))

    await expect(reading()).rejects.toThrow('cached plan must not change result type')
    expect(await reading()).toEqual([])
  })

  test('is planned again when a view or an index of it is another', async ({ one }) => {
    await sql`create table held (n integer)`.execute(one)
    await sql`create view numbers as select n from held`.execute(one)
    await sql`insert into held values (7)`.execute(one)
    for (const _ of [1, 2, 3, 4, 5, 6]) await runPrepared(one, READ, [1])

    await sql`create index on held (n)`.execute(one)
    await sql`create or replace view numbers as select n + 1 as n, n as more from held`.execute(one)
    expect(await runPrepared(one, READ, [1])).toEqual([{ n: 8 }])
    await sql`drop view numbers`.execute(one)
    await expect(runPrepared(one, READ, [1])).rejects.toThrow('"numbers" does not exist')
    await sql`create view numbers as select n from held`.execute(one)

    expect(await runPrepared(one, READ, [1])).toEqual([{ n: 7 }])
  })

  test('is prepared again when the session was told to forget it', async ({ one }) => {
    await runPrepared(one, ADD, [1])
    await sql`deallocate all`.execute(one)

    expect(await runPrepared(one, ADD, [1])).toEqual([{ sum: 2 }])
  })
})
