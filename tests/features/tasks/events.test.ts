import { sql } from 'kysely'
import { readEventPage } from '../../../src/http/streams/event-pages.ts'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { formatCursor } from '../../../src/http/streams/event-cursor.ts'
import { createParser, type ServerSentEvent } from '../../../sim/demo/sse-reader.ts'
import { describe, expect, test, testOnSharedDatabase } from '../../fixtures/test.ts'
import { init, problemIn, served } from '../../http/kit.ts'
import { aTasksApi, oneType, twoType } from './tasks-api.ts'

const happen = async (db: Db, taskId: number, event: string, data: object = {}): Promise<void> => {
  await sql`
    insert into task_events (event, task_type, task_ids, data)
    select ${event}, task_type, array[id], ${JSON.stringify([data])}::jsonb from scrape_tasks where id = ${taskId}`.execute(
    db,
  )
}

/** The id, in a stream, of an event that is alone in its row. */
const placeOf = (row: { xid: string; id: number } | undefined): string =>
  row === undefined ? '' : formatCursor({ xid: BigInt(row.xid), id: (BigInt(row.id) << 16n) + 1n })

/** Opens a stream over a real socket and collects its events. */
async function open(url: string, path: string, lastEventId?: string) {
  const leaving = new AbortController()
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  const response = await fetch(url + path, { ...init('GET', { headers }), signal: leaving.signal })
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
    ended,
    async leave() {
      leaving.abort()
      await ended
    },
  }
}

describe('GET /api/tasks/{id}/events', () => {
  test('begins with the task, tells what happens and ends with it', async ({ db }) => {
    const { app, queue } = aTasksApi(db)
    const url = await served(app)
    const { id } = await queue.enqueue(db, oneType, { key: 'a' })
    const stream = await open(url, `/api/tasks/${id}/events`)
    await expect.poll(stream.names).toEqual(['snapshot'])

    await happen(db, id, 'progress', { done: 1, total: 4 })
    await expect.poll(stream.names).toEqual(['snapshot', 'progress'])
    await queue.cancel(db, id)
    await stream.ended

    expect(stream.names()).toEqual(['snapshot', 'progress', 'cancelled'])
    const [snapshot, progress] = stream.seen.map(({ data }) => z.unknown().parse(JSON.parse(data)))
    expect(snapshot).toMatchObject({ id, status: 'pending' })
    expect(progress).toMatchObject({ task_id: id, task_type: 'one', done: 1, total: 4 })
  })

  test('is over at once for a task that has ended', async ({ db }) => {
    const { app, queue } = aTasksApi(db)
    const url = await served(app)
    const { id } = await queue.enqueue(db, oneType, { key: 'a' })
    await queue.cancel(db, id)

    const stream = await open(url, `/api/tasks/${id}/events`)
    await stream.ended

    expect(stream.names()).toEqual(['snapshot'])
  })

  test('goes on after Last-Event-ID, without missing or repeating anything', async ({ db }) => {
    const { app, queue } = aTasksApi(db)
    const url = await served(app)
    const { id } = await queue.enqueue(db, oneType, { key: 'a' })
    for (const done of [1, 2, 3]) await happen(db, id, 'progress', { done, total: 4 })
    await queue.cancel(db, id)
    const all = await db.selectFrom('task_events').select(['xid', 'id']).orderBy('id').execute()

    const stream = await open(url, `/api/tasks/${id}/events`, placeOf(all[1]))
    await stream.ended

    expect(stream.names()).toEqual(['progress', 'cancelled'])
    expect(stream.seen.map((event) => event.id)).toEqual(all.slice(2).map(placeOf))
  })

  test('tells a client that has seen the end not to come back', async ({ db }) => {
    const { send, queue } = aTasksApi(db)
    const { id } = await queue.enqueue(db, oneType, { key: 'a' })
    await queue.cancel(db, id)
    const last = await db.selectFrom('task_events').select(['xid', 'id']).executeTakeFirstOrThrow()

    const response = await send('GET', `/api/tasks/${id}/events`, {
      headers: { 'last-event-id': placeOf(last) },
    })

    expect(response.status).toBe(204)
  })

  test('goes on for a task that was retried after its end was seen', async ({ db }) => {
    const { app, queue } = aTasksApi(db)
    const url = await served(app)
    const { id } = await queue.enqueue(db, oneType, { key: 'a' })
    await queue.cancel(db, id)
    const last = await db.selectFrom('task_events').select(['xid', 'id']).executeTakeFirstOrThrow()
    await queue.retry(db, id)

    const stream = await open(url, `/api/tasks/${id}/events`, placeOf(last))
    await expect.poll(stream.names).toEqual(['requeued'])
    await queue.cancel(db, id)
    await stream.ended

    expect(stream.names()).toEqual(['requeued', 'cancelled'])
  })

  test('begins with the task again when what was missed is forgotten', async ({ db }) => {
    const { app, queue } = aTasksApi(db)
    const url = await served(app)
    const { id } = await queue.enqueue(db, oneType, { key: 'a' })
    await happen(db, id, 'progress')
    const last = await db.selectFrom('task_events').select(['xid', 'id']).executeTakeFirstOrThrow()
    await queue.cancel(db, id)
    await db.deleteFrom('task_events').execute()

    const stream = await open(url, `/api/tasks/${id}/events`, placeOf(last))
    await stream.ended

    expect(stream.names()).toEqual(['snapshot'])
  })

  testOnSharedDatabase.for([
    'garbage',
    '1',
    '-1-2',
    '99999999999999999999-1',
    '1-9999999999999999999',
    "1-1'",
  ])('refuses Last-Event-ID: %s', async (lastEventId, { db }) => {
    const { send, queue } = aTasksApi(db)
    const { id } = await queue.enqueue(db, oneType, { key: 'a' })

    const response = await send('GET', `/api/tasks/${id}/events`, {
      headers: { 'last-event-id': lastEventId },
    })

    expect(response.status).toBe(422)
    expect((await problemIn(response)).errors[0]?.field).toBe('last-event-id')
  })

  test('does not take its token from the query', async ({ db }) => {
    const { send, queue } = aTasksApi(db)
    const { id } = await queue.enqueue(db, oneType, { key: 'a' })

    const response = await send('GET', `/api/tasks/${id}/events?token=operator-key-of-the-tests`, {
      token: null,
    })

    expect(response.status).toBe(401)
  })
})

