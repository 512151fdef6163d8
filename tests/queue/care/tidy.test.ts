import { sql } from 'kysely'
import { tidyEndedTasks, tidyOpenTasks } from '../../../src/queue/care/tidy.ts'
import { describe, expect, test } from '../kit.ts'

describe('tidying', () => {
  test('vacuums a hot table that has many dead rows, and leaves one with few alone', async ({
    db,
  }) => {
    await sql`alter table scrape_tasks_open set (autovacuum_enabled = off)`.execute(db)
    await sql`insert into scrape_tasks_open (task_type, priority) select 'note', 5 from generate_series(1, 500)`.execute(
      db,
    )
    await sql`delete from scrape_tasks_open`.execute(db)
    await sql`select pg_stat_force_next_flush()`.execute(db)

    await expect.poll(async () => await tidyOpenTasks(db, 400)).toBe(true)
    await expect.poll(async () => await tidyOpenTasks(db, 400)).toBe(false)

    expect(await tidyOpenTasks(db)).toBe(false)
    const { rows } = await sql<{
      bytes: number
    }>`select pg_relation_size('scrape_tasks_open') as bytes`.execute(db)
    expect(rows[0]?.bytes).toBe(0)
  })

  test('lets the index by age find few pages again once retired tasks made room for new ones', async ({
    db,
  }) => {
    await sql`alter table scrape_tasks_ended set (autovacuum_enabled = off)`.execute(db)
    const fill = async (from: number, daysAgo: number): Promise<void> => {
      await sql`
        insert into scrape_tasks_ended (id, created_at, completed_at, priority, task_type, status)
        select n, now(), now() - make_interval(days => ${daysAgo}), 5, 'note', 'done'
        from generate_series(${from}::int, ${from + 19_999}::int) n`.execute(db)
    }
    const pagesOfOld = async (): Promise<number> =>
      await db.transaction().execute(async (tx) => {
        await sql`set local enable_seqscan = off`.execute(tx)
        const { rows } = await sql<{ 'QUERY PLAN': string }>`
          explain (analyze, costs off, timing off, summary off)
          select count(*) from scrape_tasks_ended where completed_at < now() - interval '30 days'`.execute(
          tx,
        )
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
        expect(plan).toContain('scrape_tasks_ended_age_idx')
        return Number(/lossy=(\d+)/.exec(plan)?.[1] ?? 0)
      })
    await fill(1, 40)
    await sql`select brin_summarize_new_values('scrape_tasks_ended_age_idx')`.execute(db)
    await sql`delete from scrape_tasks_ended`.execute(db)
    await sql`vacuum (truncate false) scrape_tasks_ended`.execute(db)
    await fill(100_000, 1)
    expect(await pagesOfOld()).toBeGreaterThan(100)

    await tidyEndedTasks(db)

    expect(await pagesOfOld()).toBe(0)
  })
})
