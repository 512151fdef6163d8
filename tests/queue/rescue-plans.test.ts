import { sql } from 'kysely'
import { openDatabase } from '../../src/db/database.ts'
import { advanceWorldTime } from '../../src/db/world-clock.ts'
import { claim } from '../../src/queue/claim.ts'
import { rescueExpired, takeOver, type Rescued } from '../../src/queue/care/rescue.ts'
import { describe, expect, testOnCopiesOf } from '../fixtures/test.ts'
import { aRequest, aType, typesOf } from './kit.ts'

const ROWS = 100_000
const brief = aType({ leaseMs: 1 })
const types = typesOf(brief)
const TABLES = ['scrape_tasks_open', 'past_attempts'] as const

const ways = {
  'a rescue': async (db) => await rescueExpired(db, types),
  'a takeover': async (db) => await takeOver(db, types, 'dead'),
} satisfies Record<string, (db: Parameters<typeof rescueExpired>[0]) => Promise<Rescued[]>>

describe.for(['analyzed', 'analyzed while empty', 'never analyzed'] as const)(
  'with tables %s',
  (state) => {
    const test = testOnCopiesOf(async (db) => {
      for (const table of TABLES) {
        await sql.raw(`alter table ${table} set (autovacuum_enabled = off)`).execute(db)
        if (state === 'analyzed while empty') await sql.raw(`analyze ${table}`).execute(db)
      }
      await sql`insert into scrape_tasks_open (task_type, priority)
        select 'note', 1 + n % 10 from generate_series(1, ${ROWS}) n`.execute(db)
      if (state === 'analyzed') await sql`analyze`.execute(db)
      await claim(db, aRequest([brief], { limit: 10, owner: 'dead' }))
      await advanceWorldTime(db, 60_000)
    })

    test.for(Object.entries(ways))(
      '%s reads what was held, not the hundred thousand tasks that wait',
      async ([, rescue], { databaseUrl }) => {
        const one = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })
        const reads = async () => {
          await sql`select pg_stat_force_next_flush()`.execute(one)
          const { rows } = await sql<{ entries: number }>`
            select (sum(seq_tup_read) + (
                select sum(idx_tup_read) from pg_stat_user_indexes where relname = any(${TABLES})
              ))::int as entries
            from pg_stat_user_tables where relname = any(${TABLES})`.execute(one)
          return rows[0]?.entries ?? 0
        }
        const before = await reads()

        const rescued = await rescue(one)

        const after = await reads()
        await one.destroy()
        expect(rescued).toHaveLength(10)
        expect(after - before).toBeLessThan(500)
      },
    )
  },
)
