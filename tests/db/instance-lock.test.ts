import { sql } from 'kysely'
import { lockInstance } from '../../src/db/instance-lock.ts'
import { expect, test } from '../fixtures/test.ts'

const ignore = (): void => undefined

test('a name belongs to one process at a time', async ({ databaseUrl }) => {
  const first = await lockInstance(databaseUrl, 'a', ignore)

  expect(first).not.toBeNull()
  expect(await lockInstance(databaseUrl, 'a', ignore)).toBeNull()
  const other = await lockInstance(databaseUrl, 'b', ignore)
  expect(other).not.toBeNull()

  await first?.release()
  const next = await lockInstance(databaseUrl, 'a', ignore)
  expect(next).not.toBeNull()
  await Promise.all([other?.release(), next?.release()])
})

test('who is refused leaves no connection', async ({ db, databaseUrl }) => {
  const first = await lockInstance(databaseUrl, 'a', ignore)
  await lockInstance(databaseUrl, 'a', ignore)

  await expect
    .poll(async () => {
      const { rows } = await sql`select from pg_stat_activity
        where datname = current_database() and application_name = 'gramd instance'`.execute(db)
      return rows.length
    })
    .toBe(1)
  await first?.release()
})

test('a process that loses its connection loses its name, and is told', async ({
  db,
  databaseUrl,
}) => {
  const errors: Error[] = []
  await lockInstance(databaseUrl, 'a', (error) => errors.push(error))

  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'gramd instance'`.execute(db)

  await expect.poll(() => errors.length).toBeGreaterThan(0)
  // A server says that it ends a connection before it lets go of what that held.
  const isFree = async (): Promise<boolean> => {
    const next = await lockInstance(databaseUrl, 'a', ignore)
    await next?.release()
    return next !== null
  }
  await expect.poll(isFree).toBe(true)
})
