import { sql } from 'kysely'
import { z } from 'zod'
import { MAX_COUNTED } from '../../../src/features/tasks/store/task-counts.ts'
import { findPage, MAX_CANDIDATES } from '../../../src/features/tasks/store/task-search.ts'
import { endTask } from '../../fixtures/end-task.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { problemIn } from '../../http/kit.ts'
import { aTasksApi, oneType, twoType, type TasksApi } from './tasks-api.ts'

type Db = Parameters<typeof aTasksApi>[0]

const Page = z.object({ data: z.array(z.looseObject({ id: z.number() })) })
const Counts = z.object({
  data: z.array(z.object({ status: z.string(), count: z.number(), capped: z.boolean() })),
  total: z.number(),
  capped: z.boolean(),
})
const DAY = 86_400_000

/** A task a day, the oldest first: two pending, three failed, one cancelled and one done. */
async function someTasks(db: Db, { queue }: TasksApi): Promise<Record<string, number>> {
  const make = async (key: string, type = oneType): Promise<number> =>
    (await queue.enqueue(db, type, { key })).id
  const ids = {
    old: await make('old'),
    refused: await make('refused', twoType),
    slow: await make('slow'),
    slower: await make('slower'),
    given_up: await make('given up'),
    fine: await make('fine'),
    waits: await make('waits', twoType),
    tries: await make('tries'),
  }
  await endTask(db, 'failed', { id: ids.refused, error: ['invalid_input', 'no @natgeo here'] })
  await endTask(db, 'failed', { id: ids.slow, error: ['transient', 'no answer within 30 s'] })
  await endTask(db, 'failed', { id: ids.slower, error: ['transient', 'no answer within 60 s'] })
  await endTask(db, 'failed', { id: ids.old, error: ['transient', '100% broken'] })
  await endTask(db, 'cancelled', { id: ids.given_up })
  await endTask(db, 'done', { id: ids.fine })
  await sql`update scrape_tasks_open set attempts = 1 where id = ${ids.tries}`.execute(db)
  await sql`update scrape_tasks set created_at = world_now() - (${ids.tries}::bigint - id) * interval '1 day'`.execute(
    db,
  )
  await sql`update scrape_tasks_ended set completed_at = created_at + interval '1 hour'`.execute(db)
  return ids
}

describe('the filter of tasks', () => {
  test('finds and counts by each of its parts, and by all together', async ({ db }) => {
    const api = aTasksApi(db)
    const ids = await someTasks(db, api)
    const { rows: jobs } = await sql<{ id: string }>`
      with job as (insert into jobs (kind, total) values ('scrape', 2) returning id),
      filled as (
        insert into job_tasks (job_id, task_id)
        select id, task from job, unnest(array[${ids['slower']}::bigint, ${ids['tries']}::bigint]) task
      )
      select id from job`.execute(db)
    const ago = (days: number): string => new Date(Date.now() - days * DAY).toISOString()
    const expected: Record<string, string[]> = {
      [`job_id=${jobs[0]?.id}`]: ['tries', 'slower'],
      [`job_id=${jobs[0]?.id}&status=failed`]: ['slower'],
      'status=failed,cancelled': ['given_up', 'slower', 'slow', 'refused', 'old'],
      'status=failed&status=pending': ['tries', 'waits', 'slower', 'slow', 'refused', 'old'],
      'task_type=two': ['waits', 'refused'],
      'task_type=one,two&status=failed': ['slower', 'slow', 'refused', 'old'],
      'error_code=transient': ['slower', 'slow', 'old'],
      'error_code=transient,invalid_input&status=failed': ['slower', 'slow', 'refused', 'old'],
      'error_message=no answer within <n> s': ['slower', 'slow'],
      [`created_after=${ago(3.5)}`]: ['tries', 'waits', 'fine', 'given_up'],
      [`created_before=${ago(4.5)}`]: ['slow', 'refused', 'old'],
      [`ended_after=${ago(3.5)}`]: ['fine', 'given_up'],
      [`ended_after=${ago(5.5)}&ended_before=${ago(3.5)}`]: ['slower', 'slow'],
      'has_failed_attempts=true&status=pending,running': ['tries'],
      'text=NATGEO': ['refused'],
      'text=100%': ['old'],
      'text=waits': ['waits'],
      'status=failed&task_type=one&error_code=transient&text=60 s': ['slower'],
      'status=running': [],
    }

    for (const [search, names] of Object.entries(expected)) {
      const encoded = new URLSearchParams(search.replaceAll('%', '%25')).toString()
      const page = Page.parse(await (await api.send('GET', `/api/tasks?${encoded}`)).json())
      const counts = Counts.parse(
        await (await api.send('GET', `/api/tasks/counts?${encoded}`)).json(),
      )
      expect([search, page.data.map(({ id }) => id)]).toEqual([search, names.map((n) => ids[n])])
      expect([search, counts.total]).toEqual([search, names.length])
      expect(counts.capped).toBe(false)
    }
  })

  test('counts by status', async ({ db }) => {
    const api = aTasksApi(db)
    await someTasks(db, api)

    const counts = Counts.parse(await (await api.send('GET', '/api/tasks/counts')).json())

    expect(counts.data.map(({ status, count }) => [status, count])).toEqual([
      ['pending', 2],
      ['running', 0],
      ['done', 1],
      ['failed', 4],
      ['cancelled', 1],
    ])
    const refused = await api.send('GET', '/api/tasks/counts?task_type=three')
    expect((await problemIn(refused)).errors).toMatchObject([{ field: 'task_type' }])
  })

  test('stops looking after a number of tasks, says so, and goes on from there', async ({ db }) => {
    const api = aTasksApi(db)
    const last = MAX_CANDIDATES + 110
    await sql`insert into scrape_tasks_ended (id, task_type, priority, status, error_message)
      select n, 'one', 3, 'failed', case when n in (101, 102, ${last}) then 'rare' end
      from generate_series(101, ${last}::int) n`.execute(db)
    const { id: open } = await api.queue.enqueue(db, oneType, { key: 'rare' })
    const filter = { text: 'rare' }

    expect(await findPage(db, filter, { limit: 10 })).toEqual({ ids: [last], next: 111 })
    const rest = await findPage(db, filter, { limit: 10, before: 111 })
    expect(rest).toEqual({ ids: [102, 101, open], next: null })
    const counts = Counts.parse(
      await (await api.send('GET', '/api/tasks/counts?status=failed')).json(),
    )
    expect(counts).toMatchObject({ total: MAX_COUNTED, capped: true })
  })
})
