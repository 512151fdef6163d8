import {
  nextWrite,
  refreshBenchmarks,
} from '../../../src/features/scrape/tasks/refresh-benchmarks.ts'
import fc from 'fast-check'
import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { computeBenchmarks, readBenchmarks } from '../../../src/features/scrape/store/benchmarks.ts'
import {
  findMovedPercentiles,
  writePercentiles,
} from '../../../src/features/scrape/store/blogs/percentiles.ts'
import { percentileRank } from '../../../src/features/scrape/metrics/benchmark.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { startGramdWorld } from '../gramd-world.ts'

/** `count` creators of this many followers, scraped just now, the nth with an engagement rate of n / 1000. */
async function creators(db: Db, count: number, followers: number): Promise<void> {
  await sql`
    with people as (insert into persons select from generate_series(1, ${count}) returning id),
    numbered as (select id, row_number() over (order by id) as n from people)
    insert into blogs (person_id, username, source, scrape_status, scraped_at, follower_count, er, comments_per_like)
    select id, 'f' || ${followers}::text || '_' || n, 'discover', 'active', world_now(), ${followers}, n / 1000.0,
      case when n > 10 then n / 100.0 end
    from numbered`.execute(db)
}

/** Writes the percentiles of one page; returns its end, what was found, and what was written. */
async function refresh(db: Db, after: string | null, limit: number) {
  const { last, ids } = await findMovedPercentiles(db, after, limit)
  return { last, found: ids.length, updated: await writePercentiles(db, ids) }
}

test('a refresh tells what is usual in each tier and where every creator stands in its own', async ({
  db,
}) => {
  const world = await startGramdWorld(db, { accounts: 0 })
  await creators(db, 101, 20_000)
  await creators(db, 29, 2_000)
  await world.services.queue.enqueue(db, refreshBenchmarks, {})

  const task = await world.runNext('refresh_benchmarks')

  // er and comments_per_like of two tiers; nobody has any of the others.
  expect(task).toMatchObject({ status: 'done', result: { benchmarks: 4, updated: 101 } })
  const benchmarks = await readBenchmarks(db, '10k_50k')
  expect([...benchmarks.keys()].toSorted()).toEqual(['comments_per_like', 'er'])
  const er = benchmarks.get('er')
  expect(er?.creators).toBe(101)
  expect(er?.percentiles).toHaveLength(101)
  expect([0, 50, 100].map((percent) => er?.percentiles[percent])).toEqual([0.001, 0.051, 0.101])
  expect(benchmarks.get('comments_per_like')?.creators).toBe(91)
  expect(await readBenchmarks(db, '1k_10k')).toEqual(new Map())
  expect(await readBenchmarks(db, null)).toEqual(new Map())
  const ranks = await db
    .selectFrom('blogs')
    .select(['username', 'er_percentile'])
    .where('username', 'in', ['f20000_1', 'f20000_51', 'f20000_101', 'f2000_29'])
    .execute()
  expect(Object.fromEntries(ranks.map((row) => [row.username, row.er_percentile]))).toEqual({
    f20000_1: 0,
    f20000_51: 50,
    f20000_101: 100,
    f2000_29: null,
  })
})

test('only creators that can be seen and were scraped lately say what is usual', async ({ db }) => {
  await creators(db, 30, 20_000)
  await aBlog(db, 'gone', {
    follower_count: 20_000,
    er: 9,
    scrape_status: 'deleted',
    scraped_at: new Date(),
  })
  await aBlog(db, 'hidden', {
    follower_count: 20_000,
    er: 9,
    scrape_status: 'private',
    scraped_at: new Date(),
  })
  await aBlog(db, 'adult', {
    follower_count: 20_000,
    er: 9,
    scrape_status: 'restricted',
    scraped_at: new Date(),
  })
  await aBlog(db, 'never', { follower_count: 20_000, er: 9 })
  const old = new Date(Date.now() - 181 * 86_400_000)
  await aBlog(db, 'old', {
    follower_count: 20_000,
    er: 9,
    scrape_status: 'active',
    scraped_at: old,
  })
  await aBlog(db, 'unknown', { er: 9, scrape_status: 'active', scraped_at: new Date() })

  expect(await computeBenchmarks(db)).toBe(2)

  const er = (await readBenchmarks(db, '10k_50k')).get('er')
  expect(er).toMatchObject({ creators: 30 })
  expect(er?.percentiles.at(-1)).toBe(0.03)
})

