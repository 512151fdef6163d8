import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { sql } from 'kysely'
import sharp from 'sharp'
import type { Db } from '../../../src/db/handles.ts'
import { dropOldUploads } from '../../../src/features/publishing/uploads/keep-uploads.ts'
import { pathOf, reencodedPathOf } from '../../../src/features/publishing/uploads/upload-files.ts'
import { expect, test } from '../../fixtures/test.ts'
import { startPostsWorld } from './posts-world.ts'

const MINUTE_MS = 60_000

/** A photo on an account of the pool, begun; Instagram reads so many configures of it as no picture. */
async function refusedAs(db: Db, refusals: number) {
  const world = await startPostsWorld(db, { accounts: 1 })
  const { services, sim, accounts } = world
  const [username = ''] = world.usernames
  if (refusals > 0) sim.control.failPublishing(username, { kind: 'bad_image', count: refusals })
  const upload = await world.picture()
  const { rows } = await sql<{ sha256: Buffer }>`
    select sha256 from uploads where id = ${upload}::uuid`.execute(db)
  const file = { sha256: rows[0]?.sha256 ?? Buffer.alloc(0), media_type: 'image/jpeg' } as const
  const id = await world.draft({ caption: 'Once', media: [{ upload_id: upload }], accounts })
  expect((await world.send('POST', `/api/posts/${id}/publish`)).status).toBe(202)
  return {
    world,
    id,
    original: pathOf(services.config.uploadsFolder, file),
    reencoded: reencodedPathOf(services.config.uploadsFolder, file),
    published: () => sim.control.published(username),
  }
}

const hashOf = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

const uploadIds = async (db: Db): Promise<string[]> => {
  const { rows } = await sql<{ sent_as: string | null }>`select sent_as from executions`.execute(db)
  return rows.map(({ sent_as }) => sent_as ?? '')
}

test('what Instagram reads as no picture is encoded once more, and uploaded with new ids', async ({
  db,
}) => {
  const { world, id, original, reencoded, published } = await refusedAs(db, 1)
  await world.publishDue()
  expect(await world.executions(id)).toMatchObject([
    { status: 'waiting', error: { class: 'media_refused' }, retry_count: 1 },
  ])
  const { rows } = await sql<{ minutes: number; errors: number }>`
    select extract(epoch from e.due_at - world_now())::float8 / 60 as minutes, a.errors_in_row as errors
    from executions e join publishing_accounts a on a.id = e.publishing_account_id`.execute(db)
  expect(rows[0]?.minutes).toBeGreaterThan(4)
  // A file says nothing of the account.
  expect(rows[0]?.errors).toBe(0)
  await world.publishAll()

  expect(await world.executions(id)).toMatchObject([{ status: 'success', error: null }])
  const [post] = published()
  expect(published()).toHaveLength(1)
  expect(post?.files).toEqual([await hashOf(reencoded)])
  expect(post?.files).not.toEqual([await hashOf(original)])
  expect(await uploadIds(db)).toEqual([post?.uploadId])
  expect(await sharp(reencoded).metadata()).toMatchObject({
    format: 'jpeg',
    width: 640,
    height: 640,
    isProgressive: false,
    chromaSubsampling: '4:2:0',
  })
  expect(world.sim.referee.violations()).toEqual([])
})

test('a picture that is refused once more ends its post with the reason', async ({ db }) => {
  const { world, id, published } = await refusedAs(db, 2)
  await world.publishAll()

  expect(await world.executions(id)).toMatchObject([
    {
      status: 'failed',
      retry_count: 1,
      error: { class: 'media_refused', message: expect.stringContaining('bad image input') },
    },
  ])
  expect(published()).toEqual([])
  expect(world.sim.referee.violations()).toEqual([])
})

test('a refusal of the picture after a lost answer is looked for before it is uploaded anew', async ({
  db,
}) => {
  const { world, id, published } = await refusedAs(db, 0)
  const [username = ''] = world.usernames
  world.sim.control.failPublishing(username, { kind: 'configure_unavailable' })
  world.sim.control.failPublishing(username, { kind: 'bad_image' })
  await world.publishAll(90 * MINUTE_MS)

  expect(await world.executions(id)).toMatchObject([{ status: 'success' }])
  expect(published()).toHaveLength(1)
  expect(world.sim.referee.violations()).toEqual([])
})

test('a picture that was encoded once more goes with its upload', async ({ db }) => {
  const { world, id, reencoded } = await refusedAs(db, 1)
  await world.publishAll()
  expect((await stat(reencoded)).size).toBeGreaterThan(0)
  await sql`delete from posts where id = ${id}::uuid`.execute(db)

  const place = { db, folder: world.services.config.uploadsFolder }
  expect(await dropOldUploads(place, 0, new AbortController().signal)).toBe(1)
  await expect(stat(reencoded)).rejects.toThrow('ENOENT')
})
