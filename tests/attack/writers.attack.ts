import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from './attacks/people.ts'
import { costsOfBodies } from './cost-of-bodies.ts'
import { creators } from './creators.ts'
import { roundOfWriters } from './rounds-of-writers.ts'
import type { Shipped } from './shipped.ts'
import { slowness } from './slowness.ts'
import { startAttacked } from './start-attacked.ts'

const clients = Number(process.env['WRITERS'] ?? 300)
const seconds = Number(process.env['WRITER_SECONDS'] ?? 12)
const CONTAINER_MB = 512
const PAGE = '/api/blogs?limit=100'
const CALM_MS = 10_000

let shipped: Shipped
beforeAll(async () => {
  shipped = await startAttacked(creators(10, 100))
})
afterAll(async () => await shipped.stop())

test('a body of a stranger costs next to nothing, and /livez answers meanwhile', async () => {
  const costs = await costsOfBodies(shipped)
  console.table(costs)

  expect(shipped.isAlive()).toBe(true)
  expect(Math.max(...costs.map(({ cpuMs }) => cpuMs))).toBeLessThan(20 * slowness())
  expect(Math.max(...costs.map(({ livezMs }) => livezMs))).toBeLessThan(100 * slowness())
})

test(`${clients} clients that never finish their bodies`, async () => {
  const before = await shipped.vitals()
  const first = await roundOfWriters(shipped, { clients, seconds })
  const second = await roundOfWriters(shipped, { clients, seconds })
  // Memory comes back with the collections that ordinary requests bring.
  const calm = performance.now()
  while (performance.now() - calm < CALM_MS) await (await ask(shipped, 'GET', PAGE)).arrayBuffer()
  const after = await shipped.vitals()
  console.log({ clients, before, first, second, after, slowness: slowness() })

  expect(shipped.isAlive()).toBe(true)
  for (const { failed, signInMs } of [first, second]) {
    expect(failed).toEqual([])
    expect(signInMs).toBeLessThan(500 * slowness())
  }
  for (const { rssMb } of [first, second, after]) expect(rssMb).toBeLessThan(CONTAINER_MB)
  // What the first round took has come back, or the second would need as much again.
  expect(second.rssMb).toBeLessThan(first.rssMb * 1.3)
})
