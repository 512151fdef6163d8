import { sql } from 'kysely'
import { z } from 'zod'
import { PUBLISHING_METRICS } from '../../../src/features/publishing/metrics.ts'
import { PUBLISH_COMMANDS } from '../../../src/features/publishing/publish-commands.ts'
import { expect, test } from '../../fixtures/test.ts'
import { Post, startPostsWorld, type PostsWorld } from './posts-world.ts'

const HOUR_MS = 3_600_000
const Plan = z.object({ warnings: z.array(z.string()), expected_end: z.string().nullable() })

const shown = async (world: PostsWorld, id: string) => await world.get(`/api/posts/${id}`, Post)
const warnings = async (world: PostsWorld, id: string) =>
  (await world.get(`/api/posts/${id}/plan`, Plan)).warnings
const inHours = (world: PostsWorld, hours: number): string =>
  new Date(world.services.clock.now().getTime() + hours * HOUR_MS).toISOString()
const act = async (world: PostsWorld, id: string, path: string, body?: object) => {
  const answer = await world.send('POST', `/api/posts/${id}/${path}`, body)
  if (!answer.ok) throw new Error(await answer.text())
}

test('a scheduled post that is published now has no time any more', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const media = [{ upload_id: await world.picture() }]
  const id = await world.draft({ caption: 'Soon', media, accounts: world.accounts })
  await act(world, id, 'schedule', { at: inHours(world, 200), time_zone: 'Asia/Almaty' })
  expect(await shown(world, id)).toMatchObject({ scheduled_at: inHours(world, 200) })

  await act(world, id, 'publish')

  expect(await shown(world, id)).toMatchObject({ scheduled_at: null, time_zone: null })
  await world.publishAll()
  expect(await shown(world, id)).toMatchObject({ status: 'completed', scheduled_at: null })
})

test('a post that a person stops says who and how far it was, and raises no alarm', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 3 })
  const media = [{ upload_id: await world.picture() }]
  const id = await world.draft({ caption: 'Stop', media, accounts: world.accounts })
  await act(world, id, 'publish')
  await world.publishDue()
  await act(world, id, 'cancel')
  await world.publishAll()

  expect(await shown(world, id)).toMatchObject({
    status: 'cancelled',
    stopped: { by: { name: 'Editor' } },
    executions: { success: 1, cancelled: 2 },
  })
  const { rows } = await sql`select kind from notifications`.execute(db)
  expect(rows).toEqual([])
  const readings = async () =>
    new Map(
      (await PUBLISHING_METRICS[0]?.read(world.services))?.map(({ labels, value }) => [
        labels?.['status'],
        value,
      ]),
    )
  expect(await readings()).toEqual(
    new Map([
      ['success', 1],
      ['failed', 0],
      ['unknown', 0],
      ['skipped', 0],
    ]),
  )
  await world.advance(25 * HOUR_MS)
  expect((await readings()).get('success')).toBe(0)
})

test('the last account of a scheduled post is not taken away, and the answer says why', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const media = [{ upload_id: await world.picture() }]
  const id = await world.draft({ caption: 'Alone', media, accounts: world.accounts })
  await act(world, id, 'schedule', { at: inHours(world, 2) })

  const answer = await world.send('PATCH', `/api/posts/${id}`, { accounts: [] })

  expect([answer.status, await answer.text()]).toEqual([
    422,
    expect.stringContaining('the post is scheduled'),
  ])
  expect(await shown(world, id)).toMatchObject({ status: 'pending', accounts: world.accounts })
})

test('a collaborator who is named twice is one, and control characters are gone', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const id = await world.draft({
    caption: 'Au\u0007tumn\r\nleaves\u200B',
    first_comment: 'Wh\u001Bich?',
    collaborators: ['Anna', '@anna', 'boris', 'anna'],
  })
  expect(await shown(world, id)).toMatchObject({
    caption: 'Autumn\nleaves\u200B',
    first_comment: 'Which?',
    collaborators: ['anna', 'boris'],
  })
})

test('the same caption and file for one account within a day is a warning, others are none', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 2 })
  const [one = '', two = ''] = world.accounts
  const media = [{ upload_id: await world.picture() }]
  const post = async (more: object) => await world.draft({ caption: 'Sale', media, ...more })
  const first = await post({ accounts: [one] })
  await act(world, first, 'schedule', { at: inHours(world, 3) })

  expect(await warnings(world, await post({ accounts: [one] }))).toContain('same_post_twice')
  expect(await warnings(world, await post({ accounts: [two] }))).not.toContain('same_post_twice')
  expect(await warnings(world, await post({ accounts: [one], caption: 'Other' }))).not.toContain(
    'same_post_twice',
  )
  const later = await post({ accounts: [one] })
  await act(world, later, 'schedule', { at: inHours(world, 40) })
  expect(await warnings(world, later)).not.toContain('same_post_twice')
  // Also one that has been published.
  await act(world, first, 'publish')
  await world.publishAll()
  expect(await warnings(world, await post({ accounts: [one] }))).toContain('same_post_twice')
})

test('the command that schedules says when in the zone that was given, and that it waits for review', () => {
  const says = PUBLISH_COMMANDS.find(({ name }) => name === 'posts schedule')?.view?.says
  const post = { scheduled_at: '2026-12-24T13:00:00.000Z', time_zone: 'Asia/Almaty' }
  const input = { words: [], options: {} }

  expect(says?.({ ...post, status: 'pending' }, input)).toBe(
    'Scheduled it for 24 Dec 2026, 18:00 (Asia/Almaty).',
  )
  expect(says?.({ ...post, status: 'review' }, input)).toBe(
    'Scheduled it for 24 Dec 2026, 18:00 (Asia/Almaty).\nIt waits for review: confirm its captions (gramd posts captions POST).',
  )
})
