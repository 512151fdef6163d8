import { describe, expect, test } from 'vitest'
import { createStopDeadlines } from '../../src/base/stop-deadlines.ts'

describe('the grace of a stop', () => {
  function aStop(graceMs: number) {
    const stopping = new AbortController()
    let now = 0
    const deadlines = createStopDeadlines({ stopped: stopping.signal }, graceMs, () => now)
    return { deadlines, stop: () => stopping.abort(), at: (ms: number) => void (now = ms) }
  }

  test('is for tasks but for three steps of giving back', () => {
    const { deadlines, stop, at } = aStop(25_000)
    expect(deadlines.leftMs()).toBe(22_000)
    expect(deadlines.stepMs).toBe(1_000)

    stop()
    at(10_000)
    expect(deadlines.leftMs()).toBe(12_000)
    at(30_000)
    expect(deadlines.leftMs()).toBe(0)
  })

  test('leaves tasks most of it when it is short', () => {
    const { deadlines } = aStop(2_000)

    expect(deadlines.leftMs()).toBe(1_200)
    expect(deadlines.leftMs() + 3 * deadlines.stepMs).toBeCloseTo(2_000)
  })

  test('gives tasks back even when there is none', () => {
    const { deadlines } = aStop(0)

    expect(deadlines.leftMs()).toBe(0)
    expect(deadlines.stepMs).toBeGreaterThan(100)
  })

  test('ends by cutting what still waits', async () => {
    const { deadlines, stop } = aStop(0)
    stop()

    await expect.poll(() => deadlines.cut.aborted).toBe(true)
  })
})
