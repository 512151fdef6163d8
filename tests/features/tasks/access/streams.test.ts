import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { createParser } from '../../../../sim/demo/sse-reader.ts'
import type { Db } from '../../../../src/db/handles.ts'
import { describe, expect, test } from '../../../fixtures/test.ts'
import { init, served } from '../../../http/kit.ts'
import { aTask, aThing } from './things.ts'
import { anAccessWorld, type Asker } from './world.ts'

const happen = async (db: Db, ids: readonly number[], event = 'progress'): Promise<void> => {
  await sql`
    insert into task_events (event, task_type, task_ids, data)
    select ${event}, task_type, array_agg(id), jsonb_agg('{"secret": "progress"}'::jsonb) from scrape_tasks
    where id = any (${ids}::bigint[]) group by task_type`.execute(db)
}

const About = z.object({ task_id: z.int().optional() })

/** Opens a stream, and collects the tasks that its events are about. */
async function open(url: string, path: string, { token }: Asker, lastEventId?: string) {
  const leaving = new AbortController()
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  const asked = init('GET', { token, headers })
  const response = await fetch(url + path, { ...asked, signal: leaving.signal })
  onTestFinished(() => leaving.abort())
  const seen: { event: string; id: string | undefined; task: number | undefined }[] = []
  void (async () => {
    try {
      for await (const { event, id, data } of createParser(response))
        seen.push({ event, id, task: About.parse(JSON.parse(data)).task_id })
    } catch (error) {
      if (!leaving.signal.aborted) throw error
    }
  })()
  return { status: response.status, seen, tasks: () => seen.flatMap(({ task }) => task ?? []) }
}

async function tasksIn(db: Db) {
  const world = anAccessWorld(db)
  const [mine, other] = [await world.user('mine', 'member'), await world.user('other', 'member')]
  const admin = await world.user('boss', 'admin')
  const of = async (name: string, owner: Asker | null) => {
    const type = world.services.queue.types.get(name)
    if (!type) throw new Error(`there is no type ${name}`)
    return await aTask(db, { type: name, subject: await aThing(db, type, owner?.userId ?? null) })
  }
  const tasks = {
    team: await of('full_scrape', null),
    own: await of('poll_store', mine),
    others: await of('poll_store', other),
    media: await of('sync_own_media', other),
    service: await of('poll_store', null),
    publication: await of('publish_to_account', null),
    upkeep: await of('retire_tasks', null),
  }
  return { world, mine, other, admin, tasks, url: await served(world.app) }
}

describe('GET /api/events', () => {
  test('has the events of tasks that the caller may see, live and stored', async ({ db }) => {
    const { mine, admin, tasks, url } = await tasksIn(db)
    const all = Object.values(tasks)
    const [member, boss] = [
      await open(url, '/api/events', mine),
      await open(url, '/api/events', admin),
    ]
    await expect.poll(() => [member.seen.length, boss.seen.length]).toEqual([1, 1])

    await happen(db, all)
    await expect.poll(() => boss.tasks().length).toBe(all.length)
    await expect.poll(member.tasks).toEqual(expect.arrayContaining([tasks.team, tasks.own]))
    // What comes last is seen: nothing of the others is still on its way.
    await happen(db, [tasks.team], 'requeued')
    await expect.poll(() => member.seen.at(-1)?.event).toBe('requeued')
    const count = (id: number): number => member.tasks().filter((task) => task === id).length
    expect(member.tasks()).toHaveLength(3)
    expect([count(tasks.team), count(tasks.own)]).toEqual([2, 1])

    const again = await open(url, '/api/events', mine, member.seen[0]?.id)
    await expect.poll(() => again.seen.at(-1)?.event).toBe('requeued')
    expect(again.tasks()).toEqual(member.tasks())
  })

  test('follows what gets another owner', async ({ db }) => {
    const { mine, other, tasks, url } = await tasksIn(db)
    const [before, after] = [
      await open(url, '/api/events', other),
      await open(url, '/api/events', mine),
    ]
    await expect.poll(() => [before.seen.length, after.seen.length]).toEqual([1, 1])
    await happen(db, [tasks.others])
    await expect.poll(before.tasks).toEqual([tasks.others])

    await sql`update stores set owner_id = ${mine.userId} where owner_id = ${other.userId}`.execute(
      db,
    )
    await happen(db, [tasks.others, tasks.team])

    await expect.poll(after.tasks).toEqual(expect.arrayContaining([tasks.others, tasks.team]))
    await expect.poll(before.tasks).toEqual([tasks.others, tasks.team])
  })
})

describe('GET /api/tasks/{id}/events', () => {
  test('is not there for a task of others, wherever it is to go on', async ({ db }) => {
    const { mine, admin, tasks, url } = await tasksIn(db)
    const boss = await open(url, `/api/tasks/${tasks.others}/events`, admin)
    await happen(db, [tasks.others])
    await expect.poll(() => boss.seen.length).toBe(2)

    for (const { id } of boss.seen)
      expect((await open(url, `/api/tasks/${tasks.others}/events`, mine, id)).status).toBe(404)
    expect((await open(url, `/api/tasks/${tasks.others}/events`, mine)).status).toBe(404)
  })

  test('tells nothing more once the thing is another’s', async ({ db }) => {
    const { mine, other, tasks, url } = await tasksIn(db)
    const stream = await open(url, `/api/tasks/${tasks.own}/events`, mine)
    await expect.poll(() => stream.seen.length).toBe(1)
    await happen(db, [tasks.own])
    await expect.poll(() => stream.seen.length).toBe(2)

    await sql`update stores set owner_id = ${other.userId} where owner_id = ${mine.userId}`.execute(
      db,
    )
    const watch = await open(url, `/api/tasks/${tasks.own}/events`, other)
    await expect.poll(() => watch.seen.length).toBe(1)
    await happen(db, [tasks.own])
    await expect.poll(() => watch.seen.length).toBe(2)

    expect(stream.seen.length).toBe(2)
  })
})
