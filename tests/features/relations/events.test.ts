import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { endCheck, insertEvents } from '../../../src/features/relations/store/checks.ts'
import { eventOperations } from '../../../src/features/relations/operations/events.ts'
import { historyOperations } from '../../../src/features/relations/operations/history.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { createParser, type ServerSentEvent } from '../../../sim/demo/sse-reader.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { anApi, init, problemIn, served } from '../../http/kit.ts'
import { LIMITS, makeAccounts } from '../../pool/pool-fixture.ts'
import { aCheck } from './a-check.ts'

const api = (db: Db) =>
  anApi(db, [mountOperations({ db, poolContext: { limits: LIMITS }, pollMs: 10 }, eventOperations)])

/** Opens a stream over a real socket and collects its events. */
async function open(db: Db, id: string, lastEventId?: string) {
  const url = await served(api(db).app)
  const leaving = new AbortController()
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  const response = await fetch(`${url}/api/relations/${id}/events`, {
    ...init('GET', { headers }),
    signal: leaving.signal,
  })
  const seen: ServerSentEvent[] = []
  const ended = (async () => {
    try {
      for await (const event of createParser(response)) seen.push(event)
    } catch (error) {
      if (!leaving.signal.aborted) throw error
    }
  })()
  return {
    response,
    seen,
    names: () => seen.map(({ event }) => event),
    last: () => z.record(z.string(), z.unknown()).parse(JSON.parse(seen.at(-1)?.data ?? '{}')),
    ended,
    async leave() {
      leaving.abort()
      await ended
    },
  }
}

const happen = async (db: Db, id: string, event: string, data = {}): Promise<void> =>
  await db.transaction().execute(async (tx) => await insertEvents(tx, id, [{ event, data }]))

const end = async (db: Db, id: string, status: 'incomplete' | 'cancelled'): Promise<void> =>
  await db
    .transaction()
    .execute(async (tx) => await endCheck(tx, id, { status, reason: 'because' }))

const running = { followers: { state: 'reading' }, status: 'running' }

