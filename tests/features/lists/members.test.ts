import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { blogOperations } from '../../../src/features/blogs/operations/blogs.ts'
import { lists } from '../../../src/features/lists/feature.ts'
import { operations } from '../../../src/features/lists/operations/index.ts'
import { listMembers, membersQuery } from '../../../src/features/lists/store/member-list.ts'
import { unheard } from '../../fixtures/unheard.ts'
import { background } from '../../fixtures/no-background.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { anApi, problemIn, type TestApi } from '../../http/kit.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { findTraces } from '../erase/traces.ts'

/** The API with an empty list of the name `picks`. */
async function withPicks(db: Db): Promise<TestApi> {
  const api = anApi(db, [
    mountOperations({ db, announce: unheard, background }, operations),
    mountOperations({ db }, blogOperations),
  ])
  await api.send('POST', '/api/lists', { json: { name: 'picks' } })
  return api
}

const MEMBERS = '/api/lists/picks/members'

const Answer = z.looseObject({
  items: z.array(z.looseObject({ blog: z.string(), outcome: z.string() })),
})
const Page = z.object({
  data: z.array(z.looseObject({ username: z.string(), note: z.string().nullable() })),
  next_cursor: z.string().nullable(),
})

async function change({ send }: TestApi, method: 'POST' | 'DELETE', json: object) {
  const response = await send(method, MEMBERS, { json })
  expect(response.status).toBe(200)
  return Answer.parse(await response.json())
}

async function notes({ send }: TestApi, search = '') {
  const page = Page.parse(await (await send('GET', `${MEMBERS}?${search}`)).json())
  return { ...page, data: page.data.map(({ username, note }) => [username, note]) }
}

