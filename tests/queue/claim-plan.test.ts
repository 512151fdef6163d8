import { sql } from 'kysely'
import type { Db } from '../../src/db/database.ts'
import { claimQuery } from '../../src/queue/claim.ts'
import { aRequest, aType, expect, test } from './kit.ts'

const ROWS = 100_000
const types = ['note', 'post', 'poll'].map((name) => aType({ name }))

/** Rows with due times of their own, as real ones have. */
const fill = (columns: string, values: string, count = ROWS): string =>
  `insert into scrape_tasks (created_at, task_type, priority, ${columns})
   select now() - n * interval '1 millisecond', ${values} from generate_series(1, ${count}) n`
const done = fill('status, completed_at', "'note', 3, 'done', now()")
const waiting = (type: string, count?: number): string =>
  fill('status', `'${type}', 1 + n % 5, 'pending'`, count)
const later = fill(
  'next_retry_at',
  "'note', 3, now() + interval '1 day' + n * interval '1 millisecond'",
)

/** Each is a table that a claim must not have to read; what was analyzed before rows came is stale. */
const tables: Record<string, readonly string[]> = {
  'many due tasks': [waiting('note'), 'analyze scrape_tasks'],
  'many due tasks, never analyzed': [waiting('note')],
  'many due tasks, analyzed while empty': ['analyze scrape_tasks', waiting('note')],
  'many due tasks, analyzed when all were done': [done, 'analyze scrape_tasks', waiting('note')],
  'many finished tasks': [done, waiting('note', 20), 'analyze scrape_tasks'],
  'many tasks of another type': [waiting('other'), waiting('note', 20), 'analyze scrape_tasks'],
  'many tasks of another type, analyzed when all were done': [
    done,
    'analyze scrape_tasks',
    waiting('other'),
    waiting('note', 20),
  ],
  'many tasks for later': [later, waiting('note', 20), 'analyze scrape_tasks'],
  'many tasks for later, analyzed before they came': [
    waiting('note', 20),
    'analyze scrape_tasks',
    later,
  ],
}

async function explain(db: Db): Promise<string> {
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    explain (analyze, buffers, timing off) ${claimQuery(aRequest(types))}`.execute(db)
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

test.for(Object.entries(tables))(
  'reads a few pages by index with %s',
  async ([, statements], { db }) => {
    await sql`alter table scrape_tasks set (autovacuum_enabled = off)`.execute(db)
    for (const statement of statements) await sql.raw(statement).execute(db)

    const plan = await explain(db)

    expect(plan).toContain('scrape_tasks_ready_idx')
    expect(plan).not.toContain('Seq Scan on scrape_tasks')
    const pages = [...(/Buffers: (.*)/.exec(plan)?.[1] ?? '').matchAll(/(?:hit|read)=(\d+)/g)]
    const read = pages.reduce((sum, [, count]) => sum + Number(count), 0)
    expect(read).toBeGreaterThan(0)
    expect(read, plan).toBeLessThan(600)
  },
)
