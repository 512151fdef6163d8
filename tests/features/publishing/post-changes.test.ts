import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { removeGroup } from '../../../src/features/publishing/groups/store/groups.ts'
import { publishDuePosts } from '../../../src/features/publishing/posts/tasks/publish-due-posts.ts'
import { expect, test } from '../../fixtures/test.ts'
import { Post, startPostsWorld, type PostsWorld } from './posts-world.ts'

const HOUR_MS = 3_600_000
const NOWHERE = '0198c1a5-0000-7000-8000-000000000000'

const Page = z.object({
  data: z.array(z.looseObject({ id: z.uuid() })),
  next_cursor: z.string().nullable(),
})
const shown = async (world: PostsWorld, id: string) => await world.get(`/api/posts/${id}`, Post)
const change = async (world: PostsWorld, id: string, body: object, method = 'PATCH') => {
  const answer = await world.send(method, `/api/posts/${id}`, body)
  return [answer.status, await answer.text()] as const
}
const schedule = async (world: PostsWorld, id: string, ms: number) => {
  const at = new Date(world.services.clock.now().getTime() + ms).toISOString()
  const answer = await world.send('POST', `/api/posts/${id}/schedule`, { at })
  if (answer.status !== 200) throw new Error(await answer.text())
}

/** A video of five seconds; gives its upload's id. */
async function video(db: Db): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into uploads (file_name, sha256, kind, media_type, bytes, width, height, duration_ms, frame_rate, codecs,
      conversions, warnings, report)
    values ('v.mp4', sha256('v'), 'video', 'video/mp4', 10, 1080, 1920, 5000, 30, '{avc,aac}', '{}', '{}',
      '{"original": {"format": "MP4", "bytes": 1}}') returning id`.execute(db)
  return rows[0]?.id ?? ''
}

test('PUT changes what is given, and the type follows the files', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [one, two] = [await world.picture(), await world.picture('red')]
  const id = await world.draft({ caption: 'Autumn', language: 'en', media: [{ upload_id: one }] })
  expect((await change(world, id, { caption: 'Winter' }, 'PUT'))[0]).toBe(200)
  expect(await shown(world, id)).toMatchObject({ caption: 'Winter', language: 'en', type: 'photo' })
  expect((await change(world, id, {}, 'PUT'))[0]).toBe(422)
  const both = { media: [{ upload_id: one }, { upload_id: two }] }
  expect((await change(world, id, both))[0]).toBe(200)
  expect(await shown(world, id)).toMatchObject({ type: 'carousel' })
  expect((await change(world, id, { media: [{ upload_id: await video(db) }] }))[0]).toBe(200)
  expect(await shown(world, id)).toMatchObject({ type: 'reel' })
  expect(await change(world, id, { ...both, type: 'photo' })).toEqual([
    422,
    expect.stringContaining('a photo has one picture'),
  ])
})

test('a cover is a picture, or a moment of the video, of a reel', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [picture, reel] = [await world.picture(), await video(db)]
  const [photo, film] = [[{ upload_id: picture }], [{ upload_id: reel }]]
  for (const [post, status, says] of [
    [{ media: film, cover_upload_id: NOWHERE }, 404, 'there is no upload'],
    [{ cover_upload_id: NOWHERE }, 404, 'there is no upload'],
    [{ media: film, cover_upload_id: reel }, 422, 'a cover is a picture'],
    [{ media: photo, cover_upload_id: picture }, 422, 'only a reel has a cover'],
    [{ media: photo, cover_at_ms: 1 }, 422, 'only a reel has a cover'],
    [{ media: film, cover_at_ms: 5_001 }, 422, 'the video is 5000 ms long'],
  ] as const) {
    const refused = await world.send('POST', '/api/posts', post)
    expect([refused.status, await refused.text()]).toEqual([status, expect.stringContaining(says)])
  }
  expect((await world.get('/api/posts', Page)).data).toEqual([])
  const id = await world.draft({ media: film, cover_at_ms: 5_000 })
  for (const [body, status] of [
    [{ cover_upload_id: NOWHERE }, 404],
    [{ cover_upload_id: reel }, 422],
    [{ cover_at_ms: 5_001 }, 422],
    [{ cover_at_ms: null, cover_upload_id: picture }, 200],
  ] as const)
    expect((await change(world, id, body))[0]).toBe(status)
  // The cover goes with its video.
  expect((await change(world, id, { media: photo }))[0]).toBe(200)
  expect(await shown(world, id)).toMatchObject({ type: 'photo', cover_upload_id: null })
})

test('a post without files is never published, and one with a time keeps them', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const { accounts } = world
  const empty = await world.draft({ caption: 'no files', accounts })
  const begin = async () => await world.send('POST', `/api/posts/${empty}/publish`)
  const refused = await begin()
  expect([refused.status, await refused.text()]).toEqual([
    409,
    expect.stringContaining('the post has no files'),
  ])
  const media = [{ upload_id: await world.picture() }]
  const id = await world.draft({ caption: 'c', media, accounts })
  await schedule(world, id, HOUR_MS)
  expect(await change(world, id, { media: [] })).toEqual([
    422,
    expect.stringContaining('the post is scheduled'),
  ])
  await world.send('POST', `/api/posts/${id}/schedule`, { at: null })
  expect((await change(world, id, { media: [] }))[0]).toBe(200)
})

test('a caption in the post’s own language is refused: the post has it', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const id = await world.draft({ caption: 'Autumn', language: 'en' })
  const refused = await world.send('PUT', `/api/posts/${id}/captions/en`, { text: 'Better' })
  expect([refused.status, await refused.text()]).toEqual([
    422,
    expect.stringContaining('change its caption'),
  ])
})

test('an account that is published on no more blocks no change, and a copy lacks it', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 3 })
  const [gone = '', stays = '', other = ''] = world.accounts
  const media = [{ upload_id: await world.picture() }]
  const id = await world.draft({ caption: 'Autumn', media, accounts: [gone, stays] })
  await sql`
    update instagram_accounts set purpose = 'read'
    where id in (select account_id from publishing_accounts where id in (${gone}, ${other}))`.execute(
    db,
  )
  expect((await change(world, id, { caption: 'Winter' }))[0]).toBe(200)
  expect((await change(world, id, { accounts: [gone, stays] }))[0]).toBe(200)
  expect(await change(world, id, { accounts: [other] })).toEqual([
    422,
    expect.stringContaining('see GET /api/accounts?purpose=publish'),
  ])
  expect((await change(world, id, { groups: [] }))[0]).toBe(200)
  expect(await shown(world, id)).toMatchObject({ caption: 'Winter' })
  const copy = await world.send('POST', `/api/posts/${id}/duplicate`)
  expect(copy.status).toBe(201)
  expect(await copy.json()).toMatchObject({ caption: 'Winter', accounts: [stays] })
})

test('a copy has the content, not the state and the time', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const film = await video(db)
  const tag = { username: 'anna', x: 0.5, y: 0.25 }
  const content = {
    caption: 'Autumn',
    language: 'en',
    requires_review: true,
    is_urgent: true,
    first_comment: 'Which one?',
    location: { platform_id: '1', name: 'Almaty', address: '', lat: 43.2, lng: 76.9 },
    collaborators: ['boris'],
    shares_to_feed: false,
    cover_at_ms: 2_000,
  }
  const media = [{ upload_id: film, alt_text: 'A wall', user_tags: [tag] }]
  const id = await world.draft({ ...content, media, accounts: world.accounts })
  await sql`update publishing_accounts set language = 'ru'`.execute(db)
  await world.send('PUT', `/api/posts/${id}/captions/ru`, { text: 'Осень', comment: 'Какой?' })
  await schedule(world, id, HOUR_MS)
  const copy = Post.parse(await (await world.send('POST', `/api/posts/${id}/duplicate`)).json())
  expect(copy).toMatchObject({
    ...content,
    type: 'reel',
    media: [{ upload_id: film, alt_text: 'A wall', user_tags: [tag] }],
    accounts: world.accounts,
    scheduled_at: null,
    time_zone: null,
    // Nobody has confirmed the captions of the copy.
    status: 'review',
  })
  expect(copy.id).not.toBe(id)
})

test('posts are listed by state, author and time, page by page', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const media = [{ upload_id: await world.picture() }]
  const ids: string[] = []
  for (const caption of ['one', 'two', 'three'])
    ids.push(await world.draft({ caption, media, accounts: world.accounts }))
  const [one = '', two = '', three = ''] = ids
  await schedule(world, one, HOUR_MS)
  await schedule(world, two, 3 * HOUR_MS)
  const found = async (query: string) =>
    (await world.get(`/api/posts?${query}`, Page)).data.map(({ id }) => id)
  const at = (hours: number) =>
    new Date(world.services.clock.now().getTime() + hours * HOUR_MS).toISOString()
  expect(await found('status=draft')).toEqual([three])
  expect(await found('status=pending')).toEqual([two, one])
  expect(await found(`scheduled_from=${at(1)}`)).toEqual([two, one])
  expect(await found(`scheduled_from=${at(2)}`)).toEqual([two])
  expect(await found(`scheduled_until=${at(3)}`)).toEqual([one])
  expect(await found(`scheduled_from=${at(1)}&scheduled_until=${at(4)}&status=draft`)).toEqual([])
  const Authored = z.looseObject({ author: z.object({ id: z.uuid() }) })
  const { author } = await world.get(`/api/posts/${one}`, Authored)
  expect(await found(`author=${author.id}`)).toEqual([three, two, one])
  expect(await found(`author=${NOWHERE}`)).toEqual([])

  const first = await world.get('/api/posts?limit=2', Page)
  expect(first.data.map(({ id }) => id)).toEqual([three, two])
  const next = await world.get(`/api/posts?limit=2&cursor=${first.next_cursor ?? ''}`, Page)
  expect([next.data.map(({ id }) => id), next.next_cursor]).toEqual([[one], null])
  expect((await world.send('GET', '/api/posts?status=lost')).status).toBe(422)
  expect((await world.send('GET', '/api/posts?scheduled_from=soon')).status).toBe(422)
})

test('the author is told how a post has ended, and operators that one was not begun', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 2 })
  const [bad = ''] = world.usernames
  const ends: unknown[] = []
  for (const [at, accounts] of [
    [world.accounts[1] ?? ''],
    world.accounts,
    [world.accounts[0] ?? ''],
  ].entries()) {
    if (at > 0) world.sim.control.failPublishing(bad, { kind: 'aspect_ratio' })
    const media = [{ upload_id: await world.picture() }]
    const id = await world.draft({ caption: 'Autumn', media, accounts })
    await world.send('POST', `/api/posts/${id}/publish`)
    await world.publishAll()
    const { rows } = await sql`
      select audience, severity, items -> 0 ->> 'status' as status, items -> 0 -> 'success' as success,
        items -> 0 -> 'total' as total
      from notifications where kind = 'post_ended' and cause = ${`post:${id}`}`.execute(db)
    ends.push(...rows)
  }
  const told = { audience: expect.stringMatching(/^user:/) }
  expect(ends).toEqual([
    { ...told, severity: 'info', status: 'completed', success: 1, total: 1 },
    { ...told, severity: 'warning', status: 'partly_failed', success: 1, total: 2 },
    { ...told, severity: 'warning', status: 'failed', success: 0, total: 1 },
  ])

  const media = [{ upload_id: await world.picture() }]
  const id = await world.draft({ caption: 'Later', media, accounts: world.accounts })
  await schedule(world, id, HOUR_MS)
  await sql`update instagram_accounts set state = 'suspended'`.execute(db)
  await world.advance(HOUR_MS)
  await world.services.queue.enqueue(db, publishDuePosts, {})
  await world.runNext('publish_due_posts')
  const { rows } = await sql`
    select audience, cause, items -> 0 ->> 'reason' as reason from notifications where kind = 'post_missed'`.execute(
    db,
  )
  expect(rows).toEqual([
    {
      audience: 'operators',
      cause: 'not_begun',
      reason: expect.stringContaining('Instagram has suspended it'),
    },
  ])
  expect(await shown(world, id)).toMatchObject({ status: 'pending', missed_at: expect.any(String) })
})

test('a group on which posts wait to be published is not deleted', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const { rows } = await sql<{ id: string }>`
    insert into groups (name) values ('Almaty') returning id`.execute(db)
  const group = rows[0]?.id ?? ''
  await sql`
    insert into group_members (group_id, publishing_account_id) select ${group}::uuid, id from publishing_accounts`.execute(
    db,
  )
  const media = [{ upload_id: await world.picture() }]
  const id = await world.draft({ caption: 'Autumn is here', media, groups: [group] })
  await schedule(world, id, HOUR_MS)
  const remove = async () =>
    await db.transaction().execute(async (tx) => await removeGroup(tx, group))
  await expect(remove()).rejects.toThrow(`'Autumn is here' (${id})`)
  await world.send('POST', `/api/posts/${id}/schedule`, { at: null })
  await remove()
  expect(await shown(world, id)).toMatchObject({ groups: [] })
})

test('an account is named by any of its ids', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 2 })
  const [one = '', two = ''] = world.accounts
  const { rows } = await sql<{ id: string; account_id: string }>`
    select id, account_id from publishing_accounts where id = ${one}::uuid`.execute(db)
  const pooled = rows[0]?.account_id ?? ''
  const id = await world.draft({ caption: 'Autumn', accounts: [pooled, two, one] })
  const { accounts } = await world.get(
    `/api/posts/${id}`,
    z.looseObject({ accounts: z.array(z.string()) }),
  )
  expect(accounts.toSorted()).toEqual([one, two].toSorted())
  const kz = await world.send('PUT', `/api/posts/${id}/captions/kz`, { text: 'Күз' })
  expect([kz.status, await kz.text()]).toEqual([422, expect.stringContaining("did you mean 'kk'")])
})
