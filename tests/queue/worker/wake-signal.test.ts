import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { createWakeSignal } from '../../../src/queue/worker/wake-signal.ts'

const LONG_MS = 600_000
const never = new AbortController().signal

test('a notification wakes the sleeper', async () => {
  const wakeSignal = createWakeSignal()
  const sleeping = wakeSignal.wait(LONG_MS, never)

  wakeSignal.notify()

  await sleeping
})

test('a notification without a sleeper is kept, once', async () => {
  const wakeSignal = createWakeSignal()
  wakeSignal.notify()
  wakeSignal.notify()
  await wakeSignal.wait(LONG_MS, never)
  const order: string[] = []

  const second = wakeSignal.wait(LONG_MS, never).then(() => order.push('woken'))
  await Promise.resolve()
  order.push('still asleep')
  wakeSignal.notify()
  await second

  expect(order).toEqual(['still asleep', 'woken'])
})

test('the sleeper wakes by itself when the time has passed', async () => {
  await createWakeSignal().wait(1, never)
})

test('the sleeper wakes when the signal aborts, and does not fall asleep afterwards', async () => {
  const wakeSignal = createWakeSignal()
  const controller = new AbortController()
  const sleeping = wakeSignal.wait(LONG_MS, controller.signal)

  controller.abort()

  await sleeping
  await wakeSignal.wait(LONG_MS, controller.signal)
})

test('sleeping leaves nothing behind at the signal', async () => {
  const wakeSignal = createWakeSignal()
  const { signal } = new AbortController()

  await wakeSignal.wait(1, signal)
  const sleeping = wakeSignal.wait(LONG_MS, signal)
  wakeSignal.notify()
  await sleeping

  expect(getEventListeners(signal, 'abort')).toEqual([])
})
