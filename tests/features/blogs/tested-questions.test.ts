import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { countBlogs } from '../../../src/features/blogs/store/summary.ts'
import { resolveFilter } from '../../../src/features/blogs/store/resolve-filter.ts'
import { listBlogs } from '../../../src/features/blogs/store/blog-list.ts'
import { blogOperations } from '../../../src/features/blogs/operations/blogs.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { expect, testOnDatabaseOf } from '../../fixtures/test.ts'
import { background } from '../../fixtures/no-background.ts'
import { anApi } from '../../http/kit.ts'

const CREATORS = 12_000
/** Few have the letters "qx" in their names, and none of them has many followers. */
const RARE_NAMES = ['aqx', 'bqxb']

/** Creators of whom the last by followers are the only ones with rare letters, words and flags. */
async function manyCreators(db: Db): Promise<void> {
  await sql`
    with person as (insert into persons select from generate_series(1, ${CREATORS}) returning id),
    numbered as (select id, row_number() over () as n from person),
    named as (
      select id, n, case n when 1 then 'aqx' when 2 then 'bqxb' else 'creator_' || n end as username,
        'common bag ' || case when n % 3 = 0 then 'red bag ' else '' end
          || case when n in (5, 9000) then 'winter sale' else 'sale winter' end as text
      from numbered
    )
    insert into blogs (person_id, username, full_name, follower_count, source, risk_flags, search)
    select id, username, null, n, 'discover', case when n <= 2 then array['likes_too_uniform'] else '{}' end,
      derived.creator_document(username, null, text, null) from named`.execute(db)
  await sql`analyze blogs`.execute(db)
}

const test = testOnDatabaseOf(manyCreators)

const Page = z.object({
  data: z.array(z.object({ username: z.string() })),
  next_cursor: z.string().nullable(),
})

const asking = (db: Db) => {
  const { send } = anApi(db, [mountOperations({ db }, blogOperations)])
  const page = async (query: Record<string, string>) =>
    Page.parse(
      await (await send('GET', `/api/blogs?${new URLSearchParams(query).toString()}`)).json(),
    )
  /** The usernames of all pages, and how many pages there were. */
  const all = async (query: Record<string, string>) => {
    const names: string[] = []
    let cursor: string | null = null
    for (let pages = 1; ; pages += 1) {
      const { data, next_cursor: next } = await page({
        ...query,
        ...(cursor === null ? {} : { cursor }),
      })
      names.push(...data.map(({ username }) => username))
      if (next === null) return { names, pages }
      cursor = next
    }
  }
  return { page, all }
}

test('two letters of a name are looked for page by page, and the last page has the last creator', async ({
  db,
}) => {
  const { page, all } = asking(db)
  const query = { username: 'qx', sort: 'follower_count' }

  // The first page has tested the 10,000 creators with the most followers.
  const first = await page(query)
  expect(first).toEqual({ data: [], next_cursor: expect.any(String) })
  expect(await all(query)).toEqual({ names: RARE_NAMES.toReversed(), pages: 2 })
  expect(await all({ ...query, order: 'asc' })).toEqual({ names: RARE_NAMES, pages: 2 })
  // A count tests as many, and says that there may be more.
  expect(await countBlogs({ db, background }, { username: 'qx' })).toMatchObject({ capped: true })
  expect(await countBlogs({ db, background }, { username: 'qx', max_followers: 100 })).toEqual({
    count: 2,
    capped: false,
  })
  expect((await page({ username: 'cr', sort: 'follower_count', limit: '3' })).data).toEqual([
    { username: 'creator_12000' },
    { username: 'creator_11999' },
    { username: 'creator_11998' },
  ])
})

test('what only excludes words is answered along the sort', async ({ db }) => {
  const { page } = asking(db)
  const { data } = await page({ q: '-red', sort: 'follower_count', limit: '3' })
  expect(data.map(({ username }) => username)).toEqual([
    'creator_11999',
    'creator_11998',
    'creator_11996',
  ])
  const relevant = await page({ q: '-red', limit: '2' })
  expect(relevant.data).toHaveLength(2)
})

test('a phrase of words that all use is found wherever it is', async ({ db }) => {
  const { all } = asking(db)
  expect(await resolveFilter(db, { q: '"winter sale"' })).toMatchObject({
    q: { isRare: false, tested: expect.anything() },
  })
  const { names, pages } = await all({ q: '"winter sale"', sort: 'follower_count' })
  expect(names).toEqual(['creator_9000', 'creator_5'])
  expect(pages).toBe(CREATORS / 3_000 + 1)
})

test('creators with a rare flag are collected by its index, and others met along the sort', async ({
  db,
}) => {
  expect(await resolveFilter(db, { risk_flag: ['likes_too_uniform'] })).toMatchObject({
    risk_flag: { isRare: true },
  })
  const { all } = asking(db)
  expect(await all({ risk_flag: 'likes_too_uniform', sort: 'follower_count' })).toEqual({
    names: RARE_NAMES.toReversed(),
    pages: 1,
  })
})

test('a question that takes too long is refused with what to do', async ({ db }) => {
  const query = { filter: {}, sort: 'created_at', order: 'desc', limit: 10 } as const
  await db.transaction().execute(async (tx) => {
    // Another's lock keeps the page waiting until its time is over.
    await sql`lock table blogs in access exclusive mode`.execute(tx)
    const refused = listBlogs(db, query, { maxMs: 50 })
    await expect(refused).rejects.toMatchObject({
      code: 'query_too_slow',
      status: 422,
      message: expect.stringContaining('narrow it'),
    })
  })
  expect((await listBlogs(db, query)).rows).toHaveLength(10)
})
