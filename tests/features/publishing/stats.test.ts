import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { publishing } from '../../../src/features/publishing/feature.ts'
import { expect, test } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { stoppedTime, testServices } from '../gramd-world.ts'
import { startPostsWorld } from './posts-world.ts'

const Overview = z.looseObject({
  success_rate: z.number().nullable(),
  mean_seconds: z.number().nullable(),
  by_day: z.array(z.looseObject({ day: z.string(), success: z.int(), failed: z.int() })),
  by_group: z.array(
    z.looseObject({ name: z.string(), success: z.int(), success_rate: z.number().nullable() }),
  ),
  accounts: z.array(z.object({ state: z.string(), count: z.int() })),
  troubled: z.array(z.looseObject({ username: z.string(), last_error: z.string().nullable() })),
})
const Page = z.object({
  data: z.array(z.looseObject({ id: z.uuid() })),
  next_cursor: z.string().nullable(),
})

type Statistics = {
  overview(query?: string): Promise<z.output<typeof Overview>>
  /** All of a list, so many at a time. */
  walk(path: string, limit: number): Promise<Record<string, unknown>[][]>
}

async function statistics(db: Db): Promise<Statistics> {
  const { clock } = await stoppedTime(db)
  const services = testServices(db, clock, null, {})
  const api = anApi(db, [publishing.routes?.(services) ?? []].flat())
  const get = async (path: string): Promise<unknown> => await (await api.send('GET', path)).json()
  return {
    overview: async (query = '') => Overview.parse(await get(`/api/stats/overview?${query}`)),
    async walk(path, limit) {
      const pages: Record<string, unknown>[][] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
        const page: z.output<typeof Page> = Page.parse(await get(`${path}limit=${limit}${from}`))
        pages.push(page.data)
        cursor = page.next_cursor
      }
      return pages
    },
  }
}

