import { z } from 'zod'
import { blogLines, blogsOf, listBlogs, viewBlog } from '../../../src/features/blogs/index.ts'
import { features } from '../../../src/features/index.ts'
import { describe, expect, test, testOnSharedDatabase } from '../../fixtures/test.ts'
import { aToken, problemIn } from '../../http/kit.ts'
import { aBlog, aCategory } from '../blogs/a-blog.ts'
import { api, csvOf } from './csv-kit.ts'

describe('an export as CSV', () => {
  test('has a line for each creator, with readable cells', async ({ db }) => {
    const id = await aBlog(db, 'mama', {
      full_name: '=cmd|calc',
      biography: 'мама двоих\n@papa "Алматы"',
      follower_count: 5_000,
      er: 0.0312,
      engagement_trend_per_30_days: -0.05,
      is_verified: true,
      bio_links: JSON.stringify([
        { url: 'https://shop.example', title: 'Shop' },
        { url: 'https://b.example', title: null },
      ]),
      risk_flags: ['follows_many', 'follower_spike'],
      languages: ['ru', 'kk'],
      ai_insights: { content: { primary_topic: 'food', secondary_topics: ['a', 'b'] } },
      ai_confidence: 0.5,
      ai_analyzed_at: '2026-03-02T09:00:00Z',
    })
    await aCategory(db, id, 'Food', true)
    await aCategory(db, id, 'Children')

    const { response, rows, text } = await csvOf(api(db), 'columns=all')

    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present')
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="creators-\d{4}-\d\d-\d\d\.csv"$/,
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      username: 'mama',
      full_name: "'=cmd|calc",
      profile_url: 'https://www.instagram.com/mama/',
      biography: 'мама двоих\n@papa "Алматы"',
      follower_count: '5000',
      following_count: '',
      follower_tier: '1k_10k',
      er: '0.0312',
      engagement_trend_per_30_days: '-0.05',
      is_verified: 'true',
      bio_links: 'Shop: https://shop.example\nhttps://b.example',
      categories: 'Food, Children',
      primary_category: 'Food',
      risk_flags: 'follows_many, follower_spike',
      languages: 'ru, kk',
      'ai_insights.content.primary_topic': 'food',
      'ai_insights.content.secondary_topics': 'a, b',
      'ai_insights.lifestyle.has_car': '',
    })
    expect(text.startsWith('"username","full_name"')).toBe(true)
  })

  test('has fifteen columns unless others are asked for, and every one with all', async ({
    db,
  }) => {
    await aBlog(db, 'mama')
    const header = async (search: string) =>
      Object.keys((await csvOf(api(db), search)).rows[0] ?? {})

    expect(await header('')).toEqual(
      'username full_name profile_url follower_count er er_percentile view_rate_by_followers posts_per_week last_post_at languages primary_category paid_post_share risk_flags scrape_status scraped_at'.split(
        ' ',
      ),
    )
    const all = await header('columns=all')
    const document = await (await api(db).send('GET', '/api/blogs')).json()
    const [blog] = z
      .object({ data: z.array(z.record(z.string(), z.unknown())) })
      .parse(document).data
    expect(all).toEqual(expect.arrayContaining(Object.keys(blog ?? {})))
    expect(all).toContain('ai_insights.content.primary_topic')
    expect(new Set(all).size).toBe(all.length)
    expect((await header('columns=platform_id,all')).slice(0, 2)).toEqual([
      'platform_id',
      'username',
    ])
  })

  test('rounds numbers to what is known of them', async ({ db }) => {
    await aBlog(db, 'mama', {
      follower_count: 1_234_567,
      er: 0.034217863,
      engagement_trend_per_30_days: -0.00001,
      posts_per_week: 3.4567,
      engagement_spread: 0.98765,
      paid_post_share: 1 / 3,
      er_percentile: 61,
    })

    const { text } = await csvOf(
      api(db),
      'columns=follower_count,er,engagement_trend_per_30_days,posts_per_week,engagement_spread,paid_post_share,er_percentile',
    )

    expect(text.split('\r\n')[1]).toBe('1234567,0.0342,0,3.5,0.99,0.33,61')
  })

  test.for([
    ['delimiter=%3B', '"username";"er"\r\n"mama";0,0312\r\n'],
    ['delimiter=semicolon&decimal=.', '"username";"er"\r\n"mama";0.0312\r\n'],
    ['delimiter=tab', '"username"\t"er"\r\n"mama"\t0.0312\r\n'],
    ['delimiter=comma', '"username","er"\r\n"mama",0.0312\r\n'],
  ] as const)('with %s is %j', async ([search, expected], { db }) => {
    await aBlog(db, 'mama', { er: 0.03123 })

    const response = await api(db).send('GET', `/api/blogs/export?columns=username,er&${search}`)
    expect(await response.text()).toBe(expected)
  })

  test('has the columns that are asked for, in their order, and a byte order mark on demand', async ({
    db,
  }) => {
    await aBlog(db, 'mama', { follower_count: 7, risk_flags: ['a', 'b'] })

    const { text } = await csvOf(api(db), 'columns=follower_count,username,risk_flags&bom=true')

    expect(text).toBe('\ufeff"follower_count","username","risk_flags"\r\n7,"mama","a, b"\r\n')
  })

  test('has no address for a creator whose name somebody else has taken over', async ({ db }) => {
    await aBlog(db, '~4711')

    const { text } = await csvOf(api(db), 'columns=username,profile_url')

    expect(text).toBe('"username","profile_url"\r\n"~4711",\r\n')
  })

  test('of a list that does not exist is refused by the name of the field', async ({ db }) => {
    const response = await api(db).send('GET', '/api/blogs/export?list=autumn')

    expect(response.status).toBe(422)
    expect((await problemIn(response)).errors).toMatchObject([{ field: 'list' }])
  })

  test('of nobody is a header', async ({ db }) => {
    expect((await csvOf(api(db), 'columns=id,username')).text).toBe('"id","username"\r\n')
  })

  test('takes the filters and sorts of the list', async ({ db }) => {
    for (const [name, followers] of [
      ['a', 10],
      ['b', null],
      ['c', 30],
      ['d', 20],
    ] as const)
      await aBlog(db, name, { follower_count: followers, is_verified: name !== 'd' })

    const { rows } = await csvOf(api(db), 'verified=true&sort=follower_count&order=asc')

    expect(rows.map((row) => row['username'])).toEqual(['a', 'c', 'b'])
  })
})

