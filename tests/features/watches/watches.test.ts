import { sql } from 'kysely'
import { z } from 'zod'
import { expect } from 'vitest'
import type { Db } from '../../../src/db/handles.ts'
import type { CreatorBefore } from '../../../src/features/services.ts'
import { detectNews } from '../../../src/features/watches/detect/detect.ts'
import { operations } from '../../../src/features/watches/operations/index.ts'
import { moveNews, storeSilences } from '../../../src/features/watches/store/news.ts'
import { silenceWatches } from '../../../src/features/watches/store/watches.ts'
import { sendDue } from '../../../src/features/watches/tasks/send-watch-news.ts'
import { startSession } from '../../../src/features/users/store/sessions.ts'
import { addUser } from '../../../src/features/users/store/users.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { describe, test } from '../../fixtures/test.ts'
import { anApi, problemIn } from '../../http/kit.ts'
import { clockOf } from '../../pool/pool-fixture.ts'
import { testServices } from '../gramd-world.ts'

const News = z.object({
  data: z.array(
    z.looseObject({
      id: z.string(),
      kind: z.string(),
      is_unread: z.boolean(),
      details: z.looseObject({}),
      creator: z.looseObject({ username: z.string() }),
    }),
  ),
})
const Watch = z.looseObject({
  is_watched: z.boolean(),
  receivers: z.array(z.looseObject({ login: z.string() })),
  unread: z.int(),
  next_digest_at: z.string().nullable(),
})

const LIST = '0198c1a5-0000-7000-8000-00000000f001'

/** A creator of a list with steady weekly readings, and seven usual posts. */
async function fill(db: Db): Promise<string> {
  await sql`insert into lists (id, name) values (${LIST}, 'Spring')`.execute(db)
  const { rows } = await sql<{ id: string }>`
    with person as (insert into persons default values returning id)
    insert into blogs (person_id, username, platform_id, source, scrape_status, follower_count, scraped_at, last_post_at)
    select id, 'aru', '77', 'manual', 'active', 10000, world_now(), world_now() - interval '1 day' from person
    returning id`.execute(db)
  const id = rows[0]?.id ?? ''
  await sql`
    insert into blog_snapshots (blog_id, scraped_at, follower_count)
    select ${id}::uuid, world_now() - back * interval '7 days', 10000 - back * 60 from generate_series(1, 7) back`.execute(
    db,
  )
  await sql`
    insert into blog_posts (blog_id, platform_id, code, media_type, taken_at, play_count)
    select ${id}::uuid, 'p' || back, 'c' || back, 'video', world_now() - back * interval '2 days', 1000
    from generate_series(1, 7) back`.execute(db)
  await sql`insert into list_members (list_id, blog_id) values (${LIST}, ${id}::uuid)`.execute(db)
  return id
}

async function world(db: Db) {
  const blogId = await fill(db)
  const services = testServices(db, clockOf(db), null, {
    settings: { GRAMD_PUBLIC_URL: 'https://gramd.example', GRAMD_CRON_TIMEZONE: 'Asia/Almaty' },
  })
  const api = anApi(db, [mountOperations(services, operations)])
  const signIn = async (login: string, language: string | null = null) => {
    const { id } = await db
      .transaction()
      .execute(async (tx) => await addUser(tx, { login, role: 'member', name: login, email: null }))
    await sql`update users set language = ${language} where id = ${id}`.execute(db)
    return (await startSession(db, id, { address: null, userAgent: null })).token
  }
  const watch = async (json: object, token?: string) =>
    await api.send('PUT', `/api/watches/${LIST}`, { json, ...(token && { token }) })
  /** What a reading of the creator stores and announces. */
  const read = async (change: object, before: Partial<CreatorBefore> = {}) =>
    await db.transaction().execute(async (tx) => {
      const known = await tx
        .selectFrom('blogs')
        .select(['username', 'scrape_status', 'scraped_at', 'risk_flags'])
        .where('id', '=', blogId)
        .executeTakeFirstOrThrow()
      await tx
        .updateTable('blogs')
        .set({ ...change, updated_at: sql`clock_timestamp()`, scraped_at: sql`clock_timestamp()` })
        .where('id', '=', blogId)
        .execute()
      const event = { blogId, before: { ...known, ...before } }
      await services.announce(tx, 'creator.read', event)
      return event
    })
  const news = async (query = '', token?: string) =>
    News.parse(
      await (await api.send('GET', `/api/watches/news${query}`, token ? { token } : {})).json(),
    ).data
  const send = async () => await db.transaction().execute(async (tx) => await sendDue(tx, services))
  const messages = async () =>
    await db
      .selectFrom('notifications')
      .select(['audience', 'kind', 'title', 'count', 'items'])
      .orderBy('audience')
      .execute()
  return { blogId, services, api, signIn, watch, read, news, send, messages }
}

