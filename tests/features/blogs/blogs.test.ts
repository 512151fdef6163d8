import { sql } from 'kysely'
import { z } from 'zod'
import {
  BLOG_MEASURES,
  BLOG_SORT_COLUMNS,
  type BlogSortColumn,
} from '../../../src/creators/fields.ts'
import type { Db } from '../../../src/db/handles.ts'
import { storeAnswers, writtenAnswer } from '../../../src/features/analyze/store/insights.ts'
import { blogOperations } from '../../../src/features/blogs/operations/blogs.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { encodeCursor } from '../../../src/http/pagination.ts'
import {
  describe,
  expect,
  test,
  testOnDatabaseOf,
  testOnSharedDatabase,
} from '../../fixtures/test.ts'
import { anApi, problemIn, type TestApi } from '../../http/kit.ts'
import { aBlog, aCategory, insightsIn } from './a-blog.ts'

const api = (db: Db): TestApi => anApi(db, [mountOperations({ db }, blogOperations)])

const Page = z.object({
  data: z.array(z.looseObject({ id: z.string(), username: z.string() })),
  next_cursor: z.string().nullable(),
  has_more: z.boolean(),
})

async function usernames({ send }: TestApi, search: string): Promise<string[]> {
  const page = Page.parse(await (await send('GET', `/api/blogs?${search}`)).json())
  return page.data.map(({ username }) => username)
}

/** Every page of a list, one after the other by cursor. */
async function allPages({ send }: TestApi, search: string): Promise<string[]> {
  const seen: string[] = []
  let cursor = ''
  for (;;) {
    const page = Page.parse(await (await send('GET', `/api/blogs?${search}${cursor}`)).json())
    seen.push(...page.data.map(({ username }) => username))
    if (page.next_cursor === null) return seen
    cursor = `&cursor=${page.next_cursor}`
  }
}

/** Twenty creators with ties and gaps in every column that lists are sorted by. */
async function someBlogs(db: Db): Promise<void> {
  const { id } = await db
    .insertInto('persons')
    .defaultValues()
    .returning('id')
    .executeTakeFirstOrThrow()
  for (let n = 0; n < 20; n += 1) {
    const isAnalyzed = value('ai_confidence', n) !== null
    await db
      .insertInto('blogs')
      .values({
        person_id: id,
        username: `creator_${String(n).padStart(2, '0')}`,
        source: 'manual',
        ...Object.fromEntries(BLOG_SORT_COLUMNS.map((column) => [column, value(column, n)])),
        created_at: `2026-03-01T09:00:00.00000${n % 4}Z`,
        ai_insights: isAnalyzed ? { confidence: 0.9, notes: null } : null,
        ai_analyzed_at: isAnalyzed ? '2026-03-01T09:00:00Z' : null,
      })
      .execute()
  }
}

function value(column: BlogSortColumn, n: number): string | number | null {
  if ((n + column.length) % 4 === 0) return null
  if (!(column in BLOG_MEASURES)) return `2026-03-02T09:00:00.00000${n % 3}Z`
  const measure = Object.entries(BLOG_MEASURES).find(([name]) => name === column)?.[1]
  if (measure?.type !== 'double precision') return n % 5
  return measure.min < 0 ? (n % 4) / 7e4 - 1e-9 : (n % 4) / 7
}

async function threeBlogs(db: Db): Promise<void> {
  const mother = await aBlog(db, 'almaty_mama', {
    follower_count: 5_000,
    er: 0.05,
    scrape_status: 'active',
    ai_insights: insightsIn(['ru', 'kk']),
    ai_confidence: 0.9,
    ai_analyzed_at: '2026-03-02T09:00:00Z',
  })
  const cook = await aBlog(db, 'cook.astana', {
    follower_count: 50_000,
    er: 0.01,
    scrape_status: 'private',
    source: 'discover',
  })
  await aBlog(db, 'unknown_yet')
  await aCategory(db, mother, 'parenting', true)
  await aCategory(db, mother, 'food')
  await aCategory(db, cook, 'food', true)
}

const testOnSomeBlogs = testOnDatabaseOf(someBlogs)
const testOnThreeBlogs = testOnDatabaseOf(threeBlogs)