describe('an export as JSONL', () => {
  test('has the Blog of the API on each line', async ({ db }) => {
    await aBlog(db, 'one', { biography: 'x\ny\u2028z' })
    await aBlog(db, 'two', { er: 0.5 })

    const response = await api(db).send('GET', '/api/blogs/export?format=jsonl')
    const lines = (await response.text()).split('\n')

    expect(response.headers.get('content-type')).toBe('application/jsonl; charset=utf-8')
    expect(lines.pop()).toBe('')
    const { data } = z
      .object({ data: z.array(z.unknown()) })
      .parse(await (await api(db).send('GET', '/api/blogs')).json())
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(data)
  })

  test('is what JSON.stringify makes of each Blog, to the byte', async ({ db }) => {
    const id = await aBlog(db, 'odd', {
      full_name: 'tab\t "quoted" \\ \u0001 \u007f 🙂',
      er: 0.000001234,
      er_reels: 1e-7,
      comments_per_like: 2e21,
      engagement_trend_per_30_days: -0,
      posts_per_week: 2 ** -44,
      er_percentile: 61,
      is_verified: false,
      bio_links: JSON.stringify([{ url: 'https://b.example', title: 'Ж "1"' }]),
      risk_flags: ['a "quoted"', 'ә'],
      languages: ['ru', 'kk'],
      ai_insights: { content: { primary_topic: 'food', secondary_topics: ['a', 'b'] } },
      ai_confidence: 0.5,
      ai_analyzed_at: '2026-03-02T09:00:00.1Z',
      scraped_at: '2026-03-02T09:00:00.120999Z',
      last_post_at: '2026-03-02T09:00:00Z',
    })
    await aCategory(db, id, 'Food & "more"', true)
    for (const name of ['plain', 'other']) await aBlog(db, name)
    const query = { filter: {}, sort: 'created_at', order: 'desc', limit: 10 } as const
    const { rows } = await listBlogs(db, query)
    const lines = rows.map(({ sort_key: _key, ...row }) => `${JSON.stringify(viewBlog(row))}\n`)

    const response = await api(db).send('GET', '/api/blogs/export?format=jsonl')
    expect(await response.text()).toBe(lines.join(''))
  })

  test('leaves out who is gone between the list and its lines', async ({ db }) => {
    const ids = [await aBlog(db, 'one'), await aBlog(db, 'two')]
    const [one = '', two = ''] = ids
    await db.deleteFrom('blogs').where('id', '=', one).execute()

    const lines = (await blogLines(db, ids)).toString()
    expect(lines).toMatch(/^\{[^\n]*\}\n$/)
    expect(lines).toContain(two)
    expect((await blogsOf(db, ids, new Set())).map(({ id }) => id)).toEqual([two])
  })
})

describe('a request for an export', () => {
  testOnSharedDatabase.for([
    ['format=xml', 'format'],
    ['columns=username,shoe_size', 'columns'],
    ['columns=', 'columns'],
    ['format=jsonl&columns=username', 'columns'],
    ['format=jsonl&bom=true', 'bom'],
    ['format=jsonl&delimiter=%3B', 'delimiter'],
    ['delimiter=%7C', 'delimiter'],
    ['decimal=x', 'decimal'],
    ['limit=5', 'limit'],
    ['sort=relevance', 'sort'],
    ['min_er=1&max_er=0.5', 'max_er'],
  ] as const)('?%s is refused for %s', async ([search, field], { db }) => {
    const problem = await problemIn(await api(db).send('GET', `/api/blogs/export?${search}`))

    expect(problem).toMatchObject({ status: 422, errors: [{ field }] })
  })

  test('needs a token that may read', async ({ db }) => {
    const { send } = api(db)
    const read = await aToken(db, ['exports:read'], 'reader')
    const write = await aToken(db, ['creators:write'], 'writer')
    const statuses = await Promise.all(
      [null, write, read].map(async (token) => {
        return (await send('GET', '/api/blogs/export', { token })).status
      }),
    )

    expect(statuses).toEqual([401, 403, 200])
  })

  test('is looked at before the route of one creator, whose name it could be', () => {
    const names = features.map(({ name }) => name)

    expect(names.indexOf('export')).toBeLessThan(names.indexOf('blogs'))
    expect(names.indexOf('lists')).toBeLessThan(names.indexOf('blogs'))
  })

  test('hides a creator of that name from its username, but not from @username', async ({ db }) => {
    await aBlog(db, 'export')

    const response = await api(db).send('GET', '/api/blogs/@export')

    expect(await response.json()).toMatchObject({ username: 'export' })
  })
})
