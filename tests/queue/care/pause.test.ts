import { claim, nextChance } from '../../../src/queue/claim.ts'
import { pausedTypes, pauseType, resumeType } from '../../../src/queue/care/lifecycle.ts'
import { aRequest, aType, enqueue, expect, statusOf, test } from '../kit.ts'

test('a paused type is not claimed, and others are, until it is resumed', async ({ db }) => {
  const [note, post] = [aType(), aType({ name: 'post' })]
  const held = await enqueue(db, note, 'a', { priority: 1 })
  const free = await enqueue(db, post)
  await pauseType(db, 'note')
  await pauseType(db, 'note')

  expect([...(await pausedTypes(db)).keys()]).toEqual(['note'])
  expect((await claim(db, aRequest([note, post]))).map(({ id }) => id)).toEqual([free])
  expect(await nextChance(db, ['note'])).toMatchObject({ dueInMs: null })

  await resumeType(db, 'note')
  await resumeType(db, 'note')

  expect((await claim(db, aRequest([note, post]))).map(({ id }) => id)).toEqual([held])
  expect(await pausedTypes(db)).toEqual(new Map())
})

test('resuming a type wakes workers that wait', async ({ db, run }) => {
  const note = aType()
  const id = await enqueue(db, note)
  await pauseType(db, 'note')
  const { wakeSignal } = run([note], { pollMs: 600_000 })
  await resumeType(db, 'note')
  wakeSignal.notify()

  await expect.poll(async () => await statusOf(db, id)).toBe('done')
})
