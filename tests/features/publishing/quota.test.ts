import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aPicture, startOfficialWorld, type OfficialWorld } from './official-world.ts'
import { Post } from './posts-world.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** A post of a picture of this colour on all accounts, begun. */
async function begin(world: OfficialWorld, colour: string): Promise<string> {
  const media = await world.media(await aPicture(colour))
  const id = await world.draft({ caption: colour, media, accounts: world.accounts })
  const begun = await world.send('POST', `/api/posts/${id}/publish`)
  if (begun.status !== 202) throw new Error(await begun.text())
  return id
}

const asked = ({ standIn }: OfficialWorld): number =>
  Object.entries(standIn.control.report().requests)
    .filter(([call]) => call.endsWith('/content_publishing_limit'))
    .reduce((sum, [, count]) => sum + count, 0)

const Quota = z.object({
  used: z.int(),
  total: z.int(),
  read_at: z.string(),
  full_until: z.string().nullable(),
})
const Members = z.object({
  data: z.array(
    z.looseObject({
      state: z.string(),
      rest_until: z.string().nullable(),
      quota: Quota.nullable(),
    }),
  ),
})
const Plan = z.looseObject({
  accounts: z.array(
    z.looseObject({ free_at: z.string().nullable(), quota_full_until: z.string().nullable() }),
  ),
})

async function member(db: Db, world: OfficialWorld) {
  const { rows } = await sql<{ id: string }>`select id from groups`.execute(db)
  const path = `/api/groups/${rows[0]?.id ?? ''}/accounts`
  return (await world.get(path, Members)).data[0]
}

test('Meta is asked once for many posts, and what it says is shown', async ({ db }) => {
  const world = await startOfficialWorld(db)
  expect(await member(db, world)).toMatchObject({ quota: null })
  for (const colour of ['red', 'green', 'blue']) {
    await begin(world, colour)
    await world.publishAll()
    await world.advance(HOUR_MS)
  }
  expect(asked(world)).toBe(1)
  expect(await member(db, world)).toMatchObject({ quota: { used: 0, full_until: null } })
  await world.advance(4 * HOUR_MS)
  await begin(world, 'navy')
  await world.publishAll()
  expect(asked(world)).toBe(2)
  expect(await member(db, world)).toMatchObject({ quota: { used: 3, full_until: null } })
  const { rows } =
    await sql`select from publication_log where action = 'quota' and status = 'read'`.execute(db)
  expect(rows).toHaveLength(2)
})

test('what would pass the quota waits until the oldest post is a day old, and is never sent', async ({
  db,
}) => {
  const world = await startOfficialWorld(db)
  world.standIn.control.set({ publishQuota: 2 })
  const began = world.services.clock.now().getTime()
  for (const colour of ['red', 'green']) {
    await begin(world, colour)
    await world.publishAll(2 * HOUR_MS)
  }
  const third = await begin(world, 'blue')
  await world.publishAll(2 * HOUR_MS)

  const [execution] = await world.executions(third)
  expect(execution).toMatchObject({
    status: 'waiting',
    waits_for: 'Meta lets the account publish no more posts within a day',
  })
  const account = await member(db, world)
  const until = Date.parse(account?.quota?.full_until ?? '')
  expect(until - began).toBeGreaterThan(24 * HOUR_MS)
  expect(until - began).toBeLessThan(24 * HOUR_MS + 10 * MINUTE_MS)
  expect(account).toMatchObject({ state: 'cooldown', quota: { total: 2 } })
  const media = await world.media(await aPicture('navy'))
  const draft = await world.draft({ caption: 'Later', media, accounts: world.accounts })
  const plan = await world.get(`/api/posts/${draft}/plan`, Plan)
  expect(plan.accounts).toMatchObject([{ quota_full_until: account?.quota?.full_until }])
  expect(world.published()).toHaveLength(2)

  await world.publishAll(30 * HOUR_MS)
  expect(await world.get(`/api/posts/${third}`, Post)).toMatchObject({ status: 'completed' })
  expect(world.published()).toHaveLength(3)
  expect(world.standIn.control.violations()).toEqual([])
})

test('posts of other programs count: while they fill the quota, Meta is asked every hour', async ({
  db,
}) => {
  const world = await startOfficialWorld(db)
  world.standIn.control.set({ publishQuota: 0 })
  const id = await begin(world, 'red')
  await world.publishAll(5 * HOUR_MS)
  expect(await world.executions(id)).toMatchObject([{ status: 'waiting' }])
  expect(asked(world)).toBeGreaterThanOrEqual(5)
  expect(asked(world)).toBeLessThanOrEqual(6)
  expect(world.published()).toEqual([])

  world.standIn.control.set({ publishQuota: 50 })
  await world.publishAll(2 * HOUR_MS)
  expect(await world.get(`/api/posts/${id}`, Post)).toMatchObject({ status: 'completed' })
})

test('a quota that cannot be read stops nothing', async ({ db }) => {
  const world = await startOfficialWorld(db)
  world.standIn.control.addFault({ kind: 'html', path: 'content_publishing_limit', times: 50 })
  const id = await begin(world, 'red')
  await world.publishAll()

  expect(await world.get(`/api/posts/${id}`, Post)).toMatchObject({ status: 'completed' })
  expect(await member(db, world)).toMatchObject({ quota: null })
  const { rows } =
    await sql`select from publication_log where action = 'quota' and status = 'thrown'`.execute(db)
  expect(rows).toHaveLength(1)
})

test('after Meta has refused a post for its quota, it is asked before the next', async ({ db }) => {
  const world = await startOfficialWorld(db)
  world.standIn.control.addFault({ kind: 'error', path: '/media$', code: 9, subcode: 2_207_069 })
  const id = await begin(world, 'red')
  await world.publishAll(20 * HOUR_MS)
  expect(await world.executions(id)).toMatchObject([{ status: 'waiting' }])
  expect(asked(world)).toBe(1)
  await world.publishAll(30 * HOUR_MS)

  expect(await world.get(`/api/posts/${id}`, Post)).toMatchObject({ status: 'completed' })
  expect(asked(world)).toBe(2)
  expect(world.standIn.control.violations()).toEqual([])
})
