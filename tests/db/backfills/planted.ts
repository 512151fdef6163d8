import { sql } from 'kysely'
import type { Backfill } from '../../../src/db/backfills/backfill.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { Feature } from '../../../src/features/manifest.ts'

/** Cups had a size in inches, and get one in centimeters. */
export async function makeCups(db: Db, count: number): Promise<void> {
  await sql`create table cups (id bigint primary key, inches int not null, cm int, fills int not null default 0)`.execute(
    db,
  )
  await sql`insert into cups (id, inches) select n, n % 20 from generate_series(1, ${count}::int) n`.execute(
    db,
  )
  await sql`analyze cups`.execute(db)
}

/** As CONTRIBUTING.md shows one. `pause` is how long (in seconds) a batch takes at least. */
export const cupsInCm = (pause = 0): Backfill => ({
  name: 'cups_cm',
  table: 'cups',
  async fill(tx, { after, limit }) {
    const { rows } = await sql<{ rows: number; last: string | null }>`
      with batch as materialized (
        select id from cups where id > ${after ?? '0'}::bigint order by id limit ${limit} for update
      ), filled as (
        update cups set cm = coalesce(cm, round(inches * 2.54)), fills = fills + 1
        from batch where cups.id = batch.id
      )
      select count(*)::int as rows, max(id)::text as last from batch`.execute(tx)
    if (pause > 0) await sql`select pg_sleep(${pause})`.execute(tx)
    const [batch] = rows
    if (!batch) throw new Error('no answer')
    return batch
  },
})

export const plantedFeature = (pause = 0): Feature => ({
  name: 'planted',
  tasks: [],
  backfills: [cupsInCm(pause)],
})

/** How many cups are filled, and whether each was filled once and right. */
export async function cupsOf(db: Db): Promise<{ filled: number; wrong: number }> {
  const { rows } = await sql<{ filled: number; wrong: number }>`
    select count(cm)::int as filled,
      (count(*) filter (where fills > 1 or cm <> round(inches * 2.54)))::int as wrong
    from cups`.execute(db)
  return rows[0] ?? { filled: -1, wrong: -1 }
}
