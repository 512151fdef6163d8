import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../../src/db/handles.ts'
import { describe, expect, test } from '../../../fixtures/test.ts'
import { aTask, aThing } from './things.ts'
import { anAccessWorld, type AccessWorld, type Asker } from './world.ts'

const statusesOf = async (db: Db, ids: readonly number[]): Promise<string[]> => {
  const { rows } = await sql<{ status: string }>`
    select status from scrape_tasks where id = any (${ids}::bigint[]) order by id`.execute(db)
  return rows.map(({ status }) => status)
}

/** A task about something of this owner, or of the type alone. */
async function taskOf(
  db: Db,
  { services }: AccessWorld,
  given: { type: string; status?: string; owner?: Asker },
): Promise<number> {
  const type = services.queue.types.get(given.type)
  if (!type) throw new Error(`there is no type ${given.type}`)
  const subject = await aThing(db, type, given.owner?.userId ?? null)
  return await aTask(db, { ...given, subject })
}

async function membersIn(db: Db) {
  const world = anAccessWorld(db)
  const [mine, other] = [await world.user('mine', 'member'), await world.user('other', 'member')]
  const send = async (method: string, path: string, json?: object) =>
    await world.send(method, path, { token: mine.token, ...(json && { json }) })
  const read = async (path: string): Promise<unknown> => await (await send('GET', path)).json()
  return { world, mine, other, send, read }
}

const Changed = z.object({ changed: z.int(), skipped: z.int(), matched: z.int() })

describe('a member who may change tasks', () => {
  test('cancels no publication, in whatever way', async ({ db }) => {
    const { world, send } = await membersIn(db)
    const publications = await Promise.all(
      ['publish_to_account', 'remove_publication', 'translate_post', 'publish_due_posts'].map(
        async (type) => await taskOf(db, world, { type }),
      ),
    )
    for (const id of publications) {
      expect((await send('POST', `/api/tasks/${id}/cancel`)).status).toBe(404)
      expect((await send('PATCH', `/api/tasks/${id}`, { priority: 10 })).status).toBe(404)
    }
    const named = await send('POST', '/api/tasks/bulk', { action: 'cancel', ids: publications })
    expect(Changed.parse(await named.json())).toEqual({ changed: 0, skipped: 4, matched: 0 })
    const filter = { task_type: ['publish_to_account'] }
    const all = await send('POST', '/api/tasks/bulk', { action: 'cancel', filter, expected: 0 })
    expect(Changed.parse(await all.json())).toEqual({ changed: 0, skipped: 0, matched: 0 })

    expect(new Set(await statusesOf(db, publications))).toEqual(new Set(['pending']))
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from scrape_tasks where priority <> 5`.execute(db)
    expect(rows).toEqual([{ n: 0 }])
  })

  test('cancels and retries in bulk what is theirs and the team’s, and nothing else', async ({
    db,
  }) => {
    const { world, mine, other, send } = await membersIn(db)
    const theirs = [
      await taskOf(db, world, { type: 'full_scrape' }),
      await taskOf(db, world, { type: 'check_connection', owner: mine }),
    ]
    const others = [
      await taskOf(db, world, { type: 'check_connection', owner: other }),
      await taskOf(db, world, { type: 'check_connection' }),
      await taskOf(db, world, { type: 'retire_tasks' }),
    ]
    const filter = { status: ['pending'] }
    const answer = await send('POST', '/api/tasks/bulk', { action: 'cancel', filter, expected: 2 })
    expect(Changed.parse(await answer.json())).toEqual({ changed: 2, skipped: 0, matched: 2 })
    expect(await statusesOf(db, theirs)).toEqual(['cancelled', 'cancelled'])
    expect(await statusesOf(db, others)).toEqual(['pending', 'pending', 'pending'])

    await sql`update scrape_tasks set status = 'cancelled', completed_at = world_now() where status = 'pending'`.execute(
      db,
    )
    const retried = await send('POST', '/api/tasks/retry', { status: 'cancelled', limit: 100 })
    expect(await retried.json()).toEqual({ retried: 2 })
    expect(await statusesOf(db, theirs)).toEqual(['pending', 'pending'])
    expect(await statusesOf(db, others)).toEqual(['cancelled', 'cancelled', 'cancelled'])
  })

  test('retries no more tasks at once than the limit', async ({ db }) => {
    const { world, send } = await membersIn(db)
    for (let n = 0; n < 5; n++) {
      await taskOf(db, world, { type: 'publish_to_account', status: 'failed' })
      await taskOf(db, world, { type: 'full_scrape', status: 'failed' })
    }
    const answer = await send('POST', '/api/tasks/retry', { limit: 3, error_code: 'transient' })
    expect(await answer.json()).toEqual({ retried: 3 })
  })

  test('sees what changes its owner with its owner', async ({ db }) => {
    const { world, mine, other, send } = await membersIn(db)
    const id = await taskOf(db, world, { type: 'check_connection', owner: other })
    expect((await send('GET', `/api/tasks/${id}`)).status).toBe(404)

    await sql`update connections set owner_id = ${mine.userId}`.execute(db)

    expect((await send('GET', `/api/tasks/${id}`)).status).toBe(200)
    const gone = await world.send('GET', `/api/tasks/${id}`, { token: other.token })
    expect(gone.status).toBe(404)
  })

  test('learns nothing of others’ tasks from a search, not even that there are some', async ({
    db,
  }) => {
    const { world, other, read } = await membersIn(db)
    await taskOf(db, world, { type: 'scan_store', owner: other, status: 'failed' })
    for (const query of ['text=secret', 'task_type=scan_store', 'error_code=transient']) {
      expect(await read(`/api/tasks?${query}`)).toEqual({
        data: [],
        next_cursor: null,
        has_more: false,
      })
      expect(await read(`/api/tasks/counts?${query}`)).toMatchObject({ total: 0, capped: false })
    }
  })

  test('sees errors of attempts, throughput and stalls without others’ tasks', async ({ db }) => {
    const { world, other, read } = await membersIn(db)
    const ids = [
      await taskOf(db, world, { type: 'full_scrape' }),
      await taskOf(db, world, { type: 'scan_store', owner: other }),
      await taskOf(db, world, { type: 'publish_to_account' }),
    ]
    await sql`
      insert into past_attempts (task_id, started_at, outcome, error_code, error_message)
      select id, world_now(), 'retried', 'transient', 'of ' || task_type from scrape_tasks
      where id = any (${ids}::bigint[])`.execute(db)
    await taskOf(db, world, { type: 'full_scrape', status: 'done' })
    await taskOf(db, world, { type: 'scan_store', owner: other, status: 'done' })
    await taskOf(db, world, { type: 'publish_to_account', status: 'done' })
    await sql`update scrape_tasks set due_at = world_now() - interval '2 hours' where status = 'pending'`.execute(
      db,
    )

    const names = /full_scrape|scan_store|publish_to_account/g
    for (const path of ['errors', 'throughput', 'stalls']) {
      const found = JSON.stringify(await read(`/api/tasks/${path}`)).match(names)
      expect(new Set(found), path).toEqual(new Set(['full_scrape']))
      const whole = await (await world.send('GET', `/api/tasks/${path}`)).text()
      expect(new Set(whole.match(names)).size, path).toBe(3)
    }
  })
})