describe('the order of GET /api/blogs', () => {
  testOnSomeBlogs.for(BLOG_SORT_COLUMNS)(
    'by %s is the same page by page, by offset and in SQL, without a value last',
    async (sort, { db }) => {
      for (const order of ['desc', 'asc']) {
        const expected = await db
          .selectFrom('blogs')
          .select('username')
          .orderBy(sql`${sql.ref(sort)} ${sql.raw(order)} nulls last, id ${sql.raw(order)}`)
          .execute()
        const search = `sort=${sort}&order=${order}`

        const byCursor = await allPages(api(db), `${search}&limit=3`)
        const byOffset = await Promise.all(
          [0, 7, 14].map(
            async (offset) => await usernames(api(db), `${search}&limit=7&offset=${offset}`),
          ),
        )

        expect(byCursor, order).toEqual(expected.map(({ username }) => username))
        expect(byOffset.flat(), order).toEqual(byCursor)
      }
    },
  )
})

describe('the filters of GET /api/blogs', () => {
  testOnThreeBlogs.for([
    ['username=mama', ['almaty_mama']],
    ['username=@COOK.', ['cook.astana']],
    ['username=_', ['unknown_yet', 'almaty_mama']],
    ['min_followers=5000&max_followers=50000', ['cook.astana', 'almaty_mama']],
    ['max_followers=49999', ['almaty_mama']],
    ['min_er=0.02', ['almaty_mama']],
    ['max_er=0.02', ['cook.astana']],
    ['category=food', ['cook.astana', 'almaty_mama']],
    ['category=parenting', ['almaty_mama']],
    ['category=cars', []],
    ['status=private', ['cook.astana']],
    ['language=kk', ['almaty_mama']],
    ['language=en', []],
    ['status=private,active', ['cook.astana', 'almaty_mama']],
    ['status=private&status=active', ['cook.astana', 'almaty_mama']],
    ['status=private,failed&status=active', ['cook.astana', 'almaty_mama']],
    ['source=discover', ['cook.astana']],
    ['category=Food&status=active&language=ru', ['almaty_mama']],
  ] as const)('?%s gives %j', async ([search, expected], { db }) => {
    expect(await usernames(api(db), search)).toEqual(expected)
  })

  test('a synonym of a category, in whatever language and form, stands for it', async ({ db }) => {
    const cook = await aBlog(db, 'cook')
    await aCategory(db, cook, 'food', true)
    await aCategory(db, await aBlog(db, 'driver'), 'cars', true)
    await threeBlogs(db)

    for (const word of ['food', 'Cooking', 'рецепт', 'тағам']) {
      const search = `category=${encodeURIComponent(word)}&username=cook&source=manual`
      expect(await usernames(api(db), search), word).toEqual(['cook'])
    }
  })

  testOnThreeBlogs('shows the categories, the primary one first', async ({ db }) => {
    const answer = await api(db).send('GET', '/api/blogs?category=parenting')
    const page = Page.parse(await answer.json())

    expect(page.data[0]?.['categories']).toEqual([
      { name: 'parenting', is_primary: true },
      { name: 'food', is_primary: false },
    ])
  })
})

