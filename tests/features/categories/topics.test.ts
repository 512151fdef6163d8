import { sql } from 'kysely'
import { z } from 'zod'
import { setWorldTime } from '../../../src/db/world-clock.ts'
import {
  changeTaxonomy,
  lockTaxonomyShared,
} from '../../../src/features/categories/store/taxonomy.ts'
import { describe, expect, test, testOnSharedDatabase } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { asking, categoriesOf, tell } from './kit.ts'

const Page = z.object({
  data: z.array(z.looseObject({ topic: z.string(), creators: z.int() })),
  next_cursor: z.string().nullable(),
})

describe('GET /api/topics/unknown', () => {
  test('tells of each topic how many creators have it, since when, and who', async ({ db }) => {
    await setWorldTime(db, { worldAt: Date.UTC(2026, 10, 1), realAt: Date.now(), speed: 0 })
    const ids = [await aBlog(db, 'a'), await aBlog(db, 'b')] as const
    await tell(db, { [ids[0]]: ['Tarot', 'food', 'bees'], [ids[1]]: ['travel', 'tarots'] })

    const { status, body } = await asking(db)('GET', '/api/topics/unknown')

    expect(status).toBe(200)
    const at = '2026-11-01T00:00:00.000Z'
    expect(body).toEqual({
      data: [
        {
          topic: 'tarot',
          creators: 2,
          primary_creators: 1,
          first_seen_at: at,
          last_seen_at: at,
          example_blog_ids: [...ids].toSorted(),
          example_usernames: ['a', 'b'],
        },
        {
          topic: 'bees',
          creators: 1,
          primary_creators: 0,
          first_seen_at: at,
          last_seen_at: at,
          example_blog_ids: [ids[0]],
          example_usernames: ['a'],
        },
      ],
      next_cursor: null,
      has_more: false,
    })
  })

  test('goes through all of them page by page', async ({ db }) => {
    const ids = [await aBlog(db, 'a'), await aBlog(db, 'b')] as const
    const topics = Array.from({ length: 7 }, (_, n) => `zzq${n}zz`)
    await tell(db, {
      [ids[0]]: ['food', ...topics],
      [ids[1]]: ['food', ...topics.slice(2, 5)],
    })
    const ask = asking(db)
    const found: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const path: string = `/api/topics/unknown?limit=2${cursor && `&cursor=${cursor}`}`
      const page: z.output<typeof Page> = Page.parse((await ask('GET', path)).body)
      found.push(...page.data.map((row) => row.topic))
      cursor = page.next_cursor
    }
    expect(found).toEqual([2, 3, 4, 0, 1, 5, 6].map((n) => `zzq${n}zz`))
  })

  test('uses an index of what is unknown, however much is known', async ({ db }) => {
    await sql`
      with people as (insert into persons (full_name) select 'p' || n from generate_series(1, 1000) n returning id),
        made as (
          insert into blogs (person_id, username, source)
          select id, 'c' || row_number() over (), 'manual' from people returning id
        )
      insert into blog_topics (blog_id, topic, term, place, category_id, matched_by)
      select made.id, 't' || n, 't' || n, n, c.id, case when c.id is not null then 'synonym' end
      from made cross join generate_series(0, 9) n
      left join categories c on c.name = 'food' and (n > 0 or hashtext(made.id::text) % 100 <> 0)`.execute(
      db,
    )
    await sql`vacuum analyze blog_topics`.execute(db)
    const { rows } = await sql`explain (format json) select * from derived.unknown_topics`.execute(
      db,
    )
    expect(JSON.stringify(rows)).toContain('blog_topics_inexact_idx')
  })
})

