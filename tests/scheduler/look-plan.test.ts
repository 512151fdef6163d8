import { sql } from 'kysely'
import { z } from 'zod'
import { entriesQuery } from '../../src/scheduler/tick-store.ts'
import { expect, test } from '../fixtures/test.ts'
import { lookAt } from './kit.ts'

const BEGIN = '2026-03-10T12:00:00Z'
const FIRST = '2026-03-11T03:00:00Z'

const Plans = z.tuple([
  z.object({
    Plan: z.object({ 'Shared Hit Blocks': z.number(), 'Shared Read Blocks': z.number() }),
  }),
])

test('a look reads no more than its last task, with a hundred thousand around and stale statistics', async ({
  db,
}) => {
  await lookAt(db, BEGIN)
  await lookAt(db, FIRST)
  await sql`
    insert into scrape_tasks_ended (id, created_at, task_type, priority, status)
    select n, world_now(), 'note', 5, 'done' from generate_series(1000, 101000) n`.execute(db)
  await sql`
    insert into scrape_tasks_open (task_type, priority) select 'note', 5 from generate_series(1, 100000) n`.execute(
    db,
  )
  const names = ['daily', ...Array.from({ length: 8 }, (_, n) => `entry_${n}`)]

  const { rows } = await sql<{ 'QUERY PLAN': unknown }>`
    explain (analyze, buffers, format json) ${entriesQuery(names)}`.execute(db)
  const [{ Plan: plan }] = Plans.parse(rows[0]?.['QUERY PLAN'])

  // Two probes of two indexes; a read of either table is more than a thousand pages.
  expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(100)
})