/** Accounts of the pool to publish on, by name; gives their ids in that order. */
async function addPublishers(db: Db, states: readonly string[]): Promise<string[]> {
  await sql`
    insert into proxies (protocol, host, port, identity_hash) values ('http', 'proxy.example', 1, decode(md5('p'), 'hex'))`.execute(
    db,
  )
  await sql`
    insert into instagram_accounts (username, state, purpose, device_seed, secrets, proxy_id)
    select 'publisher_' || n, state, 'publish', 'seed' || n, 'x', (select id from proxies)
    from unnest(${states}::text[]) with ordinality a (state, n)`.execute(db)
  const { rows } = await sql<{ id: string }>`
    with made as (
      insert into publishing_accounts (account_id, warmup_stage) select id, 3 from instagram_accounts order by username
      returning id, account_id
    )
    select made.id from made join instagram_accounts a on a.id = made.account_id order by a.username`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

type Ended = {
  account: string | undefined
  status: 'success' | 'failed' | 'unknown' | 'skipped'
  hoursAgo: number
  seconds?: number
  error?: string
}

/** Publications, each of a post of its own. */
async function addEnded(db: Db, all: readonly Ended[]): Promise<void> {
  for (const { account, status, hoursAgo, seconds = 60, error } of all)
    await sql`
      with at as (select world_now() - ${hoursAgo} * interval '1 hour' as moment),
      made as (
        insert into posts (type, caption, status, begun_at, completed_at, created_at)
        select 'photo', ${status}, 'completed', moment, moment, moment from at returning id
      )
      insert into executions (post_id, publishing_account_id, username, route, caption, status, error_class, error_message,
        begun_at, posted_at, ended_at, commit_sent_at, created_at)
      select made.id, ${account}::uuid, (select username from derived.publishing_accounts where id = ${account}::uuid),
        'private', '', ${status}, ${error === undefined ? null : 'transient'}, ${error ?? null},
        moment - ${seconds} * interval '1 s', case when ${status} = 'success' then moment end,
        case when ${status} <> 'unknown' then moment end, case when ${status} in ('success', 'unknown') then moment end, moment
      from made, at`.execute(db)
}

test('the overview counts what ended in its days, and says how long it took', async ({ db }) => {
  const { overview } = await statistics(db)
  const [one, two] = await addPublishers(db, ['active', 'active'])
  expect(await overview()).toMatchObject({
    success: 0,
    success_rate: null,
    mean_seconds: null,
    by_day: [],
    by_group: [],
    troubled: [],
  })
  await addEnded(db, [
    { account: one, status: 'success', hoursAgo: 1, seconds: 100 },
    { account: two, status: 'success', hoursAgo: 2, seconds: 50 },
    { account: one, status: 'failed', hoursAgo: 3, seconds: 5_000, error: 'no' },
    { account: one, status: 'unknown', hoursAgo: 4 },
    { account: two, status: 'skipped', hoursAgo: 5 },
    { account: two, status: 'success', hoursAgo: 50, seconds: 1_000 },
  ])
  await sql`
    insert into executions (post_id, username, route, caption, status)
    select id, 'x', 'private', '', s.state from posts, unnest('{queued,waiting,posting}'::text[]) s (state)
    where caption = 'skipped'`.execute(db)
  expect(await overview('days=2')).toMatchObject({
    days: 2,
    success: 2,
    failed: 1,
    unknown: 1,
    skipped: 1,
    // Who was left out was not tried.
    success_rate: 0.5,
    mean_seconds: 75,
    waiting: 2,
    posting: 1,
  })
  expect(await overview('days=3')).toMatchObject({ success: 3, mean_seconds: 1_150 / 3 })
})

test('days are those of the zone', async ({ db }) => {
  const { overview } = await statistics(db)
  const [one] = await addPublishers(db, ['active'])
  // It is 9:00 UTC: of yesterday, 20:00 in UTC, which is 1:00 of today in Almaty.
  await addEnded(db, [
    { account: one, status: 'success', hoursAgo: 13 },
    { account: one, status: 'failed', hoursAgo: 15, error: 'no' },
  ])
  const days = async (query: string) =>
    (await overview(query)).by_day.map(({ day, success, failed }) => ({ day, success, failed }))
  expect(await days('zone=UTC')).toEqual([{ day: '2026-11-20', success: 1, failed: 1 }])
  expect(await days('zone=Asia/Almaty')).toEqual([
    { day: '2026-11-20', success: 0, failed: 1 },
    { day: '2026-11-21', success: 1, failed: 0 },
  ])
})

test('accounts are counted by state, and the five with most trouble are named with their last error', async ({
  db,
}) => {
  const { overview } = await statistics(db)
  const states = ['active', 'active', 'suspended', 'needs_login', 'needs_login', 'active', 'active']
  const ids = await addPublishers(db, states)
  const trouble = [1, 4, 2, 6, 3, 5, 0]
  await addEnded(
    db,
    ids.flatMap((account, place) =>
      Array.from({ length: trouble[place] ?? 0 }, (_, n): Ended => {
        const error = `error ${n} of ${place + 1}`
        return { account, status: 'failed', hoursAgo: n + 1, error }
      }),
    ),
  )
  await addEnded(db, [
    // Not known is trouble as well, and no error.
    { account: ids[0], status: 'unknown', hoursAgo: 1 },
    { account: ids[6], status: 'success', hoursAgo: 1 },
    { account: ids[6], status: 'skipped', hoursAgo: 1, error: 'left out' },
  ])
  const { accounts, troubled } = await overview()
  expect(accounts).toEqual([
    { state: 'active', count: 4 },
    { state: 'banned', count: 1 },
    { state: 'login_required', count: 2 },
  ])
  expect(troubled.slice(0, 4)).toMatchObject([
    { username: 'publisher_4', failed: 6, last_error: 'error 0 of 4' },
    { username: 'publisher_6', failed: 5, last_error: 'error 0 of 6' },
    { username: 'publisher_2', failed: 4, last_error: 'error 0 of 2' },
    { username: 'publisher_5', failed: 3, last_error: 'error 0 of 5' },
  ])
  expect(troubled).toHaveLength(5)
})

test('accounts and posts go on behind a page of them, and only those of the days are counted', async ({
  db,
}) => {
  const { walk } = await statistics(db)
  const ids = await addPublishers(
    db,
    Array.from({ length: 5 }, () => 'active'),
  )
  await addEnded(
    db,
    [...ids, ...ids].map((account, n): Ended => ({ account, status: 'success', hoursAgo: n * 10 })),
  )
  const accounts = await walk('/api/stats/accounts?days=2&', 2)
  expect(accounts.map(({ length }) => length)).toEqual([2, 2, 1])
  expect(accounts.flat().map(({ id }) => id)).toEqual(ids.toSorted())
  // The first five were published within two days; within one, the first three.
  expect(accounts.flat()).toEqual(
    ids.toSorted().map((id) =>
      expect.objectContaining({
        id,
        success: 1,
        success_rate: 1,
        posts_today: ids.indexOf(id) < 3 ? 1 : 0,
      }),
    ),
  )
  const whole = (await walk('/api/stats/posts?days=3&', 200)).flat()
  const posts = await walk('/api/stats/posts?days=3&', 3)
  expect(posts.map(({ length }) => length)).toEqual([3, 3, 2])
  expect(posts.flat()).toEqual(whole)
  const places = whole.map(({ id }) => String(id))
  expect(places).toEqual(places.toSorted().toReversed())
  expect(whole).toEqual(
    Array.from({ length: 8 }, () => expect.objectContaining({ success: 1, status: 'completed' })),
  )
})

test('posts of today are those that the limit of an account counts', async ({ db }) => {
  const { walk } = await statistics(db)
  const [one = ''] = await addPublishers(db, ['active'])
  await addEnded(db, [
    { account: one, status: 'success', hoursAgo: 1 },
    { account: one, status: 'success', hoursAgo: 2 },
  ])
  // One was made long before its turn came; the other account row is gone, as when it was removed and added again.
  await sql`
    update executions set created_at = created_at - interval '3 days' where posted_at < world_now() - interval '90 minutes'`.execute(
    db,
  )
  await sql`
    update executions set publishing_account_id = null where posted_at > world_now() - interval '90 minutes'`.execute(
    db,
  )
  expect((await walk('/api/stats/accounts?days=1&', 2)).flat()).toMatchObject([
    { id: one, success: 0, posts_today: 2 },
  ])
})

test('a publication counts for the groups through which its account was chosen, whoever is in them later', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 3 })
  const [first = '', second = '', third = ''] = world.accounts
  const groups = ['Almaty', 'Astana', 'Gone']
  await sql`insert into groups (name) select unnest(${groups}::text[])`.execute(db)
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from groups order by name`.execute(db)
  const [almaty = '', astana = '', gone = ''] = rows.map(({ id }) => id)
  await sql`
    insert into group_members (group_id, publishing_account_id) values
      (${almaty}, ${first}), (${almaty}, ${second}), (${astana}, ${second}), (${gone}, ${first})`.execute(
    db,
  )
  const post = await world.draft({
    media: [{ upload_id: await world.picture() }],
    groups: [almaty, astana, gone],
    accounts: [third],
  })
  await world.send('POST', `/api/posts/${post}/publish`)
  await world.publishAll()
  const byGroup = async () =>
    (await world.get('/api/stats/overview', Overview)).by_group.map(
      ({ name, success, success_rate: rate }) => ({ name, success, rate }),
    )
  const counted = [
    { name: 'Almaty', success: 2, rate: 1 },
    { name: 'Astana', success: 1, rate: 1 },
  ]
  expect(await byGroup()).toEqual([...counted, { name: 'Gone', success: 1, rate: 1 }])

  await sql`delete from group_members`.execute(db)
  await sql`
    insert into group_members (group_id, publishing_account_id) values (${almaty}, ${third}), (${astana}, ${third})`.execute(
    db,
  )
  await sql`delete from groups where id = ${gone}`.execute(db)
  expect(await byGroup()).toEqual(counted)
})