test('benchmarks of a tier that nobody is in any more are forgotten, and so are the percentiles', async ({
  db,
}) => {
  await creators(db, 30, 20_000)
  await computeBenchmarks(db)
  expect(await refresh(db, null, 100)).toEqual({ last: null, found: 30, updated: 30 })
  await db.updateTable('blogs').set({ follower_count: 2_000_000 }).execute()
  await db.updateTable('blogs').set({ er: null }).where('username', '=', 'f20000_7').execute()

  expect(await computeBenchmarks(db)).toBe(2)

  const tiers = await db.selectFrom('tier_benchmarks').select('tier').distinct().execute()
  expect(tiers).toEqual([{ tier: 'over_1m' }])
  const cleared = await refresh(db, null, 100)
  expect(cleared.last).toBeNull()
  const lost = await db
    .selectFrom('blogs')
    .select('er_percentile')
    .where('username', '=', 'f20000_7')
    .executeTakeFirstOrThrow()
  expect(lost.er_percentile).toBeNull()
})

test('a second refresh writes no blog, and pages go on where they ended', async ({ db }) => {
  await creators(db, 45, 20_000)
  await computeBenchmarks(db)
  const versions = async (): Promise<unknown> =>
    (await sql`select id, xmin::text, xmax::text from blogs order by id`.execute(db)).rows

  let page = await refresh(db, null, 20)
  const updated = [page.updated]
  while (page.last !== null) {
    page = await refresh(db, page.last, 20)
    updated.push(page.updated)
  }
  expect(updated).toEqual([20, 20, 5])

  const before = await versions()
  await computeBenchmarks(db)
  expect(await refresh(db, null, 100)).toEqual({ last: null, found: 0, updated: 0 })
  expect(await versions()).toEqual(before)
})

test('a statement holds the blogs that it writes for a short time', () => {
  expect([nextWrite(2, 10), nextWrite(800, 20), nextWrite(1_000, 0)]).toEqual([4, 1_000, 1_000])
  expect([nextWrite(4, 30), nextWrite(40, 600), nextWrite(1, 400)]).toEqual([4, 2, 1])
})

test('a refresh begins with few blogs at once, however many have moved', async ({ db }) => {
  const world = await startGramdWorld(db, { accounts: 0 })
  await creators(db, 60, 20_000)
  await world.services.queue.enqueue(db, refreshBenchmarks, {})

  await world.runNext('refresh_benchmarks')

  // Blogs of one statement have the same writer.
  const { rows } = await sql<{ blogs: number }>`
    select count(*)::int as blogs from blogs group by xmin::text order by xmin::text::bigint`.execute(
    db,
  )
  expect(rows[0]).toEqual({ blogs: 2 })
  expect(rows.reduce((sum, { blogs }) => sum + blogs, 0)).toBe(60)
})

test('no update of a blog sorts many waiting words into an index while it holds the blog', async ({
  db,
}) => {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
    join pg_am on pg_am.oid = c.relam
    where i.indrelid = 'blogs'::regclass and pg_am.amname = 'gin'
      and not 'fastupdate=off' = any (coalesce(c.reloptions, '{}'))`.execute(db)
  expect(rows).toEqual([])
})

test('a blog that is being written is left alone, and nobody waits', async ({ db }) => {
  await creators(db, 30, 20_000)
  await computeBenchmarks(db)
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('blogs')
      .set({ full_name: 'Ada' })
      .where('username', '=', 'f20000_5')
      .execute()
    expect(await refresh(db, null, 100)).toEqual({ last: null, found: 30, updated: 29 })
  })
  expect(await refresh(db, null, 100)).toEqual({ last: null, found: 1, updated: 1 })
})

test('a refresh that was interrupted goes on from its checkpoint', async ({ db }) => {
  const world = await startGramdWorld(db, { accounts: 0 })
  await creators(db, 40, 20_000)
  await computeBenchmarks(db)
  const tenth = await db
    .selectFrom('blogs')
    .select('id')
    .orderBy('id')
    .offset(9)
    .limit(1)
    .executeTakeFirstOrThrow()
  await world.services.queue.enqueue(db, refreshBenchmarks, {})
  await sql`
    update scrape_tasks_open
    set checkpoint = ${JSON.stringify({ benchmarks: 2, after: tenth.id, updated: 10 })}::jsonb`.execute(
    db,
  )

  const task = await world.runNext('refresh_benchmarks')

  expect(task).toMatchObject({ status: 'done', result: { benchmarks: 2, updated: 40 } })
  const ranked = await sql<{ count: number }>`
    select count(*) from blogs where er_percentile is not null`.execute(db)
  expect(ranked.rows).toEqual([{ count: 30 }])
})

test('SQL and TypeScript tell the same percentile', async ({ db }) => {
  const values = fc.sample(
    fc.tuple(
      fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 101, maxLength: 101 }),
      fc.integer({ min: -2, max: 62 }),
    ),
    { seed: 5, numRuns: 300 },
  )
  for (const [all, value] of values) {
    const percentiles = all.toSorted((a, b) => a - b)
    const { rows } = await sql<{ rank: number }>`
      select derived.percentile_rank(${value}, ${percentiles}) as rank`.execute(db)
    expect(rows[0]?.rank).toBe(percentileRank(value, { creators: 30, percentiles }))
  }
})
