import { Gauge, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { registerGauges, sharing } from '../../src/base/metrics.ts'

test('a gauge that cannot be read has no samples, and the others have theirs', async () => {
  const registry = new Registry()
  const faults: unknown[] = []
  let isDown = false
  const broken = {
    name: 'broken',
    help: 'Fails while the database is down.',
    labelNames: [],
    read: async () => {
      if (isDown) throw new Error('the database is down')
      return await Promise.resolve([{ labels: {}, value: 1 }])
    },
  }
  registerGauges(registry, [broken], {}, (error) => faults.push(error))
  new Gauge({ name: 'other', help: 'Always there.', registers: [registry] }).set(2)

  expect(await registry.metrics()).toMatch(/^broken 1$/m)
  isDown = true
  const scrape = await registry.metrics()
  expect(scrape).not.toMatch(/^broken \d/m)
  expect(scrape).toMatch(/^other 2$/m)
  expect(faults).toEqual([new Error('the database is down')])
})

test('gauges that ask at the same moment share one reading, and the next scrape reads anew', async () => {
  let readings = 0
  const read = sharing(async () => await Promise.resolve((readings += 1)))
  const source = {}
  expect(await Promise.all([read(source), read(source), read({})])).toEqual([1, 1, 2])
  expect(await read(source)).toBe(3)
})
