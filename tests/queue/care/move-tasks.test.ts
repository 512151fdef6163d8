import { moveTasks } from '../../../src/queue/care/lifecycle.ts'
import { aBlog, aType, enqueue, expect, taskRow, test } from '../kit.ts'

test('the tasks of one blog become those of another, and no others do', async ({ db }) => {
  const [twin, blog, stranger] = [
    await aBlog(db, 'ada'),
    await aBlog(db, 'ada2'),
    await aBlog(db, 'bob'),
  ]
  const about = aType({ subject: ({ name }) => name })
  const mine = await enqueue(db, about, twin)
  const other = await enqueue(db, about, stranger)

  await db.transaction().execute((tx) => moveTasks(tx, twin, blog))

  expect((await taskRow(db, mine)).subject).toBe(blog)
  expect((await taskRow(db, other)).subject).toBe(stranger)
})