describe('a faulty list request', () => {
  const UUID = '0198c1a5-0000-7000-8000-000000000000'
  const key = (value: string | null): string =>
    encodeCursor(['follower_count', 'desc', value, UUID])

  testOnSharedDatabase.for([
    ['limit=-1', 'limit'],
    ['limit=201', 'limit'],
    ['offset=x', 'offset'],
    ['min_followers=1.5', 'min_followers'],
    ['min_followers=2147483648', 'min_followers'],
    ['min_followers=10&max_followers=9', 'max_followers'],
    ['min_er=-1', 'min_er'],
    ['min_er=NaN', 'min_er'],
    ['min_er=1&max_er=0.5', 'max_er'],
    ['status=alive', 'status'],
    ['sort=username', 'sort'],
    ['order=up', 'order'],
    ['username=a%20b', 'username'],
    [`q=${'a'.repeat(501)}`, 'q'],
    [`q=${encodeURIComponent('я'.repeat(10_000))}`, 'q'],
    ['q=%00', 'q'],
    ['q=', 'q'],
    ['sort=relevance', 'sort'],
    ['tier=1k_10k,huge', 'tier'],
    ['tier=1k_10k&tier=huge', 'tier'],
    ['verified=yes', 'verified'],
    ['hashtag=two%20words', 'hashtag'],
    ['mentions=a%20b', 'mentions'],
    ['mentions=https://instagram.com/p/x', 'mentions'],
    ['risk_flag=bots', 'risk_flag'],
    ['caption_language=kz', 'caption_language'],
    ['list=nobodys', 'list'],
    [`list=${UUID}`, 'list'],
    ['min_er_percentile=101', 'min_er_percentile'],
    ['min_paid_post_share=0.5&max_paid_post_share=0.4', 'max_paid_post_share'],
    ['last_post_within_days=-1', 'last_post_within_days'],
    [`language=${Array.from({ length: 21 }, (_, n) => n).join(',')}`, 'language'],
    ['limit=50,50', 'limit'],
    ['username=', 'username'],
    ['language=%00', 'language'],
    ['followers=5', 'followers'],
    ['cursor=garbage', 'cursor'],
    [`cursor=${key('5')}`, 'cursor'],
    [`sort=follower_count&order=asc&cursor=${key('5')}`, 'cursor'],
    [`sort=follower_count&cursor=${key('5')}&offset=1`, 'cursor'],
    [`sort=follower_count&cursor=${key('99999999999')}`, 'cursor'],
    [`sort=follower_count&cursor=${key("5'")}`, 'cursor'],
    [`sort=er&cursor=${encodeCursor(['er', 'desc', '1e999', UUID])}`, 'cursor'],
    [`sort=er&cursor=${encodeCursor(['er', 'desc', '1e-999', UUID])}`, 'cursor'],
    [`q=a&cursor=${encodeCursor(['relevance', 'desc', '1e-60', UUID])}`, 'cursor'],
    [
      `sort=er_percentile&cursor=${encodeCursor(['er_percentile', 'desc', '70000', UUID])}`,
      'cursor',
    ],
  ])('?%s is refused by the name of the field', async ([search, field], { db }) => {
    const response = await api(db).send('GET', `/api/blogs?${search}`)

    expect(response.status).toBe(422)
    expect((await problemIn(response)).errors).toEqual([{ field, reason: expect.any(String) }])
  })
})

describe('GET /api/blogs/{id}', () => {
  test('gives a creator with posts, highlights and history, by id and by username', async ({
    db,
  }) => {
    const id = await aBlog(db, 'natgeo', { follower_count: 7, engagement_trend: 'growing' })
    await sql`insert into blog_posts (blog_id, platform_id, media_type, taken_at, play_count)
      select ${id}, n::text, 'photo', timestamptz '2026-01-01' + n * interval '1 hour', 5000000000
      from generate_series(1, 60) n`.execute(db)
    await db
      .insertInto('blog_highlights')
      .values({ blog_id: id, platform_id: '1', title: 'Trips', story_mentions: ['nasa'] })
      .execute()
    await sql`insert into blog_snapshots (blog_id, follower_count, scraped_at)
      select ${id}, n, timestamptz '2026-01-01' + n * interval '1 day' from generate_series(1, 120) n`.execute(
      db,
    )

    const byName = await (await api(db).send('GET', '/api/blogs/@NatGeo')).json()
    const byId = await (await api(db).send('GET', `/api/blogs/${id}`)).json()

    expect(byId).toEqual(byName)
    const Detail = z.looseObject({
      posts: z.array(z.looseObject({ platform_id: z.string() })),
      history: z.array(z.looseObject({ follower_count: z.number() })),
    })
    const { posts, history } = Detail.parse(byId)
    expect(byId).toMatchObject({
      id,
      username: 'natgeo',
      follower_count: 7,
      engagement_trend: 'growing',
      ai_insights: null,
      categories: [],
      highlights: [{ platform_id: '1', title: 'Trips', story_mentions: ['nasa'] }],
    })
    expect(posts).toHaveLength(50)
    expect(posts[0]).toMatchObject({
      platform_id: '60',
      play_count: 5_000_000_000,
      like_count: null,
    })
    expect(history).toHaveLength(100)
    expect(history[0]).toMatchObject({ follower_count: 120 })
  })

  testOnSharedDatabase.for([
    ['nobody', 404, 'not_found'],
    ['0198c1a5-0000-7000-8000-000000000000', 404, 'not_found'],
    ['two%20words', 422, 'invalid_input'],
    ['~somebody', 422, 'invalid_input'],
    ['https%3A%2F%2Fwww.instagram.com%2Fnobody%2F', 404, 'not_found'],
    ['https%3A%2F%2Fwww.instagram.com%2Fp%2Fx%2F', 422, 'invalid_input'],
    ['%E2%98%83', 422, 'invalid_input'],
  ] as const)('%s is %i', async ([id, status, code], { db }) => {
    const response = await api(db).send('GET', `/api/blogs/${id}`)

    expect(response.status).toBe(status)
    expect(await problemIn(response)).toMatchObject({ code, errors: [{ field: 'id' }] })
  })
})

