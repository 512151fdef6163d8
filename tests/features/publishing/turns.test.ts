import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { expect, test } from '../../fixtures/test.ts'
import { HOUR } from '../gramd-world.ts'
import { aPicture, startOfficialWorld } from './official-world.ts'
import { startPostsWorld, type Posting } from './posts-world.ts'

const MINUTE_MS = 60_000

async function begin(world: Posting & { accounts: string[] }, upload: string): Promise<string> {
  const { accounts } = world
  const id = await world.draft({ caption: 'Autumn', media: [{ upload_id: upload }], accounts })
  expect((await world.send('POST', `/api/posts/${id}/publish`)).status).toBe(202)
  return id
}

const states = async (world: Posting, id: string): Promise<string[]> =>
  (await world.executions(id)).map(({ status }) => status)

/** How often each step was asked of the platform. */
async function asked(db: Db): Promise<Record<string, number>> {
  const { rows } = await sql<{ action: string; times: number }>`
    select action, count(*)::int as times from publication_log where execution_id is not null
    group by action`.execute(db)
  return Object.fromEntries(rows.map(({ action, times }) => [action, times]))
}

/** Times of publication, in order. */
const times = async (world: Posting, id: string): Promise<number[]> =>
  (await world.executions(id))
    .flatMap(({ posted_at: at }) => (at === null ? [] : [Date.parse(at)]))
    .toSorted((a, b) => a - b)

test('publications that are tried again together begin one after another, and can be stopped', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 5 })
  for (const username of world.usernames)
    world.sim.control.failPublishing(username, { kind: 'transcode_error' })
  const id = await begin(world, await world.picture())
  await world.publishAll(10 * HOUR)
  expect(await states(world, id)).toEqual(Array(5).fill('failed'))

  await world.advance(3 * HOUR)
  expect((await world.send('POST', `/api/posts/${id}/retry`)).status).toBe(202)
  await world.publishDue()
  expect((await states(world, id)).filter((state) => state === 'queued')).toHaveLength(4)
  const { rows } = await sql<{ due_at: Date; stagger_ms: number }>`
    select due_at, stagger_ms from executions order by due_at`.execute(db)
  for (const [at, row] of rows.slice(1).entries())
    expect(row.due_at.getTime() - (rows[at]?.due_at.getTime() ?? 0)).toBeGreaterThanOrEqual(
      world.services.config.publishStaggerMinMs,
    )

  const stopped = await world.send('POST', `/api/posts/${id}/cancel`)
  expect(await stopped.json()).toMatchObject({ cancelled: 4 })
  expect((await states(world, id)).filter((state) => state === 'cancelled')).toHaveLength(4)
})

test('accounts whose times have all come bring their files one after another', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 4 })
  const id = await begin(world, await world.picture())
  // Nobody was there to do it.
  await world.advance(HOUR)
  await world.publishDue()
  expect((await states(world, id)).toSorted()).toEqual(['success', 'waiting', 'waiting', 'waiting'])
  expect(await world.executions(id)).toContainEqual(
    expect.objectContaining({ waits_code: 'stagger' }),
  )

  await world.publishAll(2 * HOUR)
  expect(await states(world, id)).toEqual(Array(4).fill('success'))
  expect(await asked(db)).toEqual({ upload: 4, commit: 4, read_back: 4 })
  const at = await times(world, id)
  const { publishStaggerMinMs: minMs } = world.services.config
  for (const [before, time] of at.slice(1).entries())
    expect(time - (at[before] ?? 0)).toBeGreaterThanOrEqual(minMs)
  expect(world.sim.referee.violations()).toEqual([])
})

test('what has no turn within the active hours waits for those of the next day', async ({ db }) => {
  const world = await startOfficialWorld(db, ['facebook', 'facebook', 'facebook', 'facebook'], {
    GRAMD_ACTIVE_HOURS: '09:00-09:05',
    GRAMD_ACTIVE_HOURS_TIMEZONE: 'UTC',
  })
  const hour = world.services.clock.now().getUTCHours()
  await world.advance(((19 - hour + 24) % 24) * HOUR)
  const [file] = await world.media(await aPicture('teal'))
  const id = await begin(world, file?.upload_id ?? '')
  await world.publishAll(5 * 24 * HOUR)

  const at = await times(world, id)
  expect(at).toHaveLength(4)
  expect(new Set(at.map((time) => new Date(time).getUTCHours()))).toEqual(new Set([9]))
  expect(Math.max(...at.map((time) => new Date(time).getUTCMinutes()))).toBeLessThanOrEqual(6)
  expect((at[3] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(20 * HOUR)
})

test('an account that rests before it has sent holds up no other one', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 2 })
  const id = await begin(world, await world.picture())
  const [resting, other] = await world.executions(id)
  await sql`
    update executions set status = 'posting', ids = '{"post": "1", "items": []}', progress = '{"staged": [], "people": {}}',
      due_at = world_now() + interval '6 hours' where id = ${resting?.id}::uuid`.execute(db)
  await world.advance(30 * MINUTE_MS)
  await world.publishDue()
  expect((await world.executions(id)).find((each) => each.id === other?.id)).toMatchObject({
    status: 'success',
  })
})
