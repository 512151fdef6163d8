import { indexCreators } from '../../../src/features/scrape/index-creators.ts'
import { sql } from 'kysely'
import type { Db } from '../../../src/db/database.ts'
import { fillSearch, wordlessBlogs } from '../../../src/features/scrape/search-store.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { startGramdWorld } from '../gramd-world.ts'

const FIRST_ID = '00000000-0000-0000-0000-000000000000'

/** A creator as a scrape from before full-text search left it. */
async function scrapedBefore(db: Db, username: string, caption: string): Promise<string> {
  const id = await aBlog(db, username, { scraped_at: new Date(), scrape_status: 'active' })
  await db
    .insertInto('blog_posts')
    .values({
      blog_id: id,
      platform_id: '1',
      media_type: 'photo',
      taken_at: new Date(),
      caption_text: caption,
    })
    .execute()
  return id
}

async function whoSays(db: Db, question: string): Promise<string[]> {
  const { rows } = await sql<{ username: string }>`
    select username from blogs where search @@ derived.creator_query(${question}) order by username`.execute(
    db,
  )
  return rows.map(({ username }) => username)
}

test('creators that were scraped before there was full-text search are found after the next run', async ({
  db,
}) => {
  const world = await startGramdWorld(db, { accounts: 0 })
  await scrapedBefore(db, 'mama', 'детские вещи')
  await scrapedBefore(db, 'cook', 'плов')
  await aBlog(db, 'new')
  await world.services.queue.enqueue(db, indexCreators, {})

  const task = await world.runNext('index_creators')

  expect(task).toMatchObject({ status: 'done', result: { indexed: 2 } })
  expect(await whoSays(db, 'детская вещь')).toEqual(['mama'])
  expect(await whoSays(db, 'cook')).toEqual(['cook'])
  expect(await whoSays(db, 'new')).toEqual([])
  await world.services.queue.enqueue(db, indexCreators, {})
  expect(await world.runNext('index_creators')).toMatchObject({ result: { indexed: 0 } })
})

test('creators are indexed page by page, and those that somebody else is writing another time', async ({
  db,
}) => {
  const ids = [
    await scrapedBefore(db, 'a', 'one'),
    await scrapedBefore(db, 'b', 'two'),
    await scrapedBefore(db, 'c', 'three'),
  ].toSorted()

  const first = await fillSearch(db, FIRST_ID, 1)
  expect(first).toEqual({ last: ids[0], written: 1 })
  await db.transaction().execute(async (tx) => {
    await tx
      .selectFrom('blogs')
      .select('id')
      .where('id', '=', ids[1] ?? '')
      .forUpdate()
      .execute()
    expect(await fillSearch(db, first.last ?? '', 2)).toEqual({ last: null, written: 1 })
  })

  expect(await fillSearch(db, FIRST_ID, 2)).toEqual({ last: null, written: 1 })
})

test('who has no words is found by an index', async ({ db }) => {
  await sql`
    with people as (insert into persons select from generate_series(1, 3000) returning id)
    insert into blogs (person_id, username, source, scraped_at, search)
    select id, id::text, 'manual', world_now(), case when random() < 0.99 then ''::tsvector end from people`.execute(
    db,
  )
  await sql`vacuum analyze blogs`.execute(db)

  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    explain ${wordlessBlogs(FIRST_ID, 100)}`.execute(db)

  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toContain('blogs_wordless_idx')
  expect(plan, plan).not.toContain('Seq Scan on blogs')
})
