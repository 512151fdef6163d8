import { sql } from 'kysely'
import { migrate } from '../../src/db/migrate.ts'
import { expect, test } from '../fixtures/test.ts'
import { anOldDatabase } from './old-database.ts'

test('batches of before are told how their rows ended, as far as these are kept', async () => {
  const db = await anOldDatabase('0025_batch_cancel.sql')
  await sql`
    with made as (
      insert into ai_batches (model, request_count, status, remote_id, ingested_at)
      select name, 3, 'completed', name, ingested_at
      from (values ('read', timestamptz '2026-01-01'), ('forgotten', '2026-01-01'), ('under way', null)) b (name, ingested_at)
      returning id, model
    )
    insert into ai_batch_rows (batch_id, task_id, outcome)
    select id, n, case when n < 3 then 'success' else 'refusal' end
    from made, generate_series(1, 3) n where model = 'read'
    union all
    select id, 4, null from made where model = 'under way'`.execute(db)

  await migrate(db)

  const batches = await db
    .selectFrom('ai_batches')
    .select(['model', 'outcomes', 'cancel_requested_at'])
    .orderBy('model')
    .execute()
  expect(batches).toEqual([
    { model: 'forgotten', outcomes: {}, cancel_requested_at: null },
    { model: 'read', outcomes: { success: 2, refusal: 1 }, cancel_requested_at: null },
    { model: 'under way', outcomes: {}, cancel_requested_at: null },
  ])
})
