import { relationCheck } from '../../../src/features/relations/tasks/relation-check.ts'
import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { insertEvents } from '../../../src/features/relations/store/checks.ts'
import { membersToErase } from '../../../src/features/relations/store/lists.ts'
import { answersFromLists } from '../../../src/features/relations/store/known-answers.ts'
import { endList } from '../../../src/features/relations/store/lists.ts'
import { relations } from '../../../src/features/relations/feature.ts'
import { getLists } from '../../../src/features/relations/store/member-answers.ts'
import { deleteOldChecks } from '../../../src/features/relations/store/retention.ts'
import { claimTasks } from '../../fixtures/claim-tasks.ts'
import { settleDone } from '../../../src/queue/settle.ts'
import { LeaseLostError } from '../../../src/base/errors.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { findTraces } from '../erase/traces.ts'
import { startGramdWorld } from '../gramd-world.ts'
import { aCheck, fillList } from './a-check.ts'

const DAY_MS = 24 * 3_600_000

const rowsOf = async (db: Db, table: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${sql.table(table)}`.execute(db)
  return rows[0]?.count ?? -1
}

test('an erasure removes the checks of somebody who is no blog, with the task at work', async ({
  db,
}) => {
  const { services } = await startGramdWorld(db, { accounts: 0 })
  const { queue, erasures } = services
  const other = await aCheck(db, {
    username: 'somebody',
    platformId: '1',
    followers: { members: [{ id: '77', username: 'gone.one' }, '78'] },
  })
  const id = await aCheck(db, {
    username: 'gone.one',
    platformId: '77',
    followers: { state: 'reading', members: ['5', '6'] },
    status: 'running',
  })
  await db.transaction().execute(async (tx) => {
    await insertEvents(tx, id, [{ event: 'begun_again', data: {} }])
  })
  const task = await queue.enqueue(db, relationCheck, { check_id: id })
  await sql`update relation_checks set task_id = ${task.id} where id = ${id}`.execute(db)
  const types = [{ name: 'relation_check', resource: 'instagram', room: 1, leaseMs: 45_000 }]
  const [running] = await claimTasks(db, { owner: 'test', limit: 1, types, resources: {} })
  if (!running) throw new Error('the check is due')

  const { removed, changed } = await erasures.erase({ platformId: '77' })

  expect(removed).toEqual({ relation_checks: 1, relation_members: 3, scrape_tasks: 1 })
  expect(changed).toMatchObject({ relation_lists: 1 })
  expect(await findTraces(db, ['gone.one', id])).toEqual([])
  expect(await rowsOf(db, 'relation_events')).toBe(0)
  const lists = await db.selectFrom('relation_lists').select(['check_id', 'collected']).execute()
  expect(lists).toEqual([{ check_id: other, collected: 1 }])
  const settled = db.transaction().execute(async (tx) => await settleDone(tx, running, {}))
  await expect(settled).rejects.toThrow(LeaseLostError)
})

test('somebody whom only lists know is kept out under every name that they have seen', async ({
  db,
}) => {
  const { services } = await startGramdWorld(db, { accounts: 0 })
  const member = (username: string) => ({
    username: `target.of.${username}`,
    platformId: '1',
    followers: { members: [{ id: '77', username }, '78'] },
  })
  await aCheck(db, member('old.name'))
  await sql`update relation_members set created_at = created_at - interval '1 day'`.execute(db)
  await aCheck(db, member('new.name'))

  const { blocked, removed } = await services.erasures.erase({ username: 'new.name' })

  expect(blocked).toEqual({ ids: 1, usernames: 2 })
  expect(removed).toEqual({ relation_members: 2 })
})

test('a list from which somebody was erased is not proof that a renamed person is not in it', async ({
  db,
}) => {
  const { services } = await startGramdWorld(db, { accounts: 0 })
  const members = [{ id: '77', username: 'gone.one' }, '78']
  await aCheck(db, { platformId: '1', followers: { members } })
  const atWork = await aCheck(db, { platformId: '2', followers: { state: 'reading', members } })

  await services.erasures.erase({ platformId: '77' })

  await db.transaction().execute(async (tx) => {
    await endList(tx, atWork, 'followers', { reason: null, expected: 2, erased: 0 })
    const ask = (owner_id: string, member_id: string | null) => {
      const member = { member_id, member_name: 'new.name' }
      return { follower: 1, followed: 0, kind: 'followers' as const, owner_id, ...member }
    }
    for (const owner of ['1', '2']) {
      expect(await answersFromLists(tx, [ask(owner, null)], DAY_MS)).toEqual([])
      const known = await answersFromLists(tx, [ask(owner, '79')], DAY_MS)
      expect(known).toMatchObject([{ answer: 'no' }])
    }
  })
})

test('what is told of a check that was removed meanwhile is nothing', async ({ db }) => {
  await db.transaction().execute(async (tx) => {
    const events = [{ event: 'begun_again', data: {} }]
    await insertEvents(tx, '019a0000-0000-7000-8000-000000000000', events)
  })

  expect(await rowsOf(db, 'relation_events')).toBe(0)
})

test('checks stay with a creator whose two blogs turn out to be one', async ({ db }) => {
  const [from, into] = [await aBlog(db, 'old.name'), await aBlog(db, 'new.name')]
  const id = await aCheck(db, { followers: {} })
  await sql`update relation_checks set blog_id = ${from}`.execute(db)

  await db.transaction().execute(async (tx) => {
    await relations.merge?.(tx, { from, into })
    await tx.deleteFrom('blogs').where('id', '=', from).execute()
  })

  expect(await db.selectFrom('relation_checks').select(['id', 'blog_id']).execute()).toEqual([
    { id, blog_id: into },
  ])
})

test('retention removes old checks with all that they found, but none at work', async ({ db }) => {
  const { services } = await startGramdWorld(db, { accounts: 0 })
  const old = await aCheck(db, { followers: { members: ['1'] } })
  await fillList(db, old, 'followers', [1, 10_001])
  const atWork = await aCheck(db, { followers: { members: ['1'] }, status: 'running' })
  const task = await services.queue.enqueue(db, relationCheck, { check_id: atWork })
  await sql`update relation_checks set task_id = ${task.id} where id = ${atWork}`.execute(db)
  await sql`update relation_checks set created_at = world_now() - interval '91 days'`.execute(db)
  const young = await aCheck(db, { followers: { members: ['1'] } })

  const removed = await deleteOldChecks(db, 90 * DAY_MS, new AbortController().signal)

  expect(removed).toBe(1)
  const left = await db.selectFrom('relation_members').select('check_id').execute()
  expect(left.map(({ check_id }) => check_id).sort()).toEqual([atWork, young])
})

test('a check that is half deleted proves nothing by whom it lacks', async ({ db }) => {
  const id = await aCheck(db, { followers: { members: ['1'] } })
  await sql`update relation_checks set created_at = world_now() - interval '91 days'`.execute(db)
  let deleting = Promise.resolve(-1)
  await db.transaction().execute(async (tx) => {
    // Its members can go, and the check itself cannot.
    await sql`select from relation_checks where id = ${id} for key share`.execute(tx)
    deleting = deleteOldChecks(db, 90 * DAY_MS, new AbortController().signal)
    await expect.poll(async () => await rowsOf(db, 'relation_members'), { interval: 10 }).toBe(0)
    const { followers } = await getLists(db, id)
    expect(followers).toMatchObject({ state: 'incomplete', reason: 'expired' })
  })
  expect(await deleting).toBe(1)
})

test('somebody is found in all lists by an index, however many members there are', async ({
  db,
}) => {
  const id = await aCheck(db, { followers: {} })
  await fillList(db, id, 'followers', [1, 5_000])
  await sql`vacuum analyze relation_members`.execute(db)
  const query = membersToErase({ platformIds: ['7919', '1'], usernames: ['user.7'] })

  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${query}`.execute(db)

  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toContain('relation_members_platform_id_idx')
  expect(plan).toContain('relation_members_username_idx')
  expect(plan, plan).not.toContain('Seq Scan on relation_members')
})
