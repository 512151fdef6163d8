import { sql } from 'kysely'
import type { Db } from '../../../src/db/database.ts'
import { expect, test } from '../../fixtures/test.ts'
import { HOUR } from '../gramd-world.ts'
import { aPicture, startOfficialWorld } from './official-world.ts'
import { startPostsWorld, type Posting } from './posts-world.ts'

async function begin(world: Posting & { accounts: string[] }, upload = ''): Promise<string> {
  const { accounts } = world
  const id = await world.draft({ caption: 'Autumn', media: [{ upload_id: upload }], accounts })
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
    { status: 'failed', error: { message: 'somebody has paused the account' } },
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
