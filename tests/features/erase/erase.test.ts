import { sql } from 'kysely'
import { operations } from '../../../src/features/erase/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import type { Services } from '../../../src/features/services.ts'
import { LeaseLostError } from '../../../src/base/errors.ts'
import { settleDone, storeCheckpoint } from '../../../src/queue/settle.ts'
import type { Db } from '../../../src/db/handles.ts'
import { vi } from 'vitest'
import { createErasures } from '../../../src/features/erase/erasures.ts'
import { features } from '../../../src/features/index.ts'
import { losingCommits } from '../../fixtures/lost-commits.ts'
import { aLog, anApi } from '../../http/kit.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { startGramdWorld } from '../gramd-world.ts'
import { aKnownCreator, FULL_NAME, PLATFORM_ID, USERNAME } from './a-known-creator.ts'
import { findTraces } from './traces.ts'

const world = async (db: Db): Promise<Services> =>
  (await startGramdWorld(db, { accounts: 0 })).services

describe('an erasure', () => {
  test('leaves no trace of the creator in any column of any table, and others as they are', async ({
    db,
  }) => {
    const services = await world(db)
    const { blogId, otherId } = await aKnownCreator(db, services)
    const words = [USERNAME, PLATFORM_ID, FULL_NAME, blogId]
    expect((await findTraces(db, words)).length).toBeGreaterThan(25)

    const answer = await services.erasures.erase({ blogId })

    expect(await findTraces(db, [...words, 'older.name'])).toEqual([])
    expect(answer.blocked).toEqual({ ids: 1, usernames: 2 })
    expect(answer.removed).toEqual({
      blogs: 1,
      persons: 1,
      blog_posts: 3,
      blog_highlights: 1,
      blog_snapshots: 1,
      media: 1,
      media_uses: 1,
      blog_categories: 1,
      blog_topics: 1,
      ai_insights: 2,
      former_list_members: 1,
      watch_news: 1,
      list_members: 1,
      relation_checks: 1,
      relation_members: 3,
      rejected_creators: 2,
      pool_targets: 2,
      scrape_tasks: 4,
      past_attempts: 1,
      idempotency_keys: 2,
    })
    const [post, untouched] = await db
      .selectFrom('blog_posts')
      .select(['caption_text', 'mentions', 'tagged_users', 'coauthors', 'sponsors', 'music_artist'])
      .orderBy('platform_id')
      .execute()
    const none = { tagged_users: [], coauthors: [], sponsors: [], music_artist: null }
    expect(post).toEqual({ caption_text: 'With @…! and @….', mentions: ['nasa'], ...none })
    expect(untouched).toMatchObject({ caption_text: 'With @xerase.me and @erase.me_7' })
    const [blog] = await db.selectFrom('blogs').selectAll().execute()
    expect(blog).toMatchObject({
      id: otherId,
      biography: 'Wife of @… | mum',
      external_url: null,
      bio_links: [{ url: 'https://a.kz', title: 'shop' }],
      ai_insights: { notes: 'Often seen with @….' },
    })
    expect(await db.selectFrom('blog_topics').select('topic').execute()).toEqual([
      { topic: '@xerase.me' },
    ])
    const versions = await db.selectFrom('ai_insights').selectAll().execute()
    expect(versions).toMatchObject([
      { blog_id: otherId, insights: { notes: 'Once seen with @…, and @erase.me_7.' } },
    ])
    const [highlight] = await db.selectFrom('blog_highlights').selectAll().execute()
    expect(highlight).toMatchObject({
      title: 'me & @…',
      story_mentions: ['nasa'],
      story_links: ['https://shop.kz'],
    })
    const left = await sql`
      select (select jsonb_agg(username) from relation_members) as members,
        (select jsonb_agg(target) from pool_targets) as targets, (select items from notifications) as items,
        (select jsonb_agg(key) from idempotency_keys) as keys`.execute(db)
    expect(left.rows).toEqual([
      {
        members: ['fan'],
        targets: ['instagram:tag:food'],
        items: [{ target: 'instagram:tag:food' }],
        keys: ['k3'],
      },
    ])
  })

  test('takes running tasks from their holders, and lets others go on without the name', async ({
    db,
  }) => {
    const services = await world(db)
    const { running, otherId } = await aKnownCreator(db, services)
    const [own, other] = running
    if (!own || !other) throw new Error('two tasks run')

    await services.erasures.erase({ username: USERNAME })

    const settle = async (task: typeof own) =>
      await db.transaction().execute(async (tx) => await settleDone(tx, task, {}))
    await expect(settle(own)).rejects.toThrow(LeaseLostError)
    await expect(
      db.transaction().execute(async (tx) => await storeCheckpoint(tx, other, { name: USERNAME })),
    ).rejects.toThrow(LeaseLostError)
    const open = await db
      .selectFrom('scrape_tasks')
      .select(['task_type', 'status', 'subject', 'payload', 'checkpoint', 'dedupe_key', 'attempts'])
      .where('status', 'in', ['pending', 'running'])
      .orderBy('task_type')
      .execute()
    expect(open).toEqual([
      expect.objectContaining({
        task_type: 'full_scrape',
        status: 'pending',
        subject: `blog:${otherId}`,
        checkpoint: null,
        attempts: 0,
      }),
      expect.objectContaining({
        task_type: 'many',
        payload: { usernames: ['nasa'] },
        dedupe_key: null,
      }),
    ])
    const many = await db
      .selectFrom('scrape_tasks_ended')
      .selectAll()
      .where('id', '=', 900001)
      .execute()
    expect(many).toMatchObject([
      {
        payload: { usernames: ['nasa'], hashtag: 'food' },
        result: { created: [{ username: 'nasa', id: 2 }] },
      },
    ])
    const events = await db
      .selectFrom('task_events')
      .select(['event', 'data'])
      .where(sql<boolean>`900003 = any (task_ids)`)
      .execute()
    expect(events).toEqual([{ event: 'progress', data: [{}, { done: 2 }] }])
  })

  test('is all or nothing when its connection is cut in the middle', async ({ db }) => {
    const services = await world(db)
    const { blogId } = await aKnownCreator(db, services)
    const words = [USERNAME, PLATFORM_ID, FULL_NAME, blogId]
    const before = await findTraces(db, words)
    await sql`create function cut() returns trigger language plpgsql as $$
      begin perform pg_terminate_backend(pg_backend_pid()); return old; end $$`.execute(db)
    await sql`create trigger cut before delete on persons for each row execute function cut()`.execute(
      db,
    )

    await expect(services.erasures.erase({ blogId })).rejects.toThrow()

    expect(await findTraces(db, words)).toEqual(before)
    expect(await db.selectFrom('erased_creators').selectAll().execute()).toEqual([])
    await sql`drop trigger cut on persons`.execute(db)
    await services.erasures.erase({ blogId })
    expect(await findTraces(db, words)).toEqual([])
  })

  test('is told as it was done, although nobody hears that it was', async ({ db }) => {
    const services = await world(db)
    const { blogId } = await aKnownCreator(db, services)
    const lost = vi.fn(() => lost.mock.calls.length === 1)
    const erasures = createErasures({
      db: losingCommits(db, async () => await Promise.resolve(lost())),
      keys: services.config.encryptionKeys,
      log: aLog().log,
      features,
      queue: services.queue,
    })

    const erasure = await erasures.erase({ blogId })

    expect(lost).toHaveBeenCalled()
    expect(erasure).toMatchObject({ blocked: { ids: 1, usernames: 2 }, removed: { blogs: 1 } })
  })

  test('keeps a person who has another blog', async ({ db }) => {
    const services = await world(db)
    const { blogId, otherId } = await aKnownCreator(db, services)
    await sql`update blogs set person_id = (select person_id from blogs where id = ${blogId}) where id = ${otherId}`.execute(
      db,
    )

    const { removed } = await services.erasures.erase({ blogId })

    expect(removed['persons']).toBeUndefined()
    expect(await db.selectFrom('blogs').select('id').execute()).toEqual([{ id: otherId }])
    expect(await findTraces(db, [FULL_NAME])).toEqual([])
  })

  test('finds the blog under its former name when discovery has seen the new one', async ({
    db,
  }) => {
    const services = await world(db)
    await aBlog(db, 'former.name', { platform_id: PLATFORM_ID })
    await sql`insert into rejected_creators (platform_id, username) values (${PLATFORM_ID}, 'new.name')`.execute(
      db,
    )

    const answer = await services.erasures.erase({ username: 'new.name' })

    expect(answer).toMatchObject({ blocked: { ids: 1, usernames: 2 }, removed: { blogs: 1 } })
    expect(await findTraces(db, ['former.name', 'new.name', PLATFORM_ID])).toEqual([])
  })

  test('keeps out nobody who has taken over a former name', async ({ db }) => {
    const services = await world(db)
    const blogId = await aBlog(db, `~${PLATFORM_ID}`, { platform_id: PLATFORM_ID })
    const heir = await aBlog(db, 'handed.on', { platform_id: '55' })
    await sql`insert into rejected_creators (platform_id, username) values (${PLATFORM_ID}, 'handed.on')`.execute(
      db,
    )

    const answer = await services.erasures.erase({ blogId })

    expect(answer.blocked).toEqual({ ids: 1, usernames: 0 })
    expect(await db.selectFrom('blogs').select('id').execute()).toEqual([{ id: heir }])
    expect(await findTraces(db, [PLATFORM_ID])).toEqual([])
  })

  test('of who came back under the stale name of another leaves that other', async ({ db }) => {
    const services = await world(db)
    await services.erasures.erase({ platformId: PLATFORM_ID })
    const stale = await aBlog(db, 'handed.on', { platform_id: '55' })
    const blogId = await aBlog(db, 'someone', { platform_id: PLATFORM_ID })
    const back = { blogIds: [blogId], platformIds: [PLATFORM_ID], usernames: ['handed.on'] }

    await db.transaction().execute(async (tx) => await services.erasures.eraseAgain(tx, back))

    expect(await db.selectFrom('blogs').select('id').execute()).toEqual([{ id: stale }])
  })
})