test('a creator says who told each part, and nobody while it was not read', async ({ db }) => {
  const read = { profile_source: 'official', posts_source: 'pool', fully_scraped_at: new Date() }
  const id = await aBlog(db, 'mila', read)
  const unread = await aBlog(db, 'anna')
  const shown = async (blog: string): Promise<unknown> =>
    await (await api(db).send('GET', `/api/blogs/${blog}`)).json()
  expect(await shown(id)).toMatchObject({
    sources: { profile: 'official', posts: 'pool', highlights: 'pool' },
  })
  expect(await shown(unread)).toMatchObject({
    sources: { profile: null, posts: null, highlights: null },
  })
})

describe('GET /api/blogs/{id}/insights', () => {
  async function threeVersions(db: Db): Promise<string> {
    const id = await aBlog(db, 'mila')
    const model = { model: 'gpt-6-luna', promptVersion: '2', taskId: null, batchId: null }
    for (const confidence of [0.1, 0.2, 0.3]) {
      const answer = { ...model, blogId: id, insights: { confidence, notes: null } }
      await db.transaction().execute(async (tx) => await storeAnswers(tx, [writtenAnswer(answer)]))
    }
    return id
  }

  test('gives every version page by page, the newest first', async ({ db }) => {
    const id = await threeVersions(db)
    await aBlog(db, 'vera')

    const first = await (await api(db).send('GET', `/api/blogs/${id}/insights?limit=2`)).json()
    const { next_cursor } = z.looseObject({ next_cursor: z.string() }).parse(first)
    const rest = await (
      await api(db).send('GET', `/api/blogs/@mila/insights?limit=2&cursor=${next_cursor}`)
    ).json()
    const none = await (await api(db).send('GET', '/api/blogs/@vera/insights')).json()

    const told = { model: 'gpt-6-luna', prompt_version: '2', task_id: null, batch_id: null }
    expect(first).toMatchObject({
      data: [
        { ...told, version: 3, confidence: 0.3, insights: { confidence: 0.3, notes: null } },
        { ...told, version: 2, confidence: 0.2 },
      ],
      has_more: true,
    })
    expect(rest).toMatchObject({ data: [{ ...told, version: 1 }], has_more: false })
    expect(none).toEqual({ data: [], next_cursor: null, has_more: false })
  })

  test('the creator tells of the newest', async ({ db }) => {
    const id = await threeVersions(db)

    const blog = await (await api(db).send('GET', `/api/blogs/${id}`)).json()

    expect(blog).toMatchObject({
      ai_insights: { confidence: 0.3 },
      ai_confidence: 0.3,
      ai_version: 3,
      ai_model: 'gpt-6-luna',
      ai_prompt_version: '2',
    })
  })

  test.for([
    ['@nobody/insights', 404, 'id'],
    ['@mila/insights?cursor=garbage', 422, 'cursor'],
    [`@mila/insights?cursor=${encodeCursor(['scrape', 1])}`, 422, 'cursor'],
    ['@mila/insights?limit=0', 422, 'limit'],
  ] as const)('%s is %i', async ([path, status, field], { db }) => {
    await aBlog(db, 'mila')
    const response = await api(db).send('GET', `/api/blogs/${path}`)
    expect(response.status).toBe(status)
    expect(await problemIn(response)).toMatchObject({ errors: [{ field }] })
  })

  test('the API docs show what insights are made of', async ({ db }) => {
    const response = await api(db).send('GET', '/openapi.json', { token: null })
    const Document = z.looseObject({
      components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({})) }),
    })

    const { schemas } = Document.parse(await response.json()).components

    expect(schemas['AIInsights']).toMatchObject({
      type: 'object',
      required: ['confidence', 'notes'],
      properties: {
        content: {
          properties: {
            primary_topic: { type: 'string' },
            evidence: { type: 'array', items: { required: ['field', 'quote', 'post_id'] } },
          },
        },
        lifestyle: { properties: { has_car: { type: ['boolean', 'null'] } } },
      },
    })
    expect(JSON.stringify(schemas['Blog'])).toContain('#/components/schemas/AIInsights')
    expect(JSON.stringify(schemas['InsightsVersion'])).toContain('#/components/schemas/AIInsights')
  })
})
