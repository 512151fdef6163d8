import { expect, test } from 'vitest'
import { readPrices } from '../../../../src/features/catalog/text/prices.ts'
import { DEVELOPMENT_CAPTIONS } from '../../../../tools/evaluate/prices/development-captions.ts'

// A limit in milliseconds depends on the machine: tests/linear proves elsewhere that the time
// grows with the text.
test('a caption of 5,000 characters is read within 10 ms', () => {
  const caption = DEVELOPMENT_CAPTIONS.map((each) => each.caption)
    .join('\n')
    .slice(0, 5_000)
  // The processor's time of this thread, and the best of several: other tests run beside this one.
  const measure = (): number => {
    const before = process.threadCpuUsage()
    for (let count = 0; count < 10; count += 1) readPrices(caption, { currency: 'KES' })
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 10_000
  }
  let least = measure()
  for (let more = 11; more > 0 && least > 10; more -= 1) least = Math.min(least, measure())
  console.log(`${least.toFixed(1)} ms`)
  expect(least).toBeLessThanOrEqual(10)
})
