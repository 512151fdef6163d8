import { sql } from 'kysely'
import { z } from 'zod'
import { createBackground } from '../../../src/base/background.ts'
import { createClock } from '../../../src/base/clock.ts'
import type { Db } from '../../../src/db/handles.ts'
import { unusualOperations } from '../../../src/features/blogs/operations/unusual.ts'
import { MANY_WATCHED } from '../../../src/features/blogs/store/unusual.ts'
import { createList } from '../../../src/features/lists/store/lists.ts'
import { addMembers } from '../../../src/features/lists/store/members.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aLog, anApi } from '../../http/kit.ts'
import { aBlog } from './a-blog.ts'

const DAY_MS = 86_400_000
const ago = (days: number): Date => new Date(Date.now() - days * DAY_MS)

const Answer = z.object({
  since: z.string(),
  data: z.array(z.object({ creator: z.object({ username: z.string() }), rule: z.string() })),
})

function startApi(db: Db) {
  const parts = { db, clock: createClock(), background: createBackground(aLog().log) }
  const api = anApi(db, [mountOperations(parts, unusualOperations)])
  return async (query = '') => {
    const answer = await (await api.send('GET', `/api/unusual-creators${query}`)).json()
    const { since, data } = Answer.parse(answer)
    return { since, found: data.map(({ creator, rule }) => [creator.username, rule]) }
  }
}

/** A creator with twenty usual posts and a fresh one with this many likes. */
async function aCreator(db: Db, username: string, likes: number): Promise<string> {
  const blogId = await aBlog(db, username, {
    scrape_status: 'active',
    scraped_at: new Date(),
    last_post_at: ago(1),
    follower_count: 1_000,
    posts_per_week: 7,
  })
  const post = { blog_id: blogId, media_type: 'photo', comment_count: 0 }
  await db
    .insertInto('blog_posts')
    .values(
      Array.from({ length: 21 }, (_, n) => ({
        ...post,
        platform_id: `${username}-${n}`,
        taken_at: ago(n === 0 ? 1 : 10 + n),
        like_count: n === 0 ? likes : 10,
      })),
    )
    .execute()
  return blogId
}

async function aListOf(db: Db, blogs: readonly string[]): Promise<void> {
  const list = { name: 'picks', description: null, is_campaign: false, ends_at: null }
  const { id } = await createList(db, list)
  await addMembers(db, id, { blogs })
}

/** Plain creators of the list, so that more than `MANY_WATCHED` are compared. */
async function addPlainCreators(db: Db): Promise<void> {
  await sql`
    with people as (insert into persons select from generate_series(1, ${MANY_WATCHED}) returning id),
    creators as (
      insert into blogs (person_id, username, source, scrape_status)
      select id, 'plain_' || row_number() over (), 'manual', 'active' from people returning id
    )
    insert into list_members (list_id, blog_id)
    select lists.id, creators.id from creators, lists`.execute(db)
}

test('creators of lists are compared with themselves, and found at once', async ({ db }) => {
  const read = startApi(db)
  await aListOf(db, [await aCreator(db, 'usual', 12), await aCreator(db, 'peak', 80)])
  await aCreator(db, 'unlisted', 80)

  expect((await read()).found).toEqual([['peak', 'far_above']])

  await sql`update blog_posts set like_count = 50 where platform_id = 'usual-0'`.execute(db)
  const { found } = await read()
  expect(found).toHaveLength(2)
  expect(found).toContainEqual(['usual', 'far_above'])
})

test('whoever asks within an hour asks for the same time', async ({ db }) => {
  const read = startApi(db)

  const since = `?since=${ago(3).toISOString().slice(0, 13)}:41:12Z`
  expect((await read(since)).since).toMatch(/T\d\d:00:00.000Z$/)
  expect((await read()).since).toMatch(/T\d\d:00:00.000Z$/)
})

test('of many creators what was found is used again, also when it was nothing', async ({ db }) => {
  const read = startApi(db)
  const blog = await aCreator(db, 'usual', 12)
  await aListOf(db, [blog])
  await addPlainCreators(db)
  const since = `?since=${ago(3).toISOString()}`

  expect((await read(since)).found).toEqual([])
  await sql`update blog_posts set like_count = 50 where platform_id = 'usual-0'`.execute(db)
  expect((await read(since)).found).toEqual([])
  expect((await read(`?since=${ago(4).toISOString()}`)).found).toEqual([['usual', 'far_above']])
})
