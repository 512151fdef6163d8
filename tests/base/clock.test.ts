import { expect, test } from 'vitest'
import { createClock, REAL_TIME } from '../../src/base/clock.ts'

const HOUR = 3_600_000

test('world time is real time by default', () => {
  const before = Date.now()
  const now = createClock().now().getTime()

  expect(now).toBeGreaterThanOrEqual(before)
  expect(now).toBeLessThanOrEqual(Date.now())
  expect(REAL_TIME.speed).toBe(1)
})

test('world time may be shifted and run faster', () => {
  const realAt = Date.now() - 1_000
  const clock = createClock({ worldAt: Date.UTC(2030, 0), realAt, speed: 240 })

  const passed = clock.now().getTime() - Date.UTC(2030, 0)

  expect(passed).toBeGreaterThanOrEqual(240_000)
  expect(passed).toBeLessThan(240_000 + 240 * 5_000)
  expect(clock.realMs(240_000)).toBe(1_000)
})

test('a span that is over takes no time, even in a world that stands still', () => {
  expect(createClock().realMs(-5)).toBe(0)
  expect(createClock({ ...REAL_TIME, speed: 0 }).realMs(0)).toBe(0)
  expect(createClock({ ...REAL_TIME, speed: 0 }).realMs(1)).toBe(Infinity)
})

test('sleeping lasts until the world says that the time has passed', async () => {
  const clock = createClock({ worldAt: 0, realAt: Date.now(), speed: 3_600 })
  const before = clock.now().getTime()

  await clock.sleep(60_000)

  expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(60_000)
})

test('sleeping for nothing does not wait, but honours the signal', async () => {
  const controller = new AbortController()
  await createClock().sleep(0, controller.signal)
  await createClock().sleep(-HOUR)

  controller.abort(new Error('enough'))

  await expect(createClock().sleep(0, controller.signal)).rejects.toThrow('enough')
})

test('sleeping ends with the reason of the signal', async () => {
  const controller = new AbortController()
  const sleeping = createClock().sleep(HOUR, controller.signal)

  controller.abort(new Error('enough'))

  await expect(sleeping).rejects.toThrow('enough')
})

test.for([
  ['longer than a timer can wait', 100 * 24 * HOUR, 1],
  ['in a world that stands still', 1_000, 0],
] as const)('sleeping %s does not end at once', async ([, worldMs, speed]) => {
  const controller = new AbortController()
  const sleeping = createClock({ ...REAL_TIME, speed }).sleep(worldMs, controller.signal)
  let over = false
  const ended = sleeping.then(
    () => (over = true),
    () => undefined,
  )

  await createClock().sleep(20)

  expect(over).toBe(false)
  controller.abort()
  await ended
})