describe('GET /api/events', () => {
  test('tells of all tasks from now on, or of one type', async ({ db }) => {
    const { app, queue, events } = aTasksApi(db)
    const url = await served(app)
    const { id: one } = await queue.enqueue(db, oneType, { key: 'a' })
    const { id: two } = await queue.enqueue(db, twoType, { key: 'a' })
    await happen(db, one, 'progress')
    // An older transaction, even of another database, may hold it back: then it would still be to come.
    const beginning = { xid: 0n, id: 0n }
    await expect
      .poll(
        async () => (await readEventPage({ db, types: queue.types }, beginning, {})).events.length,
      )
      .toBe(1)
    const all = await open(url, '/api/events')
    const some = await open(url, '/api/events?task_type=two')
    await expect.poll(all.names).toEqual(['open'])
    await expect.poll(some.names).toEqual(['open'])

    await queue.cancel(db, one)
    await queue.cancel(db, two)

    await expect.poll(all.names).toEqual(['open', 'cancelled', 'cancelled'])
    await expect.poll(some.names).toEqual(['open', 'cancelled'])
    expect(JSON.parse(some.seen[1]?.data ?? '')).toMatchObject({ task_id: two, task_type: 'two' })
    await Promise.all([all.leave(), some.leave()])
    await expect.poll(() => events.watchers()).toBe(0)
  })

  test('goes on where a client left it', async ({ db }) => {
    const { app, queue } = aTasksApi(db)
    const url = await served(app)
    const { id: first } = await queue.enqueue(db, oneType, { key: 'a' })
    const { id: second } = await queue.enqueue(db, oneType, { key: 'b' })
    const before = await open(url, '/api/events')
    await expect.poll(before.names).toEqual(['open'])
    await queue.cancel(db, first)
    await expect.poll(before.names).toEqual(['open', 'cancelled'])
    await before.leave()
    await queue.cancel(db, second)

    const after = await open(url, '/api/events', before.seen[1]?.id)
    await expect.poll(after.names).toEqual(['open', 'cancelled'])

    expect(JSON.parse(after.seen[1]?.data ?? '')).toMatchObject({ task_id: second })
    await after.leave()
  })

  test('says when what was missed may be forgotten', async ({ db }) => {
    const { app, queue } = aTasksApi(db)
    const url = await served(app)
    const { id } = await queue.enqueue(db, oneType, { key: 'a' })
    await queue.cancel(db, id)
    const last = await db.selectFrom('task_events').select(['xid', 'id']).executeTakeFirstOrThrow()
    await db.deleteFrom('task_events').execute()

    const stream = await open(url, '/api/events', placeOf(last))

    await expect.poll(stream.names).toEqual(['gap'])
    await stream.leave()
  })
})
