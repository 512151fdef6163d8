import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { z } from 'zod'
import { claim } from '../../src/queue/claim.ts'
import { endTask } from '../fixtures/end-task.ts'
import { withClient } from '../fixtures/test-server.ts'
import {
  aBlog,
  aRequest,
  aType,
  describe,
  enqueue,
  eventsOf,
  expect,
  statusOf,
  taskRow,
  test,
} from '../queue/kit.ts'

const FOLDER = fileURLToPath(new URL('../../sql/ops/', import.meta.url))
const scripts = (await readdir(FOLDER)).sort()
const textOf = async (script: string): Promise<string> => await readFile(FOLDER + script, 'utf8')

const Results = z.object({ rows: z.array(z.unknown()) })
type Values = Readonly<Record<string, string>>
const note = aType()

/** Runs a script as psql would; returns the last row that it shows. */
async function run(url: string, script: string, values: Values): Promise<unknown> {
  const given = (name: string): string => {
    const value = values[name]
    if (value === undefined) throw new Error(`${script} wants a value for ${name}`)
    return value
  }
  const text = (await textOf(script))
    .replaceAll(/^(--|\\).*$/gm, '')
    .replaceAll(/:'(\w+)'/g, (_, name: string) => `'${given(name)}'`)
    .replaceAll(/(?<!:):(\w+)/g, (_, name: string) => given(name))
  // Several statements at once give several results, of which pg's types know nothing.
  const results: unknown = await withClient(url, async (client) => await client.query(text))
  return z
    .array(Results)
    .parse([results].flat())
    .flatMap(({ rows }) => rows)
    .at(-1)
}

/** The values that the call in a script's first line names. */
const examples = (text: string): Values =>
  Object.fromEntries(
    [...(text.split('\n')[0] ?? '').matchAll(/-v (\w+)=(\S+)/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  )

describe.for(scripts)('%s', (script) => {
  test('says in its first line how to call it, and that call works', async ({ databaseUrl }) => {
    const text = await textOf(script)
    expect(text).toMatch(
      new RegExp(
        `^-- psql "\\$DATABASE_URL" (.* )?-f sql/ops/${script.replace('.', '\\.')}\n-- [A-Z]`,
      ),
    )

    await run(databaseUrl, script, examples(text))
  })

  test('writes only in a transaction that ends as its caller says', async () => {
    const text = await textOf(script)
    if (!/\b(insert|update|delete)\b/i.test(text.replaceAll(/^--.*$/gm, ''))) return

    expect(text).toMatch(/^begin;$/m)
    expect(text).toMatch(/\n:confirm;\n$/)
    expect(examples(text)).toMatchObject({ confirm: 'rollback' })
  })
})

describe('cancel_backlog.sql', () => {
  test('cancels what waits of a type, known or not, and nothing that runs', async ({
    db,
    databaseUrl,
  }) => {
    const running = await enqueue(db, note, 'a', { priority: 1 })
    await claim(db, aRequest([note], { limit: 1 }))
    const waiting = await enqueue(db, note)
    const later = await enqueue(db, note, 'b', { dueAt: new Date(Date.now() + 3_600_000) })
    const other = await enqueue(db, aType({ name: 'post' }))
    const values = { type: 'note', confirm: 'rollback' }

    expect(await run(databaseUrl, 'cancel_backlog.sql', values)).toEqual({ cancelled: '2' })
    expect(await statusOf(db, waiting)).toBe('pending')

    await run(databaseUrl, 'cancel_backlog.sql', { ...values, confirm: 'commit' })

    const statuses = [running, waiting, later, other].map(async (id) => await statusOf(db, id))
    expect(await Promise.all(statuses)).toEqual(['running', 'cancelled', 'cancelled', 'pending'])
    expect((await eventsOf(db, waiting)).at(-1)).toBe('cancelled')
  })

  test('leaves the creators of given up analyses as their scrape found them', async ({
    db,
    databaseUrl,
  }) => {
    const blogId = await aBlog(db, 'ada')
    await db.updateTable('blogs').set({ scrape_status: 'analyzing' }).execute()
    await sql`insert into scrape_tasks_open (task_type, priority, subject) values ('ai_analysis', 3, ${`blog:${blogId}`})`.execute(
      db,
    )

    await run(databaseUrl, 'cancel_backlog.sql', { type: 'ai_analysis', confirm: 'commit' })

    const { scrape_status } = await db
      .selectFrom('blogs')
      .select('scrape_status')
      .executeTakeFirstOrThrow()
    expect(scrape_status).toBe('active')
  })
})

describe('requeue_failed.sql', () => {
  test('brings back failed tasks of a type by error code, but not what an open task does', async ({
    db,
    databaseUrl,
  }) => {
    const failed = async (name: string, key: string, code: string): Promise<number> => {
      const id = await enqueue(db, note, name, { key })
      await endTask(db, 'failed', { id, error: [code, 'm'] })
      return id
    }
    const older = await failed('a', 'one', 'transient')
    const newer = await failed('a', 'one', 'transient')
    const other = await failed('b', 'two', 'defect')
    const done = await failed('c', 'three', 'transient')
    await enqueue(db, note, 'c', { key: 'three' })

    expect(
      await run(databaseUrl, 'requeue_failed.sql', {
        type: 'note',
        code: 'trans%',
        confirm: 'commit',
      }),
    ).toMatchObject({ requeued: '1' })

    const statuses = [older, newer, other, done].map(async (id) => await statusOf(db, id))
    expect(await Promise.all(statuses)).toEqual(['failed', 'pending', 'failed', 'failed'])
    expect(await taskRow(db, newer)).toMatchObject({
      attempts: 0,
      lost_leases: 0,
      error_code: null,
    })
    expect((await eventsOf(db, newer)).at(-1)).toBe('requeued')
  })
})

describe('run_now.sql', () => {
  test('lets tasks that wait after an error run now, and no others', async ({
    db,
    databaseUrl,
  }) => {
    const dueAt = new Date(Date.now() + 3_600_000)
    const retried = await enqueue(db, note, 'a', { dueAt })
    await sql`update scrape_tasks_open set error_code = 'transient', attempts = 1`.execute(db)
    const scheduled = await enqueue(db, note, 'b', { dueAt })

    expect(
      await run(databaseUrl, 'run_now.sql', { type: 'note', confirm: 'commit' }),
    ).toMatchObject({
      moved: '1',
    })

    expect((await claim(db, aRequest([note]))).map(({ id }) => id)).toEqual([retried])
    expect((await taskRow(db, scheduled)).due_at).toEqual(dueAt)
    expect((await taskRow(db, retried)).attempts).toBe(1)
  })
})
