import { expect, test } from 'vitest'
import { UsageError } from '../../../src/cli/usage-error.ts'
import { HELD_OUT_CAPTIONS } from '../../../tools/evaluate/prices/held-out-captions.ts'
import { preparePrices } from '../../../tools/evaluate/prices/prepare-prices.ts'
import { priceReportOf } from '../../../tools/evaluate/prices/price-report.ts'
import { DEVELOPMENT_CAPTIONS } from '../../../tools/evaluate/prices/development-captions.ts'

const STORES = 'AED BRL EUR IDR INR JPY KES KGS KWD KZT MAD NGN RUB TRY TZS UGX USD UZS'.split(' ')

test('each store has at least 40 captions, 20 of them held out, and a third without a price', () => {
  for (const store of STORES) {
    const of = (half: typeof DEVELOPMENT_CAPTIONS) => half.filter((each) => each.store === store)
    const [shown, heldOut] = [of(DEVELOPMENT_CAPTIONS), of(HELD_OUT_CAPTIONS)]
    expect([store, heldOut.length >= 20, shown.length >= heldOut.length]).toEqual([
      store,
      true,
      true,
    ])
    const all = [...shown, ...heldOut]
    expect(all.length).toBeGreaterThanOrEqual(40)
    expect(all.filter(({ prices }) => prices.length === 0).length * 3).toBeGreaterThan(
      all.length * 0.95,
    )
  }
  const texts = [...DEVELOPMENT_CAPTIONS, ...HELD_OUT_CAPTIONS].map(
    ({ store, caption }) => `${store} ${caption}`,
  )
  expect(new Set(texts).size).toBe(texts.length)
})

test('every price of the development half is read right, and no other', () => {
  expect(priceReportOf({ development: DEVELOPMENT_CAPTIONS }).wrong).toEqual([])
})

test('of the held-out half 98 % of the prices are right, 1 % of the captions without one get one, and all labels are stored', () => {
  const { halves, wrong } = priceReportOf({ held_out: HELD_OUT_CAPTIONS })
  const { all, without_price: without, evidence } = halves['held_out'] ?? expect.fail('no half')
  expect(wrong).toEqual([])
  expect(all.recall).toBeGreaterThanOrEqual(0.98)
  expect(all.precision).toBeGreaterThanOrEqual(0.98)
  expect(without.with_extra).toBeLessThanOrEqual(1)
  expect(evidence.stored).toBe(evidence.labelled)
})

test('a wrong price is counted by store and kind, and shown', () => {
  const labelled = [
    {
      store: 'KES',
      caption: 'Mug Ksh 250',
      prices: [{ kind: 'was', amount: '250.00', currency: 'KES', quantity: null }],
    },
    { store: 'KES', caption: 'Mug @300', prices: [] },
  ] as const
  const { halves, wrong } = priceReportOf({
    development: labelled.map((each) => ({ ...each, prices: [...each.prices] })),
  })
  const none = { right: 0, precision: 0, recall: 0 }
  expect(halves['development']).toMatchObject({
    all: { ...none, labelled: 1, found: 2 },
    stores: { KES: { labelled: 1, found: 2 } },
    kinds: { was: { labelled: 1, found: 0, precision: null }, price: { found: 2, recall: null } },
    without_price: { captions: 1, with_extra: 1 },
  })
  expect(wrong).toMatchObject([
    { store: 'KES', missed: ['was 250.00 KES'], extra: ['price 250.00 KES'] },
    { store: 'KES', caption: 'Mug @300' },
  ])
})

test('the evaluation of prices prints a table for each half and takes no options of models', async () => {
  const { estimate, run } = preparePrices({})
  expect(estimate).toBeNull()
  const { text } = await run()
  expect(text).toMatch(/development half\nstore +labelled +found +right +precision +recall\nall /)
  expect(text).toContain('held_out half')
  const one = await preparePrices({ half: 'held_out' }).run()
  expect(one.text).not.toContain('development half\nstore')
  expect(() => preparePrices({ model: 'gpt-6-luna' })).toThrow(UsageError)
})
