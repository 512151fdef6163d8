import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe } from 'vitest'
import { createClock } from '../../../src/base/clock.ts'
import { fillAll } from '../../../src/db/backfills/backfill.ts'
import { beginBackfill, readBackfills } from '../../../src/db/backfills/backfill-store.ts'
import type { Db } from '../../../src/db/handles.ts'
import { checkUpgrade } from '../../../src/db/migrations/check-upgrade.ts'
import { migrate } from '../../../src/db/migrations/migrate.ts'
import { parseMigration, readMigrations } from '../../../src/db/migrations/migration-files.ts'
import { features } from '../../../src/features/index.ts'
import { enqueueBackfills } from '../../../src/features/maintenance/tasks/run-backfill.ts'
import { runNext, testServices } from '../../features/gramd-world.ts'
import { expect, test } from '../../fixtures/test.ts'
import { plantedMigrations } from './planted-migrations.ts'
import { cupsInCm, cupsOf, makeCups, plantedFeature } from './planted.ts'

const DONE = { name: 'cups_cm', done: 2_500, finished_at: expect.any(Date), cursor: null }

const planted = (db: Db) =>
  testServices(db, createClock(), null, { features: [...features, plantedFeature()] })

describe('a backfill', () => {
  test('is one task, which fills every row once and says how far it is', async ({ db }) => {
    await makeCups(db, 2_500)
    const services = planted(db)

    await enqueueBackfills(services)
    await enqueueBackfills(services)
    const task = await runNext(services, 'run_backfill')

    expect(task).toMatchObject({ status: 'done', result: { rows: 2_500 } })
    expect(await cupsOf(db)).toEqual({ filled: 2_500, wrong: 0 })
    expect(await readBackfills(db)).toMatchObject([{ ...DONE, total: 2_500, task_id: task.id }])
    const { rows } = await sql<{ data: unknown }>`
      select data -> 0 as data from task_events where event = 'progress' order by id limit 1`.execute(
      db,
    )
    expect(rows).toEqual([{ data: { done: 1_000, total: 2_500 } }])
    await enqueueBackfills(services)
    await expect(runNext(services, 'run_backfill')).rejects.toThrow('no run_backfill task is due')
  })

  test('leaves alone what newer code has written', async ({ db }) => {
    await makeCups(db, 10)
    await sql`update cups set cm = 7 where id = 3`.execute(db)

    await fillAll(db, cupsInCm(), '1.1.0')

    const { rows } = await sql`select cm from cups where id in (3, 4) order by id`.execute(db)
    expect(rows).toEqual([{ cm: 7 }, { cm: 10 }])
  })

  test('waits for a newer gramd where it is not known', async ({ db }) => {
    await makeCups(db, 10)
    await enqueueBackfills(planted(db))

    const older = testServices(db, createClock(), null, {})
    expect(await runNext(older, 'run_backfill')).toMatchObject({
      status: 'pending',
      error_code: 'newer_gramd_needed',
    })
    expect(await cupsOf(db)).toEqual({ filled: 0, wrong: 0 })
  })

  test('may be finished by a command while its task runs', async ({ db }) => {
    await makeCups(db, 5_000)
    const services = planted(db)
    await enqueueBackfills(services)

    await Promise.all([runNext(services, 'run_backfill'), fillAll(db, cupsInCm(), '1.1.0')])

    expect(await cupsOf(db)).toEqual({ filled: 5_000, wrong: 0 })
    expect(await readBackfills(db)).toMatchObject([{ done: 5_000 }])
  })

  test('goes on after a kill where it was', { timeout: 120_000 }, async ({ db, databaseUrl }) => {
    await makeCups(db, 6_500)
    const killed = filler(databaseUrl, 0.2)
    while (((await readBackfills(db))[0]?.done ?? 0) < 2_000) await delay(50)
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    const [before] = await readBackfills(db)

    const [code] = (await once(filler(databaseUrl, 0), 'exit')) as [number]

    expect(before?.done).toBeLessThan(6_500)
    expect(code).toBe(0)
    expect(await cupsOf(db)).toEqual({ filled: 6_500, wrong: 0 })
    expect(await readBackfills(db)).toMatchObject([{ done: 6_500, cursor: null }])
    const { rows } = await sql`
      select status, lost_leases from scrape_tasks where task_type = 'run_backfill'`.execute(db)
    expect(rows).toEqual([{ status: 'done', lost_leases: 1 }])
  })
})

