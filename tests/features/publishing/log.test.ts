import { sql } from 'kysely'
import { z } from 'zod'
import { retireTasks } from '../../../src/features/maintenance/tasks/retire-tasks.ts'
import { expect, test } from '../../fixtures/test.ts'
import { startPostsWorld, type PostsWorld } from './posts-world.ts'

const HOUR_MS = 3_600_000

async function publish(world: PostsWorld, caption: string): Promise<string> {
  const media = [{ upload_id: await world.picture() }]
  const id = await world.draft({ caption, media, accounts: world.accounts })
  await world.send('POST', `/api/posts/${id}/publish`)
  await world.publishAll()
  return id
}

const Log = z.object({
  data: z.array(
    z.looseObject({
      id: z.uuid(),
      at: z.string(),
      action: z.string(),
      username: z.string(),
      execution_id: z.uuid().nullable(),
    }),
  ),
  next_cursor: z.string().nullable(),
})

test('the log is read by post, account, time and outcome, page by page', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 2 })
  const first = await publish(world, 'one')
  await world.advance(HOUR_MS)
  const between = world.services.clock.now().toISOString()
  await world.advance(HOUR_MS)
  const second = await publish(world, 'two')
  const read = async (query: string) => (await world.get(`/api/logs?${query}`, Log)).data
  const readPosts = async (query: string) =>
    (await read(query)).filter(({ execution_id: execution }) => execution !== null)
  const all = await read('limit=200')
  const ofFirst = await read(`limit=200&post=${first}`)
  const ofSecond = await read(`limit=200&post=${second}`)

  expect([ofSecond, ofFirst].flat()).toEqual(await readPosts('limit=200'))
  expect(ofFirst.length).toBeGreaterThanOrEqual(6)
  expect(await readPosts(`limit=200&until=${between}`)).toEqual(ofFirst)
  expect(await readPosts(`limit=200&from=${between}`)).toEqual(ofSecond)
  const [name = ''] = world.usernames
  expect(await read(`limit=200&account=${world.accounts[0]}&post=${first}`)).toEqual(
    ofFirst.filter(({ username }) => username === name),
  )
  const { rows } = await sql<{ account_id: string }>`
    select account_id from publishing_accounts where id = ${world.accounts[0]}::uuid`.execute(db)
  expect(await read(`limit=200&account=${rows[0]?.account_id}&post=${first}`)).toEqual(
    ofFirst.filter(({ username }) => username === name),
  )
  expect(await read(`limit=200&action=commit&status=published`)).toHaveLength(4)
  expect(await read(`status=unknown`)).toEqual([])
  const pages: unknown[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: z.output<typeof Log> = await world.get(
      `/api/logs?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`,
      Log,
    )
    pages.push(...page.data)
    cursor = page.next_cursor
  }
  expect(pages).toEqual(all)
  expect((await world.send('GET', '/api/logs?from=yesterday')).status).toBe(422)
  expect((await world.send('GET', '/api/logs?cursor=nonsense')).status).toBe(422)
})

test('lines of the log and states of accounts that are old enough are deleted', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  await publish(world, 'one')
  const count = async () => {
    const { rows } = await sql<{ log: number; states: number }>`
      select (select count(*) from publication_log)::int as log,
        (select count(*) from publishing_account_states)::int as states`.execute(db)
    return rows[0]
  }
  await sql`
    insert into publishing_account_states (publishing_account_id, state, observed_at)
    select id, 'active', world_now() - days * interval '1 day' from publishing_accounts, (values (181), (179)) age (days)`.execute(
    db,
  )
  await sql`
    update publication_log set at = world_now() - interval '181 days' where action <> 'commit'`.execute(
    db,
  )
  await world.services.queue.enqueue(db, retireTasks, {})
  await world.runNext('retire_tasks')
  expect(await count()).toEqual({ log: 1, states: 1 })
})