describe('members of a list', () => {
  test('who are not known are named in no answer that is kept', async ({ db }) => {
    const { send } = await withPicks(db)
    const headers = { 'idempotency-key': 'a-key' }

    await send('POST', MEMBERS, { json: { blogs: ['gone.away'] }, headers })

    expect(await findTraces(db, ['gone.away'])).toEqual([])
  })

  test('are added by id, username and address, each with an answer', async ({ db }) => {
    const api = await withPicks(db)
    const [mama, cook] = [await aBlog(db, 'mama'), await aBlog(db, 'cook.astana')]
    await aBlog(db, 'nomad')

    const answer = await change(api, 'POST', {
      blogs: [
        mama,
        ' @Cook.Astana ',
        'https://www.instagram.com/nomad/?igsh=1',
        'MAMA',
        'stranger',
        '0198c1a5-0000-7000-8000-000000000000',
        'https://www.instagram.com/p/abc/',
      ],
    })

    expect(answer).toMatchObject({ added: 3, already: 1, unknown: 3 })
    expect(answer.items.map(({ outcome }) => outcome)).toEqual([
      'added',
      'added',
      'added',
      'already',
      'unknown',
      'unknown',
      'unknown',
    ])
    expect(answer.items[1]).toEqual({ blog: ' @Cook.Astana ', outcome: 'added', blog_id: cook })
    expect(answer.items[4]).toMatchObject({
      blog: 'stranger',
      reason: 'is not known here: have it scraped first',
    })
    expect(answer.items[6]?.['reason']).toContain('a post')
    expect((await notes(api)).data).toEqual([
      ['cook.astana', null],
      ['mama', null],
      ['nomad', null],
    ])
  })

  test('are what the list of creators with ?list= shows', async ({ db }) => {
    const api = await withPicks(db)
    await aBlog(db, 'outside')
    await aBlog(db, 'inside', { follower_count: 20_000, er: 0.05, scrape_status: 'active' })
    await aBlog(db, 'new')
    await change(api, 'POST', { blogs: ['inside', 'new'] })

    const blogs = await (await api.send('GET', '/api/blogs?list=Picks&min_followers=1')).json()
    const list = await (await api.send('GET', '/api/lists/picks')).json()

    expect(blogs).toMatchObject({ data: [{ username: 'inside' }] })
    expect(list).toMatchObject({
      members: 2,
      by_status: { active: 1, pending: 1 },
      by_tier: { '10k_50k': 1, unknown: 1 },
      with_metrics: 1,
      with_insights: 0,
    })
  })

  test('keep their notes until another is given', async ({ db }) => {
    const api = await withPicks(db)
    await aBlog(db, 'a')
    await aBlog(db, 'b')

    await change(api, 'POST', { blogs: ['a'], note: ' asked on Monday ' })
    await change(api, 'POST', { blogs: ['a', 'b'] })
    expect((await notes(api)).data).toEqual([
      ['a', 'asked on Monday'],
      ['b', null],
    ])
    await change(api, 'POST', { blogs: ['a', 'b'], note: 'agreed' })
    expect((await notes(api)).data).toEqual([
      ['a', 'agreed'],
      ['b', 'agreed'],
    ])
    await change(api, 'POST', { blogs: ['b'], note: null })
    expect((await notes(api)).data).toEqual([
      ['a', 'agreed'],
      ['b', null],
    ])
  })

  test('are taken out together or one by one', async ({ db }) => {
    const api = await withPicks(db)
    for (const name of ['a', 'b', 'c', 'd']) await aBlog(db, name)
    await change(api, 'POST', { blogs: ['a', 'b', 'c'] })

    const answer = await change(api, 'DELETE', { blogs: ['a', 'A', 'd', 'x'] })

    expect(answer).toMatchObject({ removed: 1, not_a_member: 2, unknown: 1 })
    expect((await api.send('DELETE', `${MEMBERS}/b`)).status).toBe(204)
    const address = encodeURIComponent('https://instagram.com/c')
    expect((await api.send('DELETE', `${MEMBERS}/${address}`)).status).toBe(204)
    expect(await problemIn(await api.send('DELETE', `${MEMBERS}/b`))).toMatchObject({ status: 404 })
    expect((await notes(api)).data).toEqual([])
  })

  test('come page by page', async ({ db }) => {
    const api = await withPicks(db)
    const names = ['a', 'b', 'c', 'd', 'e']
    for (const name of names) await aBlog(db, name)
    await change(api, 'POST', { blogs: names })

    const first = await notes(api, 'limit=2')
    const second = await notes(api, `limit=2&cursor=${first.next_cursor}`)
    const third = await notes(api, `limit=2&cursor=${second.next_cursor}`)

    const all = [first, second, third].flatMap(({ data }) => data.map(([name]) => name))
    expect(all).toEqual(names)
    expect(third.next_cursor).toBe(null)
  })

  test('are the same when they are met on the way through all creators', async ({ db }) => {
    const api = await withPicks(db)
    const names = ['a', 'b', 'c', 'd', 'e']
    for (const name of [...names, 'other']) await aBlog(db, name)
    await change(api, 'POST', { blogs: names })
    const { id } = await db.selectFrom('lists').select('id').executeTakeFirstOrThrow()
    const [first] = await listMembers(db, id, { limit: 1 })
    const after = { username: 'a', id: first?.blog_id ?? '' }
    const pages = [
      { limit: 9 },
      { limit: 2, after },
      { limit: 2, offset: 1, filter: { status: 'candidate' } as const },
      { limit: 2, filter: { status: 'agreed' } as const },
    ]
    for (const page of pages)
      expect(await membersQuery(db, id, page, true).execute()).toEqual(
        await membersQuery(db, id, page, false).execute(),
      )

    const plan = await db.transaction().execute(async (tx) => {
      await sql`select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
        set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`.execute(
        tx,
      )
      return JSON.stringify(await membersQuery(tx, id, { limit: 2, after }, true).explain('json'))
    })
    expect(plan).toContain('blogs_platform_username_key')
  })

  test('may be 10,000 in one request, and no more', async ({ db }) => {
    const api = await withPicks(db)
    await sql`
      with new_persons as (
        insert into persons (id) select uuidv7() from generate_series(1, 100) returning id
      )
      insert into blogs (person_id, username, source)
      select id, 'c' || row_number() over (), 'import' from new_persons`.execute(db)
    const blogs = Array.from({ length: 10_000 }, (_, n) => `c${n + 1}`)

    expect(await change(api, 'POST', { blogs })).toMatchObject({ added: 100, unknown: 9_900 })

    const tooMany = await api.send('POST', MEMBERS, { json: { blogs: [...blogs, 'c1'] } })
    expect(await problemIn(tooMany)).toMatchObject({ status: 422, errors: [{ field: 'blogs' }] })
  })

  test('are added once by many requests at the same time', async ({ db }) => {
    const api = await withPicks(db)
    for (const name of ['a', 'b', 'c']) await aBlog(db, name)

    const answers = await Promise.all(
      ['a b c', 'c b a', 'b a c'].map(async (blogs) =>
        change(api, 'POST', { blogs: blogs.split(' ') }),
      ),
    )

    const added = answers.flatMap(({ items }) => items.filter(({ outcome }) => outcome === 'added'))
    expect(added.map(({ blog }) => blog).toSorted()).toEqual(['a', 'b', 'c'])
  })

  test('that turn out to be one creator keep the note of the one that stays', async ({ db }) => {
    const api = await withPicks(db)
    await api.send('POST', '/api/lists', { json: { name: 'others' } })
    const [from, into] = [await aBlog(db, 'new.name'), await aBlog(db, 'known')]
    await change(api, 'POST', { blogs: ['new.name'], note: 'asked' })
    await api.send('POST', '/api/lists/others/members', {
      json: { blogs: ['new.name', 'known'], note: 'agreed' },
    })
    await api.send('POST', '/api/lists/others/members', {
      json: { blogs: ['new.name'], note: 'asked' },
    })

    await db.transaction().execute(async (tx) => await lists.merge?.(tx, { from, into }))

    expect((await notes(api)).data).toEqual([['known', 'asked']])
    const others = Page.parse(await (await api.send('GET', '/api/lists/others/members')).json())
    expect(others.data).toMatchObject([{ username: 'known', note: 'agreed' }])
  })
})
