import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { createBell } from '../../../src/queue/worker/wake-signal.ts'

const LONG_MS = 600_000
const never = new AbortController().signal

test('a ring wakes the sleeper', async () => {
  const bell = createBell()
  const sleeping = bell.wait(LONG_MS, never)

  bell.ring()

  await sleeping
})

test('a ring that nobody waits for is kept, once', async () => {
  const bell = createBell()
  bell.ring()
  bell.ring()
  await bell.wait(LONG_MS, never)
  const order: string[] = []

  const second = bell.wait(LONG_MS, never).then(() => order.push('woken'))
  await Promise.resolve()
  order.push('still asleep')
  bell.ring()
  await second

  expect(order).toEqual(['still asleep', 'woken'])
})

test('the sleeper wakes by itself when the time has passed', async () => {
  await createBell().wait(1, never)
})

test('the sleeper wakes when the signal aborts, and does not fall asleep afterwards', async () => {
  const bell = createBell()
  const controller = new AbortController()
  const sleeping = bell.wait(LONG_MS, controller.signal)

  controller.abort()

  await sleeping
  await bell.wait(LONG_MS, controller.signal)
})

test('sleeping leaves nothing behind at the signal', async () => {
  const bell = createBell()
  const { signal } = new AbortController()

  await bell.wait(1, signal)
  const sleeping = bell.wait(LONG_MS, signal)
  bell.ring()
  await sleeping

  expect(getEventListeners(signal, 'abort')).toEqual([])
})
