import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { expect, test } from '../../fixtures/test.ts'
import { HOUR } from '../gramd-world.ts'
import { aPicture, startOfficialWorld } from './official-world.ts'
import { startPostsWorld, type Posting } from './posts-world.ts'

async function begin(
  world: Posting & { accounts: string[] },
  upload = '',
  fields: Record<string, unknown> = {},
): Promise<string> {
  const { accounts } = world
  const media = [{ upload_id: upload }]
  const id = await world.draft({ caption: 'Autumn', media, accounts, ...fields })
  expect((await world.send('POST', `/api/posts/${id}/publish`)).status).toBe(202)
  return id
}

const standing = async (db: Db) => {
  const { rows } = await sql<{
    errors_in_row: number
    failed_attempts: number
    is_paused: boolean
  }>`
    select errors_in_row, failed_attempts, paused_until is not null as is_paused from publishing_accounts`.execute(
    db,
  )
  return rows[0]
}
const BLAMELESS = { errors_in_row: 0, failed_attempts: 0, is_paused: false }

test('an account that somebody has paused fails its post, and counts no error', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const id = await begin(world, await world.picture())
  await sql`update instagram_accounts set state = 'paused', paused_from = 'active'`.execute(db)
  await world.publishDue()

  expect(await world.executions(id)).toMatchObject([
    { status: 'failed', error: { message: 'an operator has paused the account' } },
  ])
  expect(await standing(db)).toEqual(BLAMELESS)
})

test.for([
  [4, 'media'],
  [4, 'media_publish'],
  [341, 'media'],
] as const)(
  'the limit of the whole app (%i of %s) is waited for: no retry, and no error of the account',
  async ([code, call], { db }) => {
    const world = await startOfficialWorld(db)
    world.standIn.control.addFault({ kind: 'error', path: `/${call}$`, code })
    const [file] = await world.media(await aPicture('teal'))
    const id = await begin(world, file?.upload_id)
    await world.publishDue()
    expect(await standing(db)).toEqual(BLAMELESS)

    await world.publishAll(26 * HOUR)
    expect(await world.executions(id)).toMatchObject([{ status: 'success', retry_count: 0 }])
    expect(await standing(db)).toEqual(BLAMELESS)
    expect(world.published()).toHaveLength(1)
  },
)

test('files that Meta cannot fetch are brought again, and count no error of the account', async ({
  db,
}) => {
  const world = await startOfficialWorld(db)
  const fault = { code: 9_004, subcode: 2_207_052, times: 1 }
  world.standIn.control.addFault({ kind: 'error', path: '/media$', ...fault })
  const [file] = await world.media(await aPicture('teal'))
  const id = await begin(world, file?.upload_id)
  await world.publishDue()
  expect(await world.executions(id)).toMatchObject([{ status: 'waiting', retry_count: 1 }])
  expect(await standing(db)).toEqual(BLAMELESS)
  await world.publishAll(3 * HOUR)
  expect(await world.executions(id)).toMatchObject([{ status: 'success' }])
})

test('a line of the log that cannot be kept changes nothing of the publication', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const id = await begin(world, await world.picture())
  await sql`alter table publication_log add constraint full_disk check (action = 'upload')`.execute(
    db,
  )
  await world.publishAll()
  expect(await world.executions(id)).toMatchObject([{ status: 'success', warnings: [] }])
  expect(world.sim.control.published(world.usernames[0] ?? '')).toHaveLength(1)
})

test('a publication on a connection that is gone ends at once', async ({ db }) => {
  const world = await startOfficialWorld(db)
  const [file] = await world.media(await aPicture('teal'))
  const id = await begin(world, file?.upload_id)
  await world.publishDue()
  await sql`delete from publishing_accounts`.execute(db)
  await world.publishAll()
  expect(await world.executions(id)).toMatchObject([
    { status: 'failed', error: { message: 'the account is not connected any more' } },
  ])
})