describe('who was erased', () => {
  test('is known by name and id only to who asks for them', async ({ db }) => {
    const services = await world(db)
    await aKnownCreator(db, services)
    const asked = { platformIds: ['1', PLATFORM_ID], usernames: ['nasa', USERNAME] }
    const none = { platformIds: new Set(), usernames: new Set() }
    expect(await services.erasures.erasedAmong(db, asked)).toEqual(none)

    await services.erasures.erase({ username: USERNAME })

    expect(await services.erasures.erasedAmong(db, asked)).toEqual({
      platformIds: new Set([PLATFORM_ID]),
      usernames: new Set([USERNAME]),
    })
    expect(await services.erasures.lift({ username: USERNAME })).toBe(true)
    expect(await services.erasures.lift({ username: USERNAME })).toBe(false)
    expect(await services.erasures.erasedAmong(db, asked)).toEqual(none)
  })

  test('cannot be stored while the erasure is under way', async ({ db }) => {
    const services = await world(db)
    const steps: string[] = []
    let release = (): void => undefined
    const released = new Promise<void>((resolve) => (release = resolve))
    let asked = (): void => undefined
    const hasAsked = new Promise<void>((resolve) => (asked = resolve))
    const storing = db.transaction().execute(async (tx) => {
      await services.erasures.erasedAmong(tx, { platformIds: [], usernames: [USERNAME] })
      asked()
      await released
      steps.push('stored')
    })
    await hasAsked
    const erasing = services.erasures.erase({ username: USERNAME }).then(() => steps.push('erased'))
    await expect
      .poll(async () => {
        const { rows } = await sql`
          select from pg_locks where locktype = 'advisory' and not granted`.execute(db)
        return rows.length
      })
      .toBe(1)
    release()
    await Promise.all([storing, erasing])
    expect(steps).toEqual(['stored', 'erased'])
  })
})

