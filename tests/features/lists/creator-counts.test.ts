import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { countCreators } from '../../../src/features/lists/store/creator-counts.ts'
import { createList, getList } from '../../../src/features/lists/store/lists.ts'
import { addMembers } from '../../../src/features/lists/store/members.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'

const followersOf = async (
  db: Db,
  listId: string,
  options: { many?: number; now: number },
): Promise<number> => (await countCreators(db, await getList(db, listId), options)).totals.followers

test('a large list counts its creators once a minute, and when its members change', async ({
  db,
}) => {
  const { id } = await createList(db, {
    name: 'picks',
    description: null,
    is_campaign: false,
    ends_at: null,
  })
  const cook = await aBlog(db, 'cook', { follower_count: 100 })
  const mama = await aBlog(db, 'mama', { follower_count: 10 })
  await addMembers(db, id, { blogs: [cook, mama] })
  const grow = async (followers: number) =>
    await sql`update blogs set follower_count = ${followers} where id = ${cook}::uuid`.execute(db)
  const large = { many: 1 }

  expect(await followersOf(db, id, { ...large, now: 0 })).toBe(110)
  await grow(200)
  expect(await followersOf(db, id, { now: 1 })).toBe(210)
  expect(await followersOf(db, id, { ...large, now: 59_999 })).toBe(110)
  expect(await followersOf(db, id, { ...large, now: 60_000 })).toBe(210)
  await grow(300)
  await addMembers(db, id, { blogs: [await aBlog(db, 'nomad', { follower_count: 5 })] })
  expect(await followersOf(db, id, { ...large, now: 60_001 })).toBe(315)
})
