import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { inject } from 'vitest'
import { openDatabase, type Db } from '../../src/db/database.ts'
import { migrate, PROJECT_FOLDERS } from '../../src/db/migrate.ts'
import { onDatabase, withClient } from '../fixtures/test-server.ts'
import { createTestDatabase, expect, test as base } from '../fixtures/test.ts'

const MIGRATION = '0009_open_and_ended_tasks.sql'

/** `test` with a database as it was before the migration that is tested, and with a view on the table that goes. */
const test = base.extend<{ old: Db }>({
  old: async ({}, use) => {
    const url = await createTestDatabase()
    const name = `${new URL(url).pathname.slice(1)}_old`
    await withClient(inject('serverUrl'), (client) => client.query(`create database ${name}`))
    const db = openDatabase({ url: onDatabase(url, name), max: 2, onIdleError: () => undefined })
    const root = await mkdtemp(join(tmpdir(), 'gramd-migrate-'))
    const folders = {
      migrations: join(root, 'migrations'),
      functions: join(root, 'functions'),
      views: join(root, 'views'),
    }
    for (const folder of Object.values(folders)) await mkdir(folder)
    for (const file of await readdir(PROJECT_FOLDERS.migrations))
      if (file < MIGRATION)
        await cp(join(PROJECT_FOLDERS.migrations, file), join(folders.migrations, file))
    await writeFile(
      join(folders.views, 'tasks.sql'),
      'create view derived.tasks as select * from scrape_tasks;',
    )
    await migrate(db, folders)
    await rm(root, { recursive: true })
    await use(db)
    await db.destroy()
  },
})

/** A task of every kind that there can be, with something in every column that it may have. */
const TASKS = `
  with person as (insert into persons default values returning id),
  blog as (
    insert into blogs (person_id, username, source) select id, 'ada', 'manual' from person returning id
  ),
  batch as (
    insert into ai_batches (model, request_count, status, remote_id) values ('m', 3, 'in_progress', 'r') returning id
  ),
  next_batch as (insert into ai_batches (model, request_count) values ('m', 1) returning id)
  insert into scrape_tasks (blog_id, task_type, status, priority, payload, dedupe_key, attempts, max_attempts,
    lost_leases, error_code, error_message, next_retry_at, lease_owner, lease_token, lease_until, batch_id,
    checkpoint, progress, result, started_at, completed_at, created_at)
  select
    case when kind <> 'plain' then blog.id end,
    case when kind like '%batch%' then 'ai_analysis' else 'full_scrape' end,
    status,
    1 + n % 10,
    jsonb_build_object('n', n, 'text', 'ünï \\"quoted\\"'),
    case when n % 2 = 0 then kind || n end,
    n % 3, 3 + n % 2, n % 4,
    case when kind in ('retried', 'failed') then 'transient' end,
    case when kind in ('retried', 'failed') then 'it was down' end,
    case when kind = 'retried' then now() + interval '5 minutes' end,
    case when kind = 'leased' then 'worker' end,
    case when kind = 'leased' then gen_random_uuid() end,
    case when kind = 'leased' then now() + interval '1 minute' end,
    case kind when 'waiting for a batch' then next_batch.id when 'in a batch' then batch.id
      when 'done in a batch' then batch.id end,
    case when kind <> 'plain' then jsonb_build_object('page', n) end,
    case when kind in ('leased', 'done') then '{"done": 1, "total": 2}'::jsonb end,
    case when status = 'done' then jsonb_build_object('ok', n) end,
    case when kind <> 'plain' then now() - interval '3 minutes' end,
    case when status in ('done', 'failed', 'cancelled') then now() - interval '1 minute' end,
    now() - n * interval '1 hour'
  from (values ('plain', 'pending'), ('checkpointed', 'pending'), ('retried', 'pending'), ('leased', 'running'),
    ('waiting for a batch', 'pending'), ('in a batch', 'running'), ('done in a batch', 'done'), ('done', 'done'),
    ('failed', 'failed'), ('cancelled', 'cancelled')) as kinds (kind, status),
    generate_series(0, 5) n, blog, batch, next_batch`

type Row = Record<string, unknown>
const rowsOf = async (db: Db): Promise<Row[]> =>
  (await sql<Row>`select * from scrape_tasks order by id`.execute(db)).rows

/** A task without the columns of a lease. */
function withoutLease(row: Row): Row {
  const { lease_token, lease_until, lease_owner, started_at, due_at, blog_id, ...rest } = row
  void [lease_token, lease_until, lease_owner, due_at]
  const subject = typeof blog_id === 'string' ? `blog:${blog_id}` : (rest['subject'] ?? null)
  return rest['status'] === 'pending' ? { ...rest, subject } : { ...rest, subject, started_at }
}

test('tasks of every status are what they were, under their old ids, once they are in two partitions', async ({
  old,
}) => {
  await sql.raw(TASKS).execute(old)
  await sql`delete from scrape_tasks where id in (select max(id) from scrape_tasks)`.execute(old)
  await sql`insert into ai_batch_rows (batch_id, task_id)
    select batch_id, id from scrape_tasks where status = 'running' and batch_id is not null`.execute(
    old,
  )
  const before = await rowsOf(old)
  const rowsBefore = await sql`select * from ai_batch_rows order by task_id`.execute(old)
  expect(before).toHaveLength(59)

  expect(await migrate(old)).toContain(MIGRATION)

  const after = await rowsOf(old)
  expect(after.map(withoutLease)).toMatchObject(before.map(withoutLease))
  const leased = ({ lease_until }: Row): boolean => lease_until !== null
  const leaseOf = ({ id, lease_owner, lease_until, started_at }: Row) => ({
    id,
    lease_owner,
    lease_until,
    started_at,
  })
  expect(before.filter(leased)).toHaveLength(6)
  expect(after.filter(leased).map(leaseOf)).toEqual(before.filter(leased).map(leaseOf))
  expect((await sql`select * from ai_batch_rows order by task_id`.execute(old)).rows).toEqual(
    rowsBefore.rows,
  )
})

test('new tasks get ids that no task had before', async ({ old }) => {
  await sql.raw(TASKS).execute(old)
  await sql`delete from scrape_tasks where id > 50`.execute(old)
  await migrate(old)

  const { id } = await old
    .insertInto('scrape_tasks')
    .values({ task_type: 'note', priority: 1 })
    .returning('id')
    .executeTakeFirstOrThrow()
  expect(id).toBe(61)
})

test('an empty database begins with task 1', async ({ old }) => {
  await migrate(old)

  const { rows } =
    await sql`insert into scrape_tasks (task_type, priority) values ('note', 1) returning id`.execute(
      old,
    )
  expect(rows).toEqual([{ id: 1 }])
})
