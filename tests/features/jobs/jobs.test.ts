import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { messageText } from '../../../src/alerts/telegram.ts'
import { addToJobsOf, settleJobs, startJob } from '../../../src/features/jobs/store/jobs.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { API_KEY, aToken, init } from '../../http/kit.ts'
import { wholeApi } from '../../openapi/whole-app.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { aJob, countsAndEnds, end, tasks } from './job-of-many.ts'

const Job = z.looseObject({
  id: z.uuid(),
  kind: z.string(),
  total: z.int(),
  done: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  waiting: z.int(),
  ended_at: z.string().nullable(),
})
const Started = z.looseObject({ job_id: z.uuid().nullable() })

function api(db: Db) {
  const app = wholeApi({ db, apiKey: API_KEY })
  return async (method: string, path: string, json?: object, token = API_KEY) =>
    await app.request(path, init(method, { token, ...(json && { json }) }))
}
type Send = ReturnType<typeof api>

const started = async (send: Send, path: string, json: object): Promise<string> =>
  Started.parse(await (await send('POST', path, json)).json()).job_id ?? ''

const read = async (send: Send, id: string) =>
  Job.parse(await (await send('GET', `/api/jobs/${id}`)).json())

const announced = async (db: Db) =>
  (
    await sql<{ kind: string; cause: string; count: number; items: unknown }>`
      select kind, cause, count, items from notifications order by created_at`.execute(db)
  ).rows

describe('a job', () => {
  test('comes with a list of scrapes, counts them and ends with the last', async ({ db }) => {
    const send = api(db)
    const id = await started(send, '/api/tasks/scrape', { usernames: ['mama', 'cook', '@mama'] })
    const { rows } = await sql<{ id: number }>`select id from scrape_tasks order by id`.execute(db)
    const [one = 0, two = 0] = rows.map((row) => row.id)

    expect(await read(send, id)).toMatchObject({ kind: 'scrape', total: 2, waiting: 2 })
    await end(db, [one])
    expect(await read(send, id)).toMatchObject({ done: 1, waiting: 1, ended_at: null })
    await end(db, [two], 'failed')
    const ended = await read(send, id)
    expect(ended).toMatchObject({ done: 1, failed: 1, waiting: 0 })
    expect(ended.ended_at).not.toBe(null)
  })

  test('comes with discoveries, imports and analyses, and not with nothing', async ({ db }) => {
    const send = api(db)
    const app = wholeApi({ db, apiKey: API_KEY })
    await aBlog(db, 'known', { scraped_at: new Date(), scrape_status: 'active' })
    const headers = { 'content-type': 'text/csv' }
    const body = 'username\nfresh\nknown\n'

    const found = await started(send, '/api/tasks/discover', { hashtag: 'almaty' })
    const analysis = await started(send, '/api/tasks/analyze', { usernames: ['known', 'other'] })
    const imported = await app.request('/api/blogs/import', init('POST', { body, headers }))
    const { job_id: file } = Started.parse(await imported.json())
    const dry = { usernames: ['known'], dry_run: true }

    expect(await read(send, found)).toMatchObject({ kind: 'discovery', total: 1 })
    expect(await read(send, analysis)).toMatchObject({ kind: 'analysis', total: 1 })
    expect(await read(send, file ?? '')).toMatchObject({ kind: 'import', total: 1 })
    expect(await started(send, '/api/tasks/analyze', dry)).toBe('')
  })

  test('has the tasks that its tasks add, once, and ends after them', async ({ db }) => {
    const [parent = 0, child = 0, other = 0] = await tasks(db, 3)
    const id = await aJob(db, [parent])
    await db.transaction().execute(async (tx) => {
      await addToJobsOf(tx, parent, [child, child])
      await addToJobsOf(tx, parent, [child])
      await addToJobsOf(tx, other, [other])
    })
    await end(db, [parent])

    expect(await settleJobs(db)).toBe(0)
    await end(db, [child])
    expect(await settleJobs(db)).toBe(1)
    expect(await read(api(db), id)).toMatchObject({ total: 2, done: 2 })
  })

  test('is cancelled without what another open job waits for', async ({ db }) => {
    const send = api(db)
    const [alone = 0, shared = 0] = await tasks(db, 2)
    const [id, other] = [await aJob(db, [alone, shared]), await aJob(db, [shared])]

    const answer = await send('POST', `/api/jobs/${id}/cancel`)

    expect(Job.parse(await answer.json())).toMatchObject({ cancelled: 1, waiting: 1 })
    expect(await read(send, other)).toMatchObject({ waiting: 1 })
    await send('POST', `/api/jobs/${other}/cancel`)
    expect((await read(send, id)).waiting).toBe(1)
  })

  test('counts a task that is gone as cancelled', async ({ db }) => {
    const [one = 0] = await tasks(db, 1)
    const id = await aJob(db, [one])
    await sql`delete from scrape_tasks where id = ${one}`.execute(db)

    expect(await read(api(db), id)).toMatchObject({ cancelled: 1, waiting: 0 })
  })

  test('is listed newest first, page by page, and needs the scope', async ({ db }) => {
    const send = api(db)
    const ids = [await aJob(db, await tasks(db, 1)), await aJob(db, await tasks(db, 1))]
    const Page = z.looseObject({ data: z.array(Job), next_cursor: z.string().nullable() })
    const page = async (query: string) =>
      Page.parse(await (await send('GET', `/api/jobs?${query}`)).json())

    const first = await page('limit=1')
    const second = await page(`limit=1&cursor=${first.next_cursor}`)

    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids.toReversed())
    expect((await page('open=false')).data).toEqual([])
    expect((await page('kind=import')).data).toEqual([])
    const token = await aToken(db, ['lists:read'])
    expect((await send('GET', '/api/jobs', undefined, token)).status).toBe(403)
    expect((await send('GET', '/api/jobs/0197a000-0000-7000-8000-000000000000')).status).toBe(404)
  })
})

