import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { countCreators } from '../../../src/features/categories/store/creator-counts.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'

async function inFood(db: Db, username: string): Promise<void> {
  await sql`
    insert into blog_categories (blog_id, category_id, is_primary)
    select ${await aBlog(db, username)}::uuid, id, true from categories where name = 'food'`.execute(
    db,
  )
}

const creatorsOf = async (db: Db, options: { many?: number; now: number }): Promise<number> =>
  (await countCreators(db, options)).reduce((sum, { creators }) => sum + creators, 0)

test('few links are counted each time, and many once a minute', async ({ db }) => {
  await inFood(db, 'a')
  expect(await creatorsOf(db, { now: 0 })).toBe(1)
  await inFood(db, 'b')
  expect(await creatorsOf(db, { now: 1 })).toBe(2)

  // Without statistics the planner knows of -1 link.
  expect(await creatorsOf(db, { many: -2, now: 2 })).toBe(2)
  await inFood(db, 'c')
  expect(await creatorsOf(db, { many: -2, now: 60_001 })).toBe(2)
  expect(await creatorsOf(db, { many: -2, now: 60_002 })).toBe(3)
})