function filler(url: string, pause: number) {
  const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
  const words = ['--import', path('../../../src/preflight.js'), path('filler.ts'), url]
  return spawn(process.execPath, [...words, String(pause)], { stdio: 'inherit' })
}

const CONTRACT =
  '-- phase: contract\n-- needs: cups_cm of cups\nalter table cups drop column inches;'

describe('a migration that needs a backfill', () => {
  test('is refused before anything runs while rows are not filled', async ({ db }) => {
    await makeCups(db, 2_000)
    await using folders = await plantedMigrations({
      '9001_db_more.sql': 'alter table cups add column colour text;',
      '9002_db_cups.sql': CONTRACT,
    })

    await expect(migrate(db, folders)).rejects.toThrow(
      '9002_db_cups.sql needs a backfill that is not finished (cups_cm has not begun): let the ' +
        'release before finish it, or run gramd upgrade --finish-backfills',
    )
    await beginBackfill(db, cupsInCm(), '1.1.0')
    await expect(migrate(db, folders)).rejects.toThrow('(cups_cm: 0 of about 2,000 rows)')
    const { rows } = await sql`
      select from pg_attribute where attrelid = 'cups'::regclass and attname = 'colour'`.execute(db)
    expect(rows).toEqual([])

    await fillAll(db, cupsInCm(), '1.1.0')
    expect(await migrate(db, folders)).toEqual(['9001_db_more.sql', '9002_db_cups.sql'])
  })

  test('runs after the backfill was finished by the command', async ({ db }) => {
    await makeCups(db, 2_000)
    await using folders = await plantedMigrations({ '9001_db_cups.sql': CONTRACT })

    await expect(migrate(db, { ...folders, backfills: [] })).rejects.toThrow(
      'no feature declares the backfill cups_cm',
    )
    await migrate(db, { ...folders, backfills: [cupsInCm()] })

    const { rows } = await sql`select count(cm)::int as filled from cups`.execute(db)
    expect(rows).toEqual([{ filled: 2_000 }])
    expect(await readBackfills(db)).toMatchObject([{ done: 2_000 }])
  })

  test('needs nothing on an empty table, and leaves nothing to fill there', async ({ db }) => {
    await makeCups(db, 0)
    await using folders = await plantedMigrations({ '9001_db_cups.sql': CONTRACT })

    await migrate(db, folders)

    // The column that it reads is gone: the backfill must not begin.
    await enqueueBackfills(planted(db))
    expect(await readBackfills(db)).toMatchObject([{ done: 0, finished_at: expect.any(Date) }])
    const { rows } = await sql`select from scrape_tasks where task_type = 'run_backfill'`.execute(
      db,
    )
    expect(rows).toEqual([])
  })

  test('is in what gramd upgrade --check says', async ({ db }) => {
    await makeCups(db, 2_000)
    const contract = parseMigration({ name: '9001_db_cups.sql', text: CONTRACT, checksum: 'x' })
    const check = async (more: (typeof contract)[]) => {
      const own = [...(await readMigrations()), ...more]
      const found = await checkUpgrade(db, { own, now: new Date(), freeBytes: null })
      return found.find(({ check: name }) => name === 'backfills')
    }

    expect(await check([])).toMatchObject({ status: 'ok', found: 'none is under way' })
    await beginBackfill(db, cupsInCm(), '1.1.0')
    expect(await check([])).toMatchObject({
      status: 'ok',
      found: 'cups_cm: 0 of about 2,000 rows; gramd goes on with it',
    })
    expect(await check([contract])).toMatchObject({
      status: 'fail',
      found: 'a migration needs cups_cm (cups_cm: 0 of about 2,000 rows)',
      remedy: expect.stringContaining('gramd upgrade --finish-backfills'),
    })
  })

  test('says it in one form', () => {
    expect(() =>
      parseMigration({ name: '9001_a.sql', text: '-- needs: cups\nselect 1;', checksum: 'x' }),
    ).toThrow('9001_a.sql: expected "-- needs: BACKFILL of TABLE", got cups')
  })
})

test('every backfill has a name of its own, and each that a migration needs is declared', async () => {
  const declared = features.flatMap(({ backfills = [] }) => backfills)
  const names = declared.map(({ name }) => name)
  const needs = (await readMigrations()).flatMap((migration) => migration.needs)

  expect(names).toEqual([...new Set(names)])
  for (const { backfill, table } of needs)
    expect(declared).toContainEqual(expect.objectContaining({ name: backfill, table }))
})
