import { sql } from 'kysely'
import { followServerUpdate } from '../../src/db/server/server-update.ts'
import { readServerVersion, requireServerVersion } from '../../src/db/server/server-version.ts'
import type { Db } from '../../src/db/handles.ts'
import { describe, expect, test } from '../fixtures/test.ts'

const WRONG = 123_456
const GOOD = { number: 180_007, name: '18.7' }
const never = new AbortController().signal

/** The numbers of rows by which the planner goes. */
async function countsOf(db: Db, ...names: string[]): Promise<number[]> {
  const { rows } = await sql<{ name: string; count: number }>`
    select relname as name, reltuples as count from pg_class
    where relnamespace = 'public'::regnamespace and relname = any(${names})`.execute(db)
  return names.map((name) => rows.find((row) => row.name === name)?.count ?? NaN)
}

/** Tables whose counts are wrong, in a database whose last server was `version`. */
async function plant(db: Db, version: number): Promise<void> {
  await sql`
    with people as (insert into persons (full_name) select n::text from generate_series(1, 3) n returning id)
    insert into blogs (person_id, username, source) select id, id::text, 'manual' from people`.execute(
    db,
  )
  await sql`update pg_class set reltuples = ${WRONG}
    where relname in ('blogs', 'blog_posts', 'persons') and relnamespace = 'public'::regnamespace`.execute(
    db,
  )
  await sql`insert into postgres_server (version_num) values (${version})`.execute(db)
}

const remembered = async (db: Db): Promise<number | undefined> =>
  (await db.selectFrom('postgres_server').select('version_num').executeTakeFirst())?.version_num

describe('after a move to PostgreSQL 18.6 or newer', () => {
  test('the tables with GIN indexes are analyzed once, by one of several replicas', async ({
    db,
    databaseUrl: url,
  }) => {
    await plant(db, 180_004)
    const follow = async () => await followServerUpdate({ url, version: GOOD, stopping: never })

    const [analyzed, ...others] = (await Promise.all([follow(), follow(), follow()])).sort(
      (a, b) => b.length - a.length,
    )
    expect(analyzed).toEqual(expect.arrayContaining(['ai_insights', 'blog_posts', 'blogs']))
    expect(others).toEqual([[], []])
    expect(await countsOf(db, 'blogs', 'blog_posts', 'persons')).toEqual([3, 0, WRONG])
    expect(await remembered(db)).toBe(180_007)
    expect(await follow()).toEqual([])
  })

  test('tables with a GIN index are found by the index', async ({ db, databaseUrl: url }) => {
    await plant(db, 180_004)
    const { rows } = await sql<{ tablename: string }>`
      select distinct tablename from pg_indexes
      where schemaname = 'public' and indexdef like '%USING gin%' order by 1`.execute(db)
    expect(await followServerUpdate({ url, version: GOOD, stopping: never })).toEqual(
      rows.map(({ tablename }) => tablename),
    )
  })

  test('an analysis that is ended or fails is done by the next start', async ({
    db,
    databaseUrl: url,
  }) => {
    await plant(db, 180_004)
    const controller = new AbortController()
    controller.abort()
    await expect(
      followServerUpdate({ url, version: GOOD, stopping: controller.signal }),
    ).rejects.toThrow()
    expect(await remembered(db)).toBe(180_004)

    // While another transaction has locked the table, gramd stops.
    const later = new AbortController()
    await db.transaction().execute(async (tx) => {
      await sql`lock table blogs in access exclusive mode`.execute(tx)
      const waiting = followServerUpdate({ url, version: GOOD, stopping: later.signal })
      waiting.catch(() => undefined)
      await expect
        .poll(async () => {
          const { rows } = await sql`select from pg_locks l join pg_database d on d.oid = l.database
            where d.datname = current_database() and relation = 'blogs'::regclass and not granted`.execute(
            tx,
          )
          return rows.length
        })
        .toBe(1)
      later.abort()
      await expect(waiting).rejects.toThrow()
      // Before the lock is released: PostgreSQL may end a statement whose client has gone.
      expect(await countsOf(tx, 'blogs')).toEqual([WRONG])
    })
    expect(await remembered(db)).toBe(180_004)
    await expect
      .poll(async () => (await followServerUpdate({ url, version: GOOD, stopping: never })).length)
      .toBeGreaterThan(0)
    expect(await countsOf(db, 'blogs')).toEqual([3])
  })
})

describe('without an analysis gramd remembers', () => {
  for (const [what, before, now] of [
    ['a move between versions with right counts', 180_006, 180_007],
    ['a move to a major version from one with right counts', 180_006, 190_001],
    ['a move to an older version', 180_007, 180_004],
    ['a move between versions with wrong counts', 180_003, 180_004],
  ] as const)
    test(what, async ({ db, databaseUrl: url }) => {
      await plant(db, before)
      const version = { number: now, name: 'x' }
      expect(await followServerUpdate({ url, version, stopping: never })).toEqual([])
      expect([await remembered(db), ...(await countsOf(db, 'blogs'))]).toEqual([now, WRONG])
    })

  test('the server of a new database', async ({ db, databaseUrl: url }) => {
    const [one, two] = [1, 2].map(
      async () => await followServerUpdate({ url, version: GOOD, stopping: never }),
    )
    expect(await Promise.all([one, two])).toEqual([[], []])
    expect(await remembered(db)).toBe(GOOD.number)
  })
})

test('the server of the tests is new enough, and says its version', async ({ db }) => {
  const version = await readServerVersion(db)
  expect(version.number).toBeGreaterThanOrEqual(180_000)
  expect(version.name).toMatch(/^\d+[.\w]+/)
  expect(await requireServerVersion(db)).toEqual(version)
})
