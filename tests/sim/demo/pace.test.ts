import { expect, test } from 'vitest'
import { slowness, slownessOf, speedOn } from '../../../sim/demo/pace.ts'

test('the clock slows with the machine, and not for the work of the demo itself', () => {
  expect(slownessOf(300, 298)).toBeCloseTo(1, 1)
  expect(slownessOf(300, 100)).toBeCloseTo(3)
  expect(slownessOf(300, 0)).toBe(8)
  expect(speedOn(3_600, slownessOf(300, 290))).toBe(3_600)
  expect(speedOn(3_600, slownessOf(300, 250))).toBe(3_600)
  expect(speedOn(3_600, slownessOf(300, 100))).toBe(1_200)
  expect(speedOn(300, slownessOf(300, 0))).toBe(38)
})

test('a machine is measured within its bounds', async () => {
  const measured = await slowness()
  expect(measured).toBeGreaterThanOrEqual(1)
  expect(measured).toBeLessThanOrEqual(8)
})
