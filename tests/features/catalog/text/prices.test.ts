import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { agrees, mainPrice, readPrices } from '../../../../src/features/catalog/text/prices.ts'
import { hostileCaptionsAreRead } from './hostile-captions.ts'

const KES = { currency: 'KES' }

describe('the span of a price', () => {
  test.for<[string, string[]]>([
    ['Dress 😍 KES 2,500 only', ['KES 2,500']],
    ['Going for 2500/= today', ['2500/=']],
    ['Платье 12\u00a0000 тг', ['12\u00a0000 тг']],
    ['𝐊𝐬𝐡 𝟐,𝟓𝟎𝟎!', ['𝐊𝐬𝐡 𝟐,𝟓𝟎𝟎']],
    ['👗 2️⃣5️⃣0️⃣0️⃣/= 👗', ['2️⃣5️⃣0️⃣0️⃣/=']],
    ['now 3 for 1000!', ['3 for 1000']],
    ['was 2000 now 1500', ['2000', '1500']],
    ['2.5k only', ['2.5k']],
    ['Кроссовки 25 тыс. тг', ['25 тыс. тг']],
    ['Ksh.1,500-2,500', ['Ksh.1,500', '2,500']],
    ['Bei elfu moja mia tano tu', ['elfu moja mia tano']],
    ['@1500 each', ['1500']],
  ])('of %j is what was written', ([caption, spans]) => {
    expect(readPrices(caption, KES).map(({ start, end }) => caption.slice(start, end))).toEqual(
      spans,
    )
  })
})

describe('the main price', () => {
  test.for<[string, string | null]>([
    ['KES 2,500', '2500.00'],
    ['was 2000 now 1500', '1500.00'],
    ['Get it at 1500 instead of 2000', '1500.00'],
    ['600 each, 2 for 1000', '600.00'],
    ['3 for 1000', '1000.00'],
    ['from 800', '800.00'],
    ['Ksh 2500 delivery Ksh 200', '2500.00'],
    ['Bei 1500. Price: KES 1500', '1500.00'],
    ['Price 1500, only 1500!', '1500.00'],
    ['S - 1500\nM - 1700', null],
    ['1500-2500 bob', null],
    ['Retail 1500, wholesale 1200', null],
    ['$20 or Ksh 2,600', null],
    ['was 2000', null],
    ['Call 0712 345 678', null],
  ])('of %j is %s', ([caption, amount]) => {
    expect(mainPrice(readPrices(caption, KES))?.amount ?? null).toBe(amount)
  })
})

describe("a model's price", () => {
  const found = readPrices('was 2000 now 1500', KES)

  test.for(['1500', '1500.0', '1500.00', '2000'])('%s agrees with the caption', (price) => {
    expect(agrees(price, found)).toBe(true)
  })

  test.for(['150', '1500.01', '15000', '', 'KES 1500', '-1500', '1e3', 'NaN'])(
    '%j does not agree with the caption',
    (price) => {
      expect(agrees(price, found)).toBe(false)
    },
  )
})

describe('hostile captions', () => {
  hostileCaptionsAreRead(10_000)

  test('no expression repeats a group without a limit, so none can backtrack far', () => {
    const folder = join(import.meta.dirname, '../../../../src/features/catalog/text')
    const files = readdirSync(folder)
    expect(files.length).toBeGreaterThan(5)
    const repeated = files.flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/.*\)(?:[*+]|\{\d+,\}).*/g)].map(
        ([line]) => `${file}: ${line.trim()}`,
      ),
    )
    expect(repeated).toEqual([])
  })
})
