import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  NoProgressError,
  runWatchdog,
} from '../../../src/features/publishing/executions/watchdog.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

const SECOND = 1_000

function aWatch(task = new AbortController()) {
  const told: number[] = []
  const watch = runWatchdog(task.signal, (quietMs) => void told.push(quietMs))
  return { watch, told, pass: (seconds: number) => vi.advanceTimersByTime(seconds * SECOND) }
}

test('a run without progress is told of after 240 s and ended after 300 s', () => {
  const { watch, told, pass } = aWatch()
  watch.touchDeadline(0)
  pass(239)
  expect(told).toEqual([])
  pass(1)
  expect(told).toEqual([240 * SECOND])
  pass(59)
  expect(watch.signal.aborted).toBe(false)
  pass(1)
  expect(watch.signal.reason).toBeInstanceOf(NoProgressError)
  expect(told).toHaveLength(1)
})

test('progress gives a run its time anew, each time', () => {
  const { watch, told, pass } = aWatch()
  for (let steps = 0; steps < 10; steps += 1) {
    watch.touchDeadline(0)
    pass(230)
  }
  expect(told).toEqual([])
  watch.touchDeadline(0)
  pass(250)
  watch.touchDeadline(0)
  pass(250)
  expect(told).toHaveLength(2)
  expect(watch.signal.aborted).toBe(false)
})

test('an upload has longer, by its bytes', () => {
  const { watch, told, pass } = aWatch()
  watch.touchDeadline(290_000_000)
  pass(300 + 5_700)
  expect(told).toEqual([])
  expect(watch.signal.aborted).toBe(false)
  pass(100)
  expect(watch.signal.aborted).toBe(true)
  expect(told).toEqual([6_040 * SECOND])
})

test('a run that has ended is watched no more, and one that is stopped ends at once', () => {
  const task = new AbortController()
  const { watch, told, pass } = aWatch(task)
  watch.touchDeadline(0)
  watch.stop()
  pass(1_000)
  expect(told).toEqual([])
  expect(watch.signal.aborted).toBe(false)
  task.abort()
  expect(watch.signal.aborted).toBe(true)
})
