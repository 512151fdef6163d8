import { sql } from 'kysely'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { pruneTaskEvents } from '../../../src/queue/care/retire.ts'
import { aType, enqueue, expect, test } from '../kit.ts'

const DAY = 86_400_000

test('events older than asked are forgotten, however many, and newer ones kept', async ({ db }) => {
  const id = await enqueue(db, aType())
  const tell = (count: number) =>
    sql`insert into task_events (event, task_type, task_ids) select 'progress', 'note', array[${id}::bigint] from generate_series(1, ${count}::int)`.execute(
      db,
    )
  await tell(25_000)
  await advanceWorldTime(db, 2 * DAY)
  await tell(3)

  expect(await pruneTaskEvents(db, 3 * DAY)).toBe(0)
  expect(await pruneTaskEvents(db, DAY)).toBe(25_000)
  expect(await db.selectFrom('task_events').select('id').execute()).toHaveLength(3)
})