describe('POST /api/topics/map', () => {
  test('puts all who have the topic into the category, and those who come', async ({ db }) => {
    const ids = [await aBlog(db, 'a'), await aBlog(db, 'b'), await aBlog(db, 'c')] as const
    await tell(db, { [ids[0]]: ['tarot'], [ids[1]]: ['food', 'Tarots'], [ids[2]]: ['food'] })
    const ask = asking(db)

    const answer = await ask('POST', '/api/topics/map', { topic: ' TAROT ', category: 'Humor' })

    expect(answer).toEqual({
      status: 200,
      body: { topic: 'tarot', category: 'humor', is_ignored: false, creators: 2 },
    })
    expect(await categoriesOf(db, ids[0])).toEqual(['humor!'])
    expect(await categoriesOf(db, ids[1])).toEqual(['food!', 'humor'])
    await tell(db, { [ids[2]]: ['tarot blog'] })
    expect(await categoriesOf(db, ids[2])).toEqual(['humor!'])
    expect(await ask('GET', '/api/topics/unknown')).toMatchObject({ body: { data: [] } })
    expect(
      await ask('POST', '/api/topics/map', { topic: 'tarot', category: 'humor' }),
    ).toMatchObject({ body: { creators: 0 } })
  })

  test('takes topics along that are now like it', async ({ db }) => {
    const id = await aBlog(db, 'a')
    await tell(db, { [id]: ['numerologist'] })
    expect(
      await asking(db)('POST', '/api/topics/map', { topic: 'numerology', category: 'lifestyle' }),
    ).toMatchObject({ body: { creators: 1 } })
    expect(await categoriesOf(db, id)).toEqual(['lifestyle!'])
  })

  test('puts a wrong match right, and a topic that nobody has into its category', async ({
    db,
  }) => {
    const id = await aBlog(db, 'a')
    await tell(db, { [id]: ['car insurance', 'psychology'] })
    expect(await categoriesOf(db, id)).toEqual(['cars!', 'personal growth'])
    const ask = asking(db)

    await ask('POST', '/api/topics/map', { topic: 'car insurance', category: 'finance' })
    await ask('POST', '/api/topics/map', { topic: 'psychology', category: 'education' })
    await ask('POST', '/api/topics/map', { topic: 'kokpar', category: 'sports' })

    expect(await categoriesOf(db, id)).toEqual(['finance!', 'education'])
    await tell(db, { [id]: ['Kokpar'] })
    expect(await categoriesOf(db, id)).toEqual(['sports!'])
  })

  test('keeps an ignored topic out of every category until it is heeded again', async ({ db }) => {
    const id = await aBlog(db, 'a')
    await tell(db, { [id]: ['recipes', 'tarot'] })
    const ask = asking(db)

    await ask('POST', '/api/topics/map', { topic: 'tarot', ignore: true })
    const ignored = await ask('POST', '/api/topics/map', { topic: 'recipe', ignore: true })

    expect(ignored.body).toEqual({
      topic: 'recipe',
      category: null,
      is_ignored: true,
      creators: 1,
    })
    expect(await categoriesOf(db, id)).toEqual([])
    expect(await ask('GET', '/api/topics/unknown')).toMatchObject({ body: { data: [] } })
    expect(await ask('GET', '/api/topics/unknown?ignored=true')).toMatchObject({
      body: { data: [{ topic: 'recipes' }, { topic: 'tarot' }] },
    })

    const heeded = await ask('POST', '/api/topics/map', { topic: 'tarot', ignore: false })
    expect(heeded.body).toMatchObject({ category: null, is_ignored: false })
    const mapped = await ask('POST', '/api/topics/map', { topic: 'recipes', category: 'food' })
    expect(mapped.body).toMatchObject({ category: 'food', creators: 1 })
    expect(await categoriesOf(db, id)).toEqual(['food!'])
    expect(await ask('GET', '/api/topics/unknown')).toMatchObject({
      body: { data: [{ topic: 'tarot' }] },
    })
  })

  testOnSharedDatabase.for<[object, number]>([
    [{ topic: 'tarot', category: 'nothing' }, 422],
    [{ topic: 'food', category: 'travel' }, 409],
    [{ topic: 'Foods', ignore: true }, 409],
    [{ topic: 'tarot' }, 422],
    [{ topic: 'tarot', category: 'food', ignore: true }, 422],
    [{ topic: ' ', ignore: true }, 422],
    [{ topic: 'a\0b', category: 'food' }, 422],
  ])('refuses %j', async ([json, status], { db }) => {
    expect(await asking(db)('POST', '/api/topics/map', json)).toMatchObject({ status })
  })
})

test('a change waits for results that are being stored, and counts for all of them', async ({
  db,
}) => {
  const id = await aBlog(db, 'a')
  const ask = asking(db)
  const order: string[] = []
  let change: Promise<unknown> | undefined
  await db.transaction().execute(async (tx) => {
    await lockTaxonomyShared(tx)
    change = ask('POST', '/api/topics/map', { topic: 'tarot', category: 'humor' }).then(() =>
      order.push('changed'),
    )
    await expect
      .poll(async () => {
        const { rows } = await sql<{ waits: boolean }>`
          select exists (select from pg_locks where locktype = 'advisory' and not granted) as waits`.execute(
          db,
        )
        return rows[0]?.waits
      })
      .toBe(true)
    await sql`
      insert into blog_topics (blog_id, topic, term, place) values (${id}, 'tarot', 'tarot', 0)`.execute(
      tx,
    )
    order.push('stored')
  })
  await change
  expect(order).toEqual(['stored', 'changed'])
  expect(await categoriesOf(db, id)).toEqual(['humor!'])
})

test('a change that is refused leaves everything as it was', async ({ db }) => {
  await expect(
    changeTaxonomy(db, async (tx) => {
      await tx.deleteFrom('category_synonyms').execute()
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  const { rows } = await sql<{ count: number }>`select count(*) from category_synonyms`.execute(db)
  expect(rows[0]?.count).toBeGreaterThan(500)
})

test('many topics are decided at once, and names of categories are left as they are', async ({
  db,
}) => {
  const blog = await aBlog(db, 'a')
  await tell(db, { [blog]: ['tarot', 'bees', 'food'] })
  const ask = asking(db)
  const mapped = await ask('POST', '/api/topics/bulk', {
    topics: ['Tarot', 'tarots', 'food', 'bees'],
    category: 'travel',
  })
  const { body } = await ask('GET', '/api/topics/unknown')

  expect(mapped.body).toEqual({
    topics: 2,
    creators: 1,
    category: 'travel',
    refused: [{ topic: 'food', reason: expect.stringContaining("the category 'food'") }],
  })
  expect(body).toMatchObject({ data: [] })
  expect(await categoriesOf(db, blog)).toEqual(['travel!', 'food'])
  await ask('POST', '/api/topics/bulk', { topics: ['tarot', 'bees'], ignore: true })
  expect(await categoriesOf(db, blog)).toEqual(['food'])
  const taken = await ask('POST', '/api/topics/bulk', { topics: ['bees'], ignore: false })
  expect(taken.body).toMatchObject({ topics: 1, category: null, refused: [] })
  expect((await ask('GET', '/api/topics/unknown')).body).toMatchObject({
    data: [{ topic: 'bees' }],
  })
})
