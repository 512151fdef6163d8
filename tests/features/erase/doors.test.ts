import { discover } from '../../../src/features/discover/tasks/discover.ts'
import { fullScrape } from '../../../src/features/scrape/tasks/full-scrape.ts'
import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { operations as discoverOperations } from '../../../src/features/discover/operations/index.ts'
import { operations as scrapeOperations } from '../../../src/features/scrape/operations/index.ts'
import { anApi } from '../../http/kit.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { HOUR, startGramdWorld, type GramdWorld, type TaskRow } from '../gramd-world.ts'
import { blogRow, findCreator, isRich, request } from '../scrape/scrape-world.ts'
import { findTraces } from './traces.ts'

const namesSomebody = ({ mentions }: { mentions: readonly string[] }): boolean =>
  mentions.length > 0

/** Runs a task of a type until it has ended, letting the pool rest in between. */
async function runToEnd(world: GramdWorld, taskType: string): Promise<TaskRow> {
  for (let turn = 0; turn < 20; turn += 1) {
    const task = await world.runNext(taskType)
    if (task.status !== 'pending') return task
    await world.advance(HOUR)
  }
  throw new Error(`${taskType} does not end`)
}

const scrapeRequest = async (db: Db, world: GramdWorld, usernames: string[]) =>
  await anApi(db, [mountOperations(world.services, scrapeOperations)]).send(
    'POST',
    '/api/tasks/scrape',
    {
      json: { usernames },
      headers: { 'idempotency-key': 'a-key' },
    },
  )

describe('somebody who was erased', () => {
  test('is not scraped by request, and leaves no trace by it', async ({ db }) => {
    const world = await startGramdWorld(db, { accounts: 0 })
    await world.services.erasures.erase({ username: 'gone.away' })

    const answer = await scrapeRequest(db, world, ['@Gone.Away', 'nasa'])

    expect(await answer.json()).toMatchObject({
      created: 1,
      erased: 1,
      results: [
        { username: '@Gone.Away', result: 'erased' },
        { username: 'nasa', result: 'created' },
      ],
    })
    expect(await findTraces(db, ['gone.away'])).toEqual([])

    await world.services.erasures.lift({ username: 'gone.away' })
    const again = await scrapeRequest(db, world, ['gone.away'])
    expect(await again.json()).toMatchObject({ results: [{ result: 'created' }] })
  })

  test('is removed again when a scrape tells its id, whatever its name is', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, isRich)
    await world.services.erasures.erase({ platformId: creator.pk })
    const { taskId } = await request(db, world, creator.username)

    const task = await world.runNext('full_scrape')

    expect(task).toMatchObject({
      id: taskId,
      status: 'done',
      result: { outcome: 'erased', posts: 0, highlights: 0, requests: 1 },
    })
    expect(await findTraces(db, [creator.username, creator.pk])).toEqual([])
    expect(await db.selectFrom('blogs').select('id').execute()).toEqual([])
    expect(await db.selectFrom('persons').select('id').execute()).toEqual([])
    const answer = await scrapeRequest(db, world, [creator.username])
    expect(await answer.json()).toMatchObject({ erased: 1, created: 0 })
  })

  test('is removed again also when the profile is private by now', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, (each) => each.isPrivate && !each.isDeleted)
    await world.services.erasures.erase({ platformId: creator.pk })
    await request(db, world, creator.username)

    const task = await world.runNext('full_scrape')

    expect(task).toMatchObject({ status: 'done', result: { outcome: 'erased', requests: 1 } })
    expect(await findTraces(db, [creator.username, creator.pk])).toEqual([])
  })

  test('is removed again when somebody known takes its name', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, isRich)
    const { blogId } = await request(db, world, creator.username)
    await world.runNext('full_scrape')
    expect(await blogRow(db, blogId)).toMatchObject({ platform_id: creator.pk })
    await world.services.erasures.erase({ username: 'taken.name' })
    world.sim.control.failTarget(creator.username, { kind: 'renamed', username: 'taken.name' })
    await world.services.queue.enqueue(db, fullScrape, { blog_id: blogId, mode: 'update' })
    await world.advance(HOUR)

    const task = await runToEnd(world, 'full_scrape')

    expect(task).toMatchObject({ status: 'done', result: { outcome: 'erased' } })
    expect(await findTraces(db, [creator.username, 'taken.name', creator.pk])).toEqual([])
  })

  test('is not named in what scrapes of others store', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, isRich)
    const truth = world.sim.control.truthOf(creator.username)
    const [name] = truth?.posts.flatMap((post) => post.mentions) ?? []
    const [inStory] = truth?.highlights.flatMap((highlight) => highlight.mentions) ?? []
    if (!truth || name === undefined || inStory === undefined) throw new Error('names nobody')
    for (const username of [name, inStory]) await world.services.erasures.erase({ username })
    const { blogId } = await request(db, world, creator.username)

    await runToEnd(world, 'full_scrape')

    const { rows } = await sql<{ posts: number; captions: string[] }>`
      select count(*)::int as posts, array_agg(caption_text) as captions from blog_posts
      where blog_id = ${blogId}`.execute(db)
    expect(rows[0]?.posts).toBe(truth.posts.length)
    const left = await sql`
      select from blog_posts where ${[name, inStory]}::text[] && (mentions || tagged_users || coauthors || sponsors)
      union all
      select from blog_highlights where ${[name, inStory]}::text[] && story_mentions`.execute(db)
    expect(left.rows).toEqual([])
    expect(rows[0]?.captions.join(' ').toLowerCase()).not.toContain(`@${name} `)
  })

  test('is not named in what a scrape of another keeps for its next try', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(
      world,
      (each) =>
        isRich(each) &&
        world.sim.control.truthOf(each.username)?.posts.some(namesSomebody) === true,
    )
    const truth = world.sim.control.truthOf(creator.username)
    const names = [...new Set(truth?.posts.flatMap((post) => post.mentions) ?? [])]
    for (const username of names) await world.services.erasures.erase({ username })
    await request(db, world, creator.username)
    await sql`create table checkpoints (kept jsonb)`.execute(db)
    await sql`create function keep() returns trigger language plpgsql as $$
      begin insert into checkpoints values (new.checkpoint); return new; end $$`.execute(db)
    await sql`create trigger keep before update of checkpoint on scrape_tasks_open for each row execute function keep()`.execute(
      db,
    )

    await runToEnd(world, 'full_scrape')

    const { rows } = await sql<{ posts: number }>`
      select jsonb_array_length(kept -> 'posts') as posts from checkpoints where kept ? 'posts'`.execute(
      db,
    )
    expect(Math.max(...rows.map(({ posts }) => posts))).toBeGreaterThan(0)
    expect(
      await findTraces(
        db,
        names.map((name) => `@${name}`),
      ),
    ).toEqual([])
    const lists = await sql`
      select from checkpoints, jsonb_array_elements(kept -> 'posts') post
      where post -> 'mentions' ?| ${names}::text[] or post -> 'taggedUsers' ?| ${names}::text[]`.execute(
      db,
    )
    expect(lists.rows).toEqual([])
  })
})