describe('GET /api/relations/{id}/events', () => {
  test('tells the time that is left by the pool, as everywhere else', async ({ db }) => {
    await makeAccounts(db, 1)
    const id = await aCheck(db, running)
    await sql`update relation_lists set expected = 1_000`.execute(db)
    const stream = await open(db, id)
    await expect.poll(stream.names).toEqual(['snapshot'])
    // Ten pages, one each 3.5 seconds.
    expect(stream.last()).toMatchObject({ progress: { seconds_left: 35 } })
    await stream.leave()
  })

  test('begins with the check, tells what happens, and ends with the check', async ({ db }) => {
    const id = await aCheck(db, running)
    await happen(db, id, 'begun_again')
    const stream = await open(db, id)
    await expect.poll(stream.names).toEqual(['snapshot'])
    expect(stream.last()).toMatchObject({ id, status: 'running' })

    await sql`update relation_lists set collected = 728, pages = 4`.execute(db)
    await expect.poll(stream.names).toEqual(['snapshot', 'progress'])
    expect(stream.last()).toMatchObject({ progress: { collected: 728, pages: 4 } })
    await happen(db, id, 'taken_over', { list: 'followers', from: 'a', by: 'b' })
    await expect.poll(stream.names).toEqual(['snapshot', 'progress', 'taken_over'])
    expect(stream.last()).toMatchObject({ list: 'followers', from: 'a', by: 'b' })
    await db.transaction().execute(async (tx) => {
      await insertEvents(tx, id, [{ event: 'list_incomplete', data: {} }])
      await endCheck(tx, id, { status: 'incomplete', reason: 'max_reached' })
    })
    await stream.ended

    expect(stream.names().slice(3)).toEqual(['list_incomplete', 'incomplete'])
    expect(stream.last()).toMatchObject({ status: 'incomplete', reason: 'max_reached' })
  })

  test('tells what a client has missed, and nothing twice', async ({ db }) => {
    const id = await aCheck(db, running)
    for (const event of ['taken_over', 'begun_again', 'cursor_bound']) await happen(db, id, event)
    const whole = await open(db, id, '0')
    await expect
      .poll(whole.names)
      .toEqual(['snapshot', 'taken_over', 'begun_again', 'cursor_bound'])
    await whole.leave()

    const rest = await open(db, id, whole.seen[1]?.id)
    await end(db, id, 'cancelled')
    await rest.ended

    expect(rest.names().filter((name) => name !== 'progress')).toEqual([
      'snapshot',
      'begun_again',
      'cursor_bound',
      'cancelled',
    ])
  })

  test('tells a client that has seen the end not to come back, until the check goes on', async ({
    db,
  }) => {
    const id = await aCheck(db, running)
    await end(db, id, 'cancelled')
    const stream = await open(db, id)
    await stream.ended
    expect(stream.names()).toEqual(['snapshot', 'cancelled'])
    const headers = { 'last-event-id': stream.seen.at(-1)?.id ?? '' }

    const again = await api(db).send('GET', `/api/relations/${id}/events`, { headers })
    expect(again.status).toBe(204)

    await sql`update relation_checks set status = 'running', completed_at = null`.execute(db)
    const anew = await open(db, id, headers['last-event-id'])
    await expect.poll(anew.names).toEqual(['snapshot'])
    await anew.leave()
  })

  test('ends when the check is removed', async ({ db }) => {
    const id = await aCheck(db, running)
    const stream = await open(db, id)
    await expect.poll(stream.names).toEqual(['snapshot'])

    await sql`delete from relation_checks`.execute(db)
    await stream.ended

    expect(stream.names()).toEqual(['snapshot', 'removed'])
  })

  test('is refused for a check that there is not, and for a place of another stream', async ({
    db,
  }) => {
    const id = await aCheck(db, running)
    const { send } = api(db)
    const unknown = await send('GET', '/api/relations/019a0000-0000-7000-8000-000000000000/events')
    expect(unknown.status).toBe(404)
    const headers = { 'last-event-id': '5-7' }
    const problem = await problemIn(await send('GET', `/api/relations/${id}/events`, { headers }))
    expect(problem).toMatchObject({ status: 422, errors: [{ field: 'last-event-id' }] })
  })

  test('never passes over an event whose transaction ends late', async ({ db }) => {
    const id = await aCheck(db, running)
    const stream = await open(db, id)
    const first = await db.startTransaction().execute()
    await insertEvents(first, id, [{ event: 'first', data: {} }])
    const second = happen(db, id, 'second')
    await expect
      .poll(async () => {
        const { rows } = await sql`
          select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
          db,
        )
        return rows.length
      })
      .toBe(1)

    await first.commit().execute()
    await second
    await expect.poll(stream.names).toEqual(['snapshot', 'first', 'second'])
    await stream.leave()
  })
})

test('what happened is read without a stream, newest first and page by page', async ({ db }) => {
  const id = await aCheck(db, { followers: {} })
  for (const event of ['begun', 'taken_over', 'list_complete'])
    await db
      .transaction()
      .execute(async (tx) => await insertEvents(tx, id, [{ event, data: { list: 'followers' } }]))
  const { send } = anApi(db, [mountOperations({ db }, historyOperations)])
  const Page = z.object({
    data: z.array(z.object({ event: z.string(), data: z.unknown(), at: z.iso.datetime() })),
    next_cursor: z.string().nullable(),
  })
  const path = `/api/relations/${id}/history?limit=2`
  const first = Page.parse(await (await send('GET', path)).json())
  const last = Page.parse(await (await send('GET', `${path}&cursor=${first.next_cursor}`)).json())

  expect(first.data.map(({ event }) => event)).toEqual(['list_complete', 'taken_over'])
  expect(last.data).toEqual([
    { event: 'begun', data: { list: 'followers' }, at: expect.any(String) },
  ])
  expect((await send('GET', `/api/relations/${randomUUID()}/history`)).status).toBe(404)
})
