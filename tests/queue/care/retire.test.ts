import { sql } from 'kysely'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { enqueueAll } from '../../../src/queue/enqueue.ts'
import { retireEnded } from '../../../src/queue/care/retire.ts'
import { endTask } from '../../fixtures/end-task.ts'
import { aType, enqueue, expect, test, typesOf } from '../kit.ts'

const DAY = 86_400_000
const note = aType()

test('tasks that ended long ago are forgotten with their attempts, however many; the others stay', async ({
  db,
}) => {
  const payloads = Array.from({ length: 2_500 }, () => ({ name: 'a' }))
  const [first] = await enqueueAll(db, note, payloads)
  await endTask(db, 'failed')
  await sql`insert into past_attempts (task_id, outcome) values (${first?.id}, 'failed')`.execute(
    db,
  )
  await advanceWorldTime(db, 31 * DAY)
  const recent = await enqueue(db, note)
  await endTask(db, 'done')
  const open = await enqueue(db, note)

  expect(await retireEnded(db, typesOf(note), 40 * DAY)).toBe(0)
  expect(await retireEnded(db, typesOf(note), 30 * DAY)).toBe(2_500)

  const left = await db.selectFrom('scrape_tasks').select('id').orderBy('id').execute()
  expect(left.map(({ id }) => id)).toEqual([recent, open])
  expect(await db.selectFrom('past_attempts').select('id').execute()).toEqual([])
})

test('forgetting ends between two batches when it is told to stop', async ({ db }) => {
  await enqueue(db, note)
  await endTask(db, 'done')
  await advanceWorldTime(db, DAY)

  expect(await retireEnded(db, typesOf(note), 0, AbortSignal.abort())).toBe(0)
})

test('a type deletes what it keeps about its tasks with them, or they all stay', async ({ db }) => {
  const forgotten: (readonly number[])[] = []
  const keeping = aType({
    name: 'keeping',
    async onRetire(tx, ids) {
      forgotten.push(ids)
      await tx
        .insertInto('categories')
        .values({ name: `without ${ids.join()}` })
        .execute()
    },
  })
  const stubborn = aType({ ...keeping, onRetire: () => Promise.reject(new Error('not now')) })
  const ids = [await enqueue(db, keeping), await enqueue(db, note), await enqueue(db, keeping)]
  await endTask(db, 'done')
  await advanceWorldTime(db, DAY)

  await expect(retireEnded(db, typesOf(stubborn, note), 0)).rejects.toThrow('not now')
  expect(await db.selectFrom('scrape_tasks_ended').select('id').execute()).toHaveLength(3)

  expect(await retireEnded(db, typesOf(keeping, note), 0)).toBe(3)
  expect(forgotten.map((each) => each.toSorted((a, b) => a - b))).toEqual([[ids[0], ids[2]]])
})

test('tasks of a type that this version does not know are forgotten as well', async ({ db }) => {
  await enqueue(db, note)
  await endTask(db, 'done')
  await advanceWorldTime(db, DAY)

  expect(await retireEnded(db, typesOf(), 0)).toBe(1)
})