const TAG = 'алматымама'

describe('a discovery', () => {
  test('leaves out authors who were erased, by id or by name, and keeps nothing of them', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const authors = new Map(
      world.sim.world
        .hashtagPosts(TAG, 'top')
        .slice(0, 50)
        .map((post) => [post.creator.pk, post.creator]),
    )
    const [one, two] = [...authors.values()].filter((author) => author.followerCount > 5_000)
    if (!one || !two) throw new Error('too few authors')
    await world.services.erasures.erase({ platformId: one.pk })
    await world.services.erasures.erase({ username: two.username })
    await world.services.queue.enqueue(db, discover, {
      hashtags: [TAG],
      filters: { min_followers: 1_000_000 },
    })

    const task = await runToEnd(world, 'discover')

    expect(task).toMatchObject({
      status: 'done',
      result: { examined: authors.size, filtered: { erased: 2 } },
    })
    expect(await findTraces(db, [one.pk, one.username, two.pk, two.username])).toEqual([])
  })

  test('takes nobody from a list who was erased, and tells so only when asked', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creator = findCreator(world, isRich)
    await world.services.erasures.erase({ username: 'gone.away' })
    await world.services.erasures.erase({ platformId: creator.pk })
    const api = anApi(db, [mountOperations(world.services, discoverOperations)])
    const send = async (json: unknown) => await api.send('POST', '/api/tasks/discover', { json })

    const answer = await send({ creators: `gone.away, ${creator.username}`, min_followers: 10 })
    expect(await answer.json()).toMatchObject({ creators: { accepted: 2, erased: 1 } })
    expect((await send({ similar_to: 'gone.away' })).status).toBe(422)
    expect((await send({ creators: ['gone.away'] })).status).toBe(422)
    expect(await findTraces(db, ['gone.away'])).toEqual([])

    // Only looking at it tells that the other one was erased, too.
    const task = await runToEnd(world, 'discover')
    expect(task).toMatchObject({
      status: 'done',
      result: { examined: 1, created: 0, filtered: { erased: 1 } },
    })
    expect(await db.selectFrom('blogs').select('id').execute()).toEqual([])
    expect(await db.selectFrom('rejected_creators').select('username').execute()).toEqual([])
  })
})