describe('news of a watched list', () => {
  test('are found by a reading, never twice, and a change back and forth is two', async ({
    db,
  }) => {
    const { blogId, watch, read, news } = await world(db)
    await read({ username: 'before.watch' })
    await watch({ brands: ['@Botam.kz'] })

    const event = await read({ username: 'aru.kz' })
    // A repeated listener.
    await db.transaction().execute(async (tx) => await detectNews(tx, event))
    await read({})
    await read({ username: 'before.watch' })
    await read({ scrape_status: 'private' })
    await read({ scrape_status: 'private' })
    await read({ scrape_status: 'active' })
    await read({ risk_flags: ['follower_spike'] })
    await sql`
      insert into blog_snapshots (blog_id, scraped_at, follower_count) values (${blogId}::uuid, world_now(), 14000)`.execute(
      db,
    )
    await sql`
      insert into blog_posts (blog_id, platform_id, code, media_type, taken_at, play_count, sponsors)
      values (${blogId}::uuid, 'new', 'cNew', 'video', world_now(), 9000, '{botam.kz}')`.execute(db)
    await read({ follower_count: 14000 })
    await read({ follower_count: 14100 })

    const found = await news()
    expect(found.map(({ kind }) => kind).toReversed()).toEqual([
      'renamed',
      'renamed',
      'private',
      'back',
      'risk_flag',
      'growth',
      'far_above',
      'advertises',
    ])
    expect(found.find(({ kind }) => kind === 'growth')?.details).toMatchObject({
      before: 9940,
      now: 14000,
      days: 7,
    })
    expect(found.find(({ kind }) => kind === 'far_above')?.details).toMatchObject({
      now: 9000,
      usual: 1000,
      code: 'cNew',
    })
    expect(found[0]?.creator.username).toBe('before.watch')
  })

  test('are none for a list that is not watched, and for rules that are off', async ({ db }) => {
    const { watch, read, news, api } = await world(db)
    await read({ username: 'one' })
    await watch({ renamed: false })
    await read({ username: 'two' })
    await watch({ renamed: true })
    await read({ username: 'three' })
    const gone = await api.send('DELETE', `/api/watches/${LIST}`)
    await read({ username: 'four' })

    expect(gone.status).toBe(204)
    expect((await news()).map(({ details }) => details)).toEqual([{ before: 'two', now: 'three' }])
    expect((await api.send('DELETE', `/api/watches/${LIST}`)).status).toBe(404)
  })

  test('name a silence once, when a reading proves it', async ({ db }) => {
    const { blogId, watch, news } = await world(db)
    await watch({ silent_days: 14 })
    await sql`update watches set watched_since = world_now() - interval '60 days'`.execute(db)
    const find = async () => {
      for (const each of await silenceWatches(db))
        await storeSilences(db, each, new AbortController().signal)
      return (await news('?kind=silent')).length
    }
    await sql`update blogs set last_post_at = world_now() - interval '15 days', scraped_at = world_now() - interval '3 days'`.execute(
      db,
    )
    const unproven = await find()
    await sql`update blogs set scraped_at = world_now()`.execute(db)
    const [first, again] = [await find(), await find()]
    await sql`update blogs set last_post_at = world_now() - interval '14 days 1 hour' where id = ${blogId}::uuid`.execute(
      db,
    )
    expect([unproven, first, again, await find()]).toEqual([0, 1, 1, 2])
  })

  test('move with a creator that turns out to be another row', async ({ db }) => {
    const { blogId, watch, read, news } = await world(db)
    await watch({})
    await read({ username: 'other' })
    const { rows } = await sql<{ id: string }>`
      with person as (insert into persons default values returning id)
      insert into blogs (person_id, username, source) select id, 'newer', 'manual' from person returning id`.execute(
      db,
    )
    const into = rows[0]?.id ?? ''
    await sql`
      insert into watch_news (list_id, blog_id, kind, happened_at, dedupe_key)
      select list_id, ${into}::uuid, kind, happened_at, dedupe_key from watch_news`.execute(db)
    await db.transaction().execute(async (tx) => await moveNews(tx, { from: blogId, into }))
    expect((await news()).map(({ creator }) => creator.username)).toEqual(['newer'])
  })
})