test.for([
  [110, 2_207_018, 'people_refused'],
  [100, 2_207_089, 'order_invalid'],
  [36_003, 2_207_009, 'aspect_ratio'],
  [352, 2_207_085, 'video_not_processed'],
] as const)(
  'the refusal %i/%i of an order ends its post, reaches its editor, and counts no error of the account',
  async ([code, subcode, reason], { db }) => {
    const world = await startOfficialWorld(db)
    const said = '@danna cannot be added'
    const fault = { code, subcode, user_message: said, times: 1 }
    world.standIn.control.addFault({ kind: 'error', path: '/media$', ...fault })
    const [file] = await world.media(await aPicture('teal'))
    const id = await begin(world, file?.upload_id)
    await world.publishAll()
    expect(await standing(db)).toEqual(BLAMELESS)
    expect(await world.executions(id)).toMatchObject([
      { status: 'failed', error: { reason, message: expect.stringContaining(said) } },
    ])

    const next = await begin(world, file?.upload_id)
    await world.publishAll(3 * HOUR)
    expect(await world.executions(next)).toMatchObject([{ status: 'success' }])
  },
)

test('a retry without a co-author invites the others, on this account alone', async ({ db }) => {
  const world = await startOfficialWorld(db)
  const fault = { code: 110, subcode: 2_207_018, user_message: '@saule cannot be added', times: 1 }
  world.standIn.control.addFault({ kind: 'error', path: '/media$', ...fault })
  const [file] = await world.media(await aPicture('teal'))
  const id = await begin(world, file?.upload_id, { collaborators: ['saule', 'dana'] })
  await world.publishAll()
  const [failed] = await world.executions(id)
  expect(failed).toMatchObject({ status: 'failed', refused_collaborators: ['saule'] })
  const path = `/api/posts/${id}/executions/${failed?.id}/retry-without-collaborators`
  const stranger = await world.send('POST', path, { collaborators: ['nobody'] })
  expect(stranger.status).toBe(422)

  expect((await world.send('POST', path, { collaborators: ['saule'] })).status).toBe(202)
  await world.publishAll(3 * HOUR)
  expect(await world.executions(id)).toMatchObject([{ status: 'success', uninvited: ['saule'] }])
  expect(world.published()).toMatchObject([{ source: { details: { collaborators: ['dana'] } } }])
})

test('a moment of Meta is tried again, later each time, and counts no error of the account', async ({
  db,
}) => {
  const world = await startOfficialWorld(db)
  const fault = { code: -1, subcode: 2_207_001, times: 3 }
  world.standIn.control.addFault({ kind: 'error', path: '/media$', ...fault })
  const [file] = await world.media(await aPicture('teal'))
  const id = await begin(world, file?.upload_id)
  const waits: number[] = []
  for (let round = 0; round < 3; round += 1) {
    await world.publishDue()
    const { rows } = await sql<{ minutes: number }>`
      select round(extract(epoch from due_at - world_now()) / 60)::int as minutes from executions`.execute(
      db,
    )
    waits.push(rows[0]?.minutes ?? 0)
    await world.advance((rows[0]?.minutes ?? 0) * 60_000 + 1_000)
    expect(await standing(db)).toEqual(BLAMELESS)
  }
  expect(waits).toEqual([5, 5, 15])
  await world.publishAll(3 * HOUR)
  expect(await world.executions(id)).toMatchObject([{ status: 'success', retry_count: 3 }])
})

test('a container that Meta calls missing a moment after it was made is no failed upload', async ({
  db,
}) => {
  const world = await startOfficialWorld(db)
  const missing = { code: 100, subcode: 33, method: 'GET', times: 2 } as const
  world.standIn.control.addFault({ kind: 'error', path: String.raw`/v[\d.]+/\d+$`, ...missing })
  const [file] = await world.media(await aPicture('teal'))
  const id = await begin(world, file?.upload_id)
  await world.publishAll(HOUR)
  expect(await world.executions(id)).toMatchObject([{ status: 'success', retry_count: 0 }])
  const requests = world.standIn.control.report().requests
  expect(requests['POST /facebook/v25.0/:id/media']).toBe(1)
})
