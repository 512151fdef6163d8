import { sql } from 'kysely'
import { expect, test } from '../../fixtures/test.ts'
import { aPicture, startOfficialWorld } from './official-world.ts'
import { Post, startPostsWorld, type Posting } from './posts-world.ts'

const HOUR_MS = 3_600_000

async function begin(
  world: Posting & { accounts: string[] },
  upload: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const media = [{ upload_id: upload }]
  const id = await world.draft({ caption: 'Today only', media, accounts: world.accounts, ...more })
  const begun = await world.send('POST', `/api/posts/${id}/publish`)
  if (begun.status !== 202) throw new Error(await begun.text())
  return id
}

test('the rest of a post that gramd left for days is a person’s, who publishes it or leaves it', async ({
  db,
}) => {
  const world = await startPostsWorld(db)
  const published = () => world.usernames.flatMap((name) => world.sim.control.published(name))
  const id = await begin(world, await world.picture())
  await world.publishDue()
  expect(published()).toHaveLength(1)
  await world.advance(72 * HOUR_MS)
  await world.publishAll()

  expect(published()).toHaveLength(1)
  expect(await world.get(`/api/posts/${id}`, Post)).toMatchObject({ status: 'partly_failed' })
  const missed = (await world.executions(id)).filter(({ status }) => status === 'failed')
  expect(missed).toHaveLength(2)
  expect(missed).toMatchObject([
    { error: { class: 'missed', message: expect.stringContaining('72 hours ago') } },
    { error: { class: 'missed' } },
  ])
  const { rows: alerts } = await sql`
    select from notifications where kind = 'post_missed' and cause = 'publication_missed'`.execute(
    db,
  )
  expect(alerts).toHaveLength(1)
  const { rows: accounts } = await sql<{ errors: number }>`
    select sum(errors_in_row)::int as errors from publishing_accounts`.execute(db)
  expect(accounts).toEqual([{ errors: 0 }])
  expect(await (await world.send('POST', `/api/posts/${id}/retry`)).json()).toEqual({ retried: 2 })
  await world.publishAll()
  expect(published()).toHaveLength(3)
})

test('what was uploaded before gramd stood still, and not sent, is a person’s, too', async ({
  db,
}) => {
  const world = await startOfficialWorld(db)
  world.standIn.control.addPublishFault({ kind: 'slow', polls: 5 })
  const [file] = await world.media(await aPicture('teal'))
  const id = await begin(world, file?.upload_id ?? '')
  await world.publishDue()
  expect(await world.executions(id)).toMatchObject([{ status: 'posting' }])
  await world.advance(3 * HOUR_MS)
  await world.publishAll()
  expect(await world.executions(id)).toMatchObject([
    { status: 'failed', error: { class: 'missed' } },
  ])
  expect(world.published()).toEqual([])
})

test('what was sent before gramd stood still is looked for, however late', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  world.sim.control.failPublishing(world.usernames[0] ?? '', { kind: 'lost_answer' })
  world.sim.control.failPublishing(world.usernames[0] ?? '', { kind: 'late' })
  const id = await begin(world, await world.picture())
  await world.publishDue()
  await world.advance(72 * HOUR_MS)
  await world.publishAll()
  expect(await world.executions(id)).toMatchObject([{ status: 'success' }])
})

test('whom a gate holds back for days is not late', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  await sql`update publishing_accounts set rest_until = world_now() + interval '3 days'`.execute(db)
  const id = await begin(world, await world.picture())
  await world.publishAll(73 * HOUR_MS)
  expect(await world.executions(id)).toMatchObject([{ status: 'success' }])
})

test('what only waits for its turn while others are published is not late', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const id = await begin(world, await world.picture())
  // Three hours in which other posts were published, one an hour.
  await sql`
    insert into publication_log (username, route, action, status, duration_ms, at)
    select 'somebody', 'private', 'commit', 'published', 1, world_now() + hour * interval '1 hour'
    from generate_series(1, 3) hour`.execute(db)
  await world.advance(3 * HOUR_MS)
  await world.publishAll()
  expect(await world.executions(id)).toMatchObject([{ status: 'success' }])
})
