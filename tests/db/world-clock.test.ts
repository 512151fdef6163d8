import { sql } from 'kysely'
import { REAL_TIME } from '../../src/base/clock.ts'
import type { Db } from '../../src/db/handles.ts'
import {
  advanceWorldTime,
  loadClock,
  readWorldTime,
  setWorldTime,
} from '../../src/db/world-clock.ts'
import { expect, test } from '../fixtures/test.ts'

const HOUR = 3_600_000
const SLACK = 30_000

const databaseNow = async (db: Db): Promise<number> => {
  const { rows } = await sql<{ now: Date }>`select world_now() as now`.execute(db)
  return Number(rows[0]?.now)
}

test('world time is real time until it is set', async ({ db }) => {
  expect(await readWorldTime(db)).toEqual(REAL_TIME)
  expect(Math.abs((await databaseNow(db)) - Date.now())).toBeLessThan(SLACK)
})

test('world time can be shifted and compressed, and a clock tells what the database tells', async ({
  db,
}) => {
  const time = { worldAt: Date.UTC(2030, 0), realAt: Date.now() - 1_000, speed: 240 }

  await setWorldTime(db, { ...time, speed: 1 })
  await setWorldTime(db, time)

  expect(await readWorldTime(db)).toEqual(time)
  const clock = await loadClock(db)
  const before = clock.now().getTime()
  const told = await databaseNow(db)
  expect(told).toBeGreaterThanOrEqual(before)
  // The process reads whole milliseconds of real time, the database finer ones.
  expect(told).toBeLessThan(clock.now().getTime() + time.speed)
  expect(before - Date.UTC(2030, 0)).toBeGreaterThanOrEqual(240_000)
})

test('world time can stand still', async ({ db }) => {
  const worldAt = Date.UTC(2030, 0)
  await setWorldTime(db, { worldAt, realAt: Date.now() - HOUR, speed: 0 })

  expect(await databaseNow(db)).toBe(worldAt)
  expect((await loadClock(db)).now().getTime()).toBe(worldAt)
})

test('world time can be moved forward, from wherever it is', async ({ db }) => {
  await advanceWorldTime(db, HOUR)
  await advanceWorldTime(db, HOUR)

  expect(Math.abs((await databaseNow(db)) - Date.now() - 2 * HOUR)).toBeLessThan(SLACK)
})

test('a statement sees one instant of world time, and defaults are told in it', async ({ db }) => {
  await setWorldTime(db, { worldAt: Date.UTC(2030, 0), realAt: Date.now(), speed: 1_000_000 })

  const { rows } = await sql<{ same: boolean }>`
    select world_now() = (select world_now() from pg_sleep(0.01)) as same`.execute(db)

  expect(rows).toEqual([{ same: true }])
  const person = await db
    .insertInto('persons')
    .defaultValues()
    .returning('created_at')
    .executeTakeFirstOrThrow()
  expect(person.created_at.getTime()).toBeGreaterThanOrEqual(Date.UTC(2030, 0))
})