describe('the end of a job', () => {
  test('is announced once, also by several processes at once and after a kill', async ({ db }) => {
    const ids = await tasks(db, 50)
    const id = await aJob(db, ids, true)
    const silent = await aJob(db, ids)
    await end(db, ids)
    // A process that dies while it counts leaves everything as it was.
    const died = db.transaction().execute(async (tx) => {
      await sql`update jobs set ended_at = world_now() where id = ${id}::uuid`.execute(tx)
      throw new Error('killed')
    })
    await expect(died).rejects.toThrow('killed')

    const counts = await Promise.all(Array.from({ length: 6 }, async () => await settleJobs(db)))
    await settleJobs(db)

    expect(counts.reduce((sum, each) => sum + each, 0)).toBe(2)
    expect(await announced(db)).toEqual([
      {
        kind: 'job_ended',
        cause: `job:${id}`,
        count: 1,
        items: [{ job_id: id, kind: 'scrape', total: 50, done: 50, failed: 0, cancelled: 0 }],
      },
    ])
    expect(await read(api(db), silent)).toMatchObject({ done: 50 })
  })

  test('is announced to the user whose token started it', async ({ db }) => {
    const { id: user } = await db
      .insertInto('users')
      .values({ login: 'aigerim', name: 'Aigerim', role: 'member' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const [task = 0] = await tasks(db, 1)
    const job = { kind: 'scrape', userId: user, notifies: true, taskIds: [task] } as const
    await db.transaction().execute(async (tx) => await startJob(tx, job))
    await end(db, [task])

    await settleJobs(db, { publicUrl: 'https://gramd.example' })

    const [message] = await announced(db)
    expect(message?.kind).toBe('own_job_ended')
    const id = message?.cause.slice('job:'.length)
    const link = `https://gramd.example/console/jobs/${id}`
    expect(message?.items).toMatchObject([{ job_id: id, link }])
    const items = Array.isArray(message?.items) ? message.items : []
    const at = new Date()
    const text = messageText({
      id: 'n',
      kind: 'own_job_ended',
      cause: '',
      severity: 'info',
      title: 'A job has ended',
      count: 1,
      items,
      first_at: at,
      last_at: at,
    })
    expect(text).toContain('total: 1')
    expect(text).not.toContain('link:')
    expect(text).toContain(`\n  ${link}\n`)
  })
})

countsAndEnds(1_000)