describe('the API of erasures', () => {
  test('says what it would do, does it, and tells nobody whom', async ({ db }) => {
    const services = await world(db)
    await aKnownCreator(db, services)
    const api = anApi(db, [mountOperations(services, operations)])
    const path = `/api/blogs/${USERNAME}`

    const refused = await api.send('DELETE', path)
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({
      detail: expect.stringContaining(
        'would remove @erase.me_77 for good, with 3 posts, 1 highlights, 1 snapshots and 3 tasks',
      ),
    })
    expect((await findTraces(db, [USERNAME])).length).toBeGreaterThan(0)

    const erased = await api.send('DELETE', `${path}?erase=true`)
    expect(await erased.json()).toMatchObject({ removed: { blogs: 1 }, changed: { blogs: 1 } })
    expect((await api.send('DELETE', `${path}?erase=true`)).status).toBe(404)
    const unknown = await api.send('POST', '/api/erasures', {
      json: { username: 'https://www.instagram.com/Not.Known/?hl=ru' },
      headers: { 'idempotency-key': 'a-key' },
    })
    expect(await unknown.json()).toEqual({
      blocked: { ids: 0, usernames: 1 },
      removed: {},
      changed: {},
    })
    const post = await api.send('POST', '/api/erasures', {
      json: { username: 'https://www.instagram.com/p/DAbc/' },
    })
    expect(await post.json()).toMatchObject({
      status: 422,
      errors: [{ field: 'username', reason: expect.stringContaining('address of a post') }],
    })
    const list = await (await api.send('GET', '/api/erasures')).json()
    expect(list).toMatchObject({
      creators: 2,
      ids: 1,
      usernames: 3,
      latest: [expect.any(String), expect.any(String)],
    })
    const lifted = await api.send('DELETE', '/api/erasures', { json: { platform_id: PLATFORM_ID } })
    expect(lifted.status).toBe(204)
    const again = await api.send('DELETE', '/api/erasures', { json: { platform_id: PLATFORM_ID } })
    expect(again.status).toBe(404)
    expect(await findTraces(db, [USERNAME, 'not.known'])).toEqual([])
    expect(JSON.stringify(api.lines)).not.toContain('not.known')
  })
})

test('an erasure that meets the end of a scrape of the creator waits for it, and removes all of it', async ({
  db,
}) => {
  const services = await world(db)
  const { blogId, running } = await aKnownCreator(db, services)
  const [own] = running
  if (!own) throw new Error('a task runs')
  const step = Promise.withResolvers<void>()
  const settling = db.transaction().execute(async (tx) => {
    await settleDone(tx, own, {})
    step.resolve()
    await expect
      .poll(async () => {
        const { rows } = await sql`
          select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
        return rows.length
      })
      .toBe(1)
    // The two wait for each other now: one of them is made to give up, and tries again.
    await services.erasures.erasedAmong(tx, { platformIds: [PLATFORM_ID], usernames: [] })
    await tx.updateTable('blogs').set({ biography: FULL_NAME }).where('id', '=', blogId).execute()
  })
  await step.promise

  const erasing = services.erasures.erase({ blogId })
  await settling.catch(() => undefined)
  await erasing

  expect(await findTraces(db, [USERNAME, PLATFORM_ID, FULL_NAME, blogId])).toEqual([])
})