describe('messages of a watched list', () => {
  test('are one digest in the language of each receiver; nothing when nothing happened', async ({
    db,
  }) => {
    const { watch, read, send, messages, signIn } = await world(db)
    const [dana, _erlan] = [await signIn('dana', 'ru'), await signIn('erlan', 'en')]
    const set = Watch.parse(
      await (
        await watch({ digest: 'daily', receivers: ['dana', 'erlan'], is_for_team: true }, dana)
      ).json(),
    )
    expect(set.next_digest_at).toMatch(/T04:00:00.000Z$/)
    const due = sql`update watches set next_digest_at = world_now() - interval '1 minute'`
    await due.execute(db)
    const empty = await send()
    await read({ username: 'aru.kz' })
    await read({ scrape_status: 'private' })
    const early = await send()
    await due.execute(db)
    const sent = await send()
    await due.execute(db)
    const again = await send()

    expect([empty, early, sent, again]).toEqual([
      { due: 1, lists: 0, news: 0 },
      { due: 0, lists: 0, news: 0 },
      { due: 1, lists: 1, news: 2 },
      { due: 1, lists: 0, news: 0 },
    ])
    const all = await messages()
    expect(all.map(({ count }) => count)).toEqual([2, 2, 2])
    expect(all.map(({ title }) => title).toSorted()).toEqual([
      'News of “Spring”',
      'Новости списка «Spring»',
      'Новости списка «Spring»',
    ])
    expect(JSON.stringify(all)).toContain('@aru теперь @aru.kz.')
    expect(JSON.stringify(all)).toContain('https://gramd.example/console/creators/aru.kz')
  })

  test('are neither lost nor repeated by a kill or a second replica', async ({ db }) => {
    const { services, watch, read, send, messages } = await world(db)
    await watch({ digest: 'at_once' })
    await read({ username: 'aru.kz' })
    await db
      .transaction()
      .execute(async (tx) => {
        await sendDue(tx, services)
        throw new Error('killed')
      })
      .catch(() => undefined)
    expect(await messages()).toEqual([])

    const both = await Promise.all([send(), send()])
    expect(both.map(({ news }) => news).reduce((sum, each) => sum + each, 0)).toBe(1)
    expect((await messages()).map(({ count }) => count)).toEqual([1])
  })

  test('two readings at once find a change once', async ({ db }) => {
    const { watch, read, news } = await world(db)
    await watch({})
    const event = await read({ username: 'aru.kz' })
    await Promise.all(
      [1, 2, 3].map(
        async () => await db.transaction().execute(async (tx) => await detectNews(tx, event)),
      ),
    )
    expect(await news()).toHaveLength(1)
  })
})

describe('the API of watches', () => {
  test('begins with its user, keeps what is not sent, and names faults', async ({ db }) => {
    const { api, signIn, watch } = await world(db)
    const dana = await signIn('dana', 'kk')
    const before = Watch.parse(await (await api.send('GET', '/api/watches/spring')).json())
    const set = Watch.parse(await (await watch({ silent_days: null }, dana)).json())
    const kept = Watch.parse(await (await watch({ renamed: false }, dana)).json())
    const faults = await Promise.all(
      [
        { growth_share: 0 },
        { brands: ['x'] },
        { digest_time: '25:00' },
        { receivers: ['nobody.here'] },
        { language: 'xx' },
        { nonsense: 1 },
      ].map(async (json) => {
        const answer = await watch(json, dana)
        return [answer.status, (await problemIn(answer)).errors[0]?.field]
      }),
    )

    expect(before).toMatchObject({ is_watched: false, growth_share: 0.05 })
    expect(set).toMatchObject({ is_watched: true, silent_days: null, language: 'kk' })
    expect(set.receivers.map(({ login }) => login)).toEqual(['dana'])
    expect(kept).toMatchObject({ silent_days: null, renamed: false })
    expect(faults).toEqual([
      [422, 'growth_share'],
      [422, 'brands.0'],
      [422, 'digest_time'],
      [422, 'receivers'],
      [422, 'language'],
      [422, 'nonsense'],
    ])
    expect((await api.send('GET', '/api/watches/unknown')).status).toBe(404)
  })

  test('pages news, and each user reads for themselves', async ({ db }) => {
    const { api, signIn, watch, read, news } = await world(db)
    const [dana, erlan] = [await signIn('dana'), await signIn('erlan')]
    await watch({}, dana)
    for (const username of ['a1', 'a2', 'a3']) await read({ username })
    const Page = z.object({ data: z.array(z.unknown()), next_cursor: z.string().nullable() })
    const first = Page.parse(
      await (await api.send('GET', '/api/watches/news?limit=2&list=Spring')).json(),
    )
    const second = Page.parse(
      await (
        await api.send('GET', `/api/watches/news?limit=2&list=Spring&cursor=${first.next_cursor}`)
      ).json(),
    )
    expect([first.data.length, second.data.length, second.next_cursor]).toEqual([2, 1, null])

    const [newest] = await news('', dana)
    await api.send('POST', `/api/watches/news/${newest?.id}/read`, { token: dana })
    expect((await news('?unread=true', dana)).length).toBe(2)
    expect((await news('?unread=true', erlan)).length).toBe(3)
    await api.send('POST', `/api/watches/news/${newest?.id}/unread`, { token: dana })
    expect((await news('?unread=true', dana)).length).toBe(3)
    await api.send('POST', '/api/watches/news/read-all', { token: dana, json: { list: LIST } })
    expect((await news('?unread=true', dana)).length).toBe(0)
    const unknown = '0198c1a5-0000-7000-8000-00000000ffff'
    const answer = await api.send('POST', `/api/watches/news/${unknown}/read`, { token: dana })
    expect(answer.status).toBe(404)
    expect((await api.send('POST', '/api/watches/news/read-all', { json: {} })).status).toBe(409)
  })
})
