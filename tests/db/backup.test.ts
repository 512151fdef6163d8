import { expect } from 'vitest'
import { contentOf } from '../backup/contents.ts'
import { withClient } from '../fixtures/test-server.ts'
import { backupOf, restore, testOfFilled } from './backup-kit.ts'

const CREATORS = 100
const test = testOfFilled(CREATORS)

test('a backup brings everything back into an empty database, row by row', async ({
  source,
  target,
}) => {
  const before = await contentOf(source)
  const file = await backupOf(source)

  const end = await restore(target, file)

  expect(await contentOf(target)).toEqual(before)
  expect(end.tables).toBe(before.size)
  expect(end.rows).toBeGreaterThan(3 * CREATORS)
  // What comes next gets an id that nothing had.
  const nextTask = "select nextval(pg_get_serial_sequence('scrape_tasks', 'id'))::integer as id"
  const ids = await withClient(target, async (client) => (await client.query(nextTask)).rows)
  expect(ids[0]).toEqual({ id: CREATORS + 1 })
})
