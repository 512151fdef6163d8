import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { expect, test } from '../../fixtures/test.ts'
import { HOUR, runNext } from '../gramd-world.ts'
import { startPostsWorld, type PostsWorld } from './posts-world.ts'

async function begin(world: PostsWorld): Promise<string> {
  const media = [{ upload_id: await world.picture() }]
  const id = await world.draft({ caption: 'Autumn', media, accounts: world.accounts })
  expect((await world.send('POST', `/api/posts/${id}/publish`)).status).toBe(202)
  return id
}

/** A post that is there, with an answer that never came, on an account that is then paused. */
async function sentThenPaused(db: Db) {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [username = ''] = world.usernames
  world.sim.control.failPublishing(username, { kind: 'lost_answer' })
  world.sim.control.failPublishing(username, { kind: 'late' })
  const id = await begin(world)
  await world.publishDue()
  await sql`update instagram_accounts set state = 'paused', paused_from = 'active'`.execute(db)
  return { world, id, published: () => world.sim.control.published(username) }
}

test('a post on an account that is paused for a night is found once it works again', async ({
  db,
}) => {
  const { world, id, published } = await sentThenPaused(db)
  await world.publishAll(10 * HOUR)
  expect(await world.executions(id)).toMatchObject([{ status: 'posting', waits_code: 'look_up' }])
  const { rows } = await sql<{ lookups: number }>`
    select count(*)::int as lookups from publication_log where action = 'look_up'`.execute(db)
  expect(rows[0]?.lookups).toBeLessThan(40)

  await sql`update instagram_accounts set state = 'active', paused_from = null`.execute(db)
  await world.publishAll(2 * HOUR)
  expect(await world.executions(id)).toMatchObject([{ status: 'success' }])
  expect(published()).toHaveLength(1)
})

test('what could not be looked for within a day is a person’s', async ({ db }) => {
  const { world, id } = await sentThenPaused(db)
  await world.publishAll(26 * HOUR)
  expect(await world.executions(id)).toMatchObject([
    { status: 'unknown', error: { message: expect.stringContaining('within a day') } },
  ])
})

test('what a person did not see, and nobody can look for, has failed, and is looked for before it goes out', async ({
  db,
}) => {
  const { world, id, published } = await sentThenPaused(db)
  await world.publishAll(26 * HOUR)
  await resolve(world, id)
  await world.publishAll(26 * HOUR)
  expect(await world.executions(id)).toMatchObject([
    {
      status: 'failed',
      error: { class: 'needs_person', message: expect.stringContaining('within a day') },
    },
  ])
  await sql`update instagram_accounts set state = 'active', paused_from = null`.execute(db)
  expect((await world.send('POST', `/api/posts/${id}/retry`)).status).toBe(202)
  await world.publishAll()
  expect(await world.executions(id)).toMatchObject([{ status: 'success' }])
  expect(published()).toHaveLength(1)
})

const resolve = async (world: PostsWorld, id: string): Promise<void> => {
  const [execution] = await world.executions(id)
  const path = `/api/posts/${id}/executions/${execution?.id ?? ''}/resolve`
  expect((await world.send('POST', path, { permalink: null })).status).toBe(204)
}

test('a post that a person did not see is found by a look, and not published again', async ({
  db,
}) => {
  const { world, id, published } = await sentThenPaused(db)
  await world.publishAll(26 * HOUR)
  await sql`update instagram_accounts set state = 'active', paused_from = null`.execute(db)

  await resolve(world, id)
  await world.publishAll(HOUR)

  expect(await world.executions(id)).toMatchObject([{ status: 'success' }])
  expect(published()).toHaveLength(1)
  expect(world.sim.referee.violations()).toEqual([])
})

test('a post that is not there, as a person has seen, is published anew after some looks', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [username = ''] = world.usernames
  const id = await begin(world)
  await sql`
    update executions set status = 'unknown', step = 'look_up', ids = '{"post": "17000000000001", "items": []}',
      commit_sent_at = world_now(), first_sent_at = world_now(), commits = 3`.execute(db)
  await world.advance(HOUR)

  await resolve(world, id)
  await world.publishAll(HOUR)

  expect(await world.executions(id)).toMatchObject([{ status: 'success', error: null }])
  expect(world.sim.control.published(username)).toHaveLength(1)
  const { rows } = await sql<{ action: string }>`
    select action from publication_log where execution_id is not null order by id`.execute(db)
  expect(rows.map(({ action }) => action)).toEqual([
    'look_up',
    'look_up',
    'look_up',
    'upload',
    'commit',
    'read_back',
  ])
})

test('what is sent again is looked for from the first time on', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  world.sim.control.failPublishing(world.usernames[0] ?? '', { kind: 'configure_unavailable' })
  const id = await begin(world)
  await world.publishAll()
  expect(await world.executions(id)).toMatchObject([{ status: 'success' }])
  const { rows } = await sql<{ commits: number; is_earlier: boolean }>`
    select commits, first_sent_at < commit_sent_at as is_earlier from executions`.execute(db)
  expect(rows).toEqual([{ commits: 2, is_earlier: true }])
})

test('a kill right after a post was found leaves its read-back all its looks', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  await begin(world)
  await sql`
    update executions set status = 'posting', step = 'look_up', ids = '{"post": "17000000000001", "items": []}', begun_at = world_now(),
      commit_sent_at = world_now(), first_sent_at = world_now(), commits = 1, lookups = 4`.execute(
    db,
  )
  const { services } = world
  const { private: route } = services.publishers
  if (!route) throw new Error('the route is not set up')
  const run = async () =>
    await runNext(
      {
        ...services,
        publishers: {
          private: {
            ...route,
            lookUp: async () =>
              await Promise.resolve({
                kind: 'published',
                post: { mediaId: '3141', permalink: null },
              } as const),
            readBack: async () => await Promise.resolve({ kind: 'gone' } as const),
          },
        },
      },
      'publish_to_account',
    )
  await sql
    .raw(
      `create function die() returns trigger language plpgsql as $$ begin
         perform pg_terminate_backend(pg_backend_pid()); return new;
       end $$;
       create trigger die before update on executions for each row when (old.status = 'success') execute function die()`,
    )
    .execute(db)
  await run()
  const read = async () =>
    (await sql`select status, step, warnings, lookups from executions`.execute(db)).rows
  expect(await read()).toMatchObject([{ status: 'success', step: 'read_back', warnings: [] }])
  await sql`drop trigger die on executions`.execute(db)
  await world.advance(60_000)
  await run()

  // What was just published need not be shown at once.
  expect(await read()).toEqual([{ status: 'success', step: 'read_back', warnings: [], lookups: 1 }])
})
