import { sql } from 'kysely'
import { z } from 'zod'
import { generateEncryptionKey } from '../../../src/base/crypto.ts'
import { loadConfig } from '../../../src/config.ts'
import type { Db } from '../../../src/db/handles.ts'
import { calendarOperations } from '../../../src/features/publishing/posts/operations/calendar.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { setWorldTime } from '../../../src/db/world-clock.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { anApi, API_KEY } from '../../http/kit.ts'
import { groupsWorld } from './groups-world.ts'

const Answer = z.looseObject({
  posts: z.array(z.looseObject({ id: z.uuid() })).optional(),
  undated: z.array(z.unknown()).optional(),
  gaps: z.array(z.unknown()).optional(),
  collisions: z.array(z.unknown()).optional(),
})

/** A Thursday, 09:24 in Almaty. */
const NOW = Date.UTC(2026, 11, 3, 4, 24)
const ZONE = 'Asia/Almaty'
const DECEMBER = 'from=2026-11-30T19:00:00Z&until=2026-12-31T19:00:00Z&time_zone=Asia/Almaty'

/** A day of December with a time, as clocks in Almaty have it. */
const at = (text: string) => new Date(`${text.replace(' ', 'T')}:00+05:00`)

type Planned = { group?: string; account?: string; caption?: string }

async function addPost(
  db: Db,
  { time, status = 'pending' }: { time: string | null; status?: string },
  { group, account, caption = time ?? '' }: Planned,
): Promise<string> {
  const moment = time === null ? null : at(time)
  const isOut = ['completed', 'posting'].includes(status)
  const isWish = ['draft', 'review'].includes(status)
  const { rows } = await sql<{ id: string }>`
    insert into posts (type, caption, status, scheduled_at, time_zone, wished_at, begun_at)
    values ('photo', ${caption}, ${status}, ${isWish || isOut ? null : moment}, ${ZONE}, ${isWish ? moment : null},
      ${isOut ? moment : null})
    returning id`.execute(db)
  const id = rows[0]?.id ?? ''
  if (group !== undefined)
    await sql`insert into post_targets (post_id, group_id) values (${id}::uuid, ${group}::uuid)`.execute(
      db,
    )
  if (account !== undefined)
    await sql`
      insert into post_targets (post_id, publishing_account_id)
      select ${id}::uuid, p.id from derived.publishing_accounts p where p.username = ${account}`.execute(
      db,
    )
  return id
}

async function world(db: Db) {
  await setWorldTime(db, { worldAt: NOW, realAt: Date.now(), speed: 0 })
  const groups = groupsWorld(db)
  const config = loadConfig({
    SCRAPER_API_KEY: API_KEY,
    GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('test'),
  })
  const api = anApi(db, [mountOperations({ db, config }, calendarOperations)])
  const cafe = await groups.publisher('aspan.coffee')
  const second = await groups.publisher('aspan.almaty')
  const bakery = await groups.publisher('nan.bakery')
  return {
    async send(method: string, path: string, json?: object) {
      const answer = await api.send(method, path, { json })
      return { status: answer.status, body: Answer.parse(await answer.json()) }
    },
    cafes: await groups.group('Cafés', { accounts: [cafe, second] }),
    bakeries: await groups.group('Bakeries', { accounts: [bakery] }),
  }
}

type Api = Pick<Awaited<ReturnType<typeof world>>, 'send'>

const read = async ({ send }: Api, query = DECEMBER) =>
  (await send('GET', `/api/publishing-calendar?${query}`)).body

