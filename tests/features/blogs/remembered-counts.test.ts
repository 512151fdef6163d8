import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { countBlogs, MANY_FOUND } from '../../../src/features/blogs/store/summary.ts'
import { background } from '../../fixtures/no-background.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aBlog } from './a-blog.ts'

/** So many creators, the nth with n followers. */
async function creators(db: Db, most: number): Promise<void> {
  await sql`
    with person as (insert into persons select from generate_series(1, ${most}) returning id)
    insert into blogs (person_id, username, follower_count, source)
    select id, 'creator_' || row_number() over (), row_number() over (), 'discover' from person`.execute(
    db,
  )
}

test('a count of many is the last one for the pages of a search, one of few is of now', async ({
  db,
}) => {
  await creators(db, MANY_FOUND)
  const many = { min_followers: 1 }
  const few = { min_followers: 2 }
  const counts = async () =>
    await Promise.all(
      [many, few].map(async (filter) => (await countBlogs({ db, background }, filter)).count),
    )
  expect(await counts()).toEqual([MANY_FOUND, MANY_FOUND - 1])

  await aBlog(db, 'another', { follower_count: MANY_FOUND })

  expect(await counts()).toEqual([MANY_FOUND, MANY_FOUND])
  // Another search is not that one.
  const other = await countBlogs({ db, background }, { ...many, max_followers: 1_000_000 })
  expect(other).toEqual({ count: MANY_FOUND + 1, capped: false })
})