describe('the calendar', () => {
  test('has posts that went out, go out and are wished, with accounts and their groups', async ({
    db,
  }) => {
    const { cafes, bakeries, send } = await world(db)
    await addPost(db, { time: '2026-12-02 10:00', status: 'completed' }, { group: cafes })
    await addPost(db, { time: '2026-12-04 13:00' }, { account: 'nan.bakery' })
    const wished = await addPost(
      db,
      { time: '2026-12-11 19:00', status: 'draft' },
      { group: cafes },
    )
    await addPost(db, { time: null, status: 'draft' }, { group: cafes, caption: 'Some day' })
    await addPost(db, { time: '2026-11-30 23:59' }, { group: cafes })
    await addPost(db, { time: '2026-12-09 10:00', status: 'cancelled' }, { group: cafes })

    const { posts, undated } = await read({ send })
    const circle = { name: 'Cafés', colour: 'teal', shape: 'circle' }
    expect(posts).toMatchObject([
      {
        caption: '2026-12-02 10:00',
        at: '2026-12-02T05:00:00.000Z',
        is_wish: false,
        account_count: 2,
        accounts: [
          { username: 'aspan.almaty', group: circle },
          { username: 'aspan.coffee', group: circle },
        ],
      },
      {
        caption: '2026-12-04 13:00',
        accounts: [{ username: 'nan.bakery', group: { name: 'Bakeries', shape: 'square' } }],
      },
      { caption: '2026-12-11 19:00', is_wish: true, status: 'draft' },
    ])
    expect(undated).toMatchObject([{ caption: 'Some day', account_count: 2 }])

    const filtered = await read({ send }, `${DECEMBER}&groups=${bakeries}`)
    expect(filtered.posts).toMatchObject([{ caption: '2026-12-04 13:00' }])
    expect(filtered.undated).toEqual([])

    // A draft is moved without being scheduled, and taken out of the calendar.
    const moved = await send('POST', `/api/posts/${wished}/wish`, { at: '2026-12-12T05:00:00Z' })
    expect(moved.body).toMatchObject({ status: 'draft', wished_at: '2026-12-12T05:00:00.000Z' })
    const gone = await send('POST', `/api/posts/${wished}/wish`, { at: null })
    expect(gone.body).toMatchObject({ wished_at: null })
    expect((await read({ send })).undated).toHaveLength(2)
    const scheduled = posts?.[1]?.id ?? ''
    const refused = await send('POST', `/api/posts/${scheduled}/wish`, { at: null })
    expect(refused.status).toBe(409)
    const long = 'from=2026-01-01T00:00:00Z&until=2026-12-01T00:00:00Z'
    expect((await send('GET', `/api/publishing-calendar?${long}`)).status).toBe(422)
  })

  test('a gap is longer than twice the distance that is usual for the group', async ({ db }) => {
    const { cafes, bakeries, send } = await world(db)
    // Every second day until yesterday, then on the 4th, the 6th and the 14th.
    for (const day of ['11-24', '11-26', '11-28', '11-30', '12-02'])
      await addPost(db, { time: `2026-${day} 10:00`, status: 'completed' }, { group: bakeries })
    for (const day of ['04', '06', '14'])
      await addPost(db, { time: `2026-12-${day} 10:00` }, { account: 'nan.bakery' })
    // Too few to have a rhythm.
    await addPost(db, { time: '2026-11-20 10:00', status: 'completed' }, { group: cafes })
    await addPost(db, { time: '2026-12-24 10:00' }, { group: cafes })

    const { gaps } = await read({ send })
    expect(gaps).toEqual([
      {
        group: { id: bakeries, name: 'Bakeries', colour: 'amber', shape: 'square' },
        from: '2026-12-07',
        until: '2026-12-13',
        usual_days: 2,
      },
    ])
    expect((await read({ send }, `${DECEMBER}&groups=${cafes}`)).gaps).toEqual([])
    // A draft that is wished in between divides it into distances that are usual.
    await addPost(db, { time: '2026-12-10 10:00', status: 'draft' }, { group: bakeries })
    expect((await read({ send })).gaps).toEqual([])
  })

  test('a group whose next post is overdue has a gap until today', async ({ db }) => {
    const { bakeries, send } = await world(db)
    for (const day of ['22', '24', '26', '28'])
      await addPost(db, { time: `2026-11-${day} 10:00`, status: 'completed' }, { group: bakeries })
    expect((await read({ send })).gaps).toMatchObject([{ from: '2026-12-03', until: '2026-12-03' }])
  })

  test('a post too soon after another one on an account waits, and so does the next', async ({
    db,
  }) => {
    const { cafes, send } = await world(db)
    const first = await addPost(db, { time: '2026-12-16 12:30' }, { group: cafes })
    const second = await addPost(db, { time: '2026-12-16 12:50' }, { account: 'aspan.coffee' })
    const third = await addPost(db, { time: '2026-12-16 13:25' }, { account: 'aspan.coffee' })
    await addPost(db, { time: '2026-12-16 14:30' }, { group: cafes })
    // Of another account, and wished alone.
    await addPost(db, { time: '2026-12-16 12:40' }, { account: 'nan.bakery' })
    await addPost(db, { time: '2026-12-16 12:40', status: 'draft' }, { group: cafes })

    expect((await read({ send })).collisions).toEqual([
      {
        first,
        second,
        accounts: ['aspan.coffee'],
        apart_ms: 20 * 60_000,
        waits_until: '2026-12-16T08:00:00.000Z',
      },
      {
        first: second,
        second: third,
        accounts: ['aspan.coffee'],
        apart_ms: 35 * 60_000,
        waits_until: '2026-12-16T08:30:00.000Z',
      },
    ])
  })
})
