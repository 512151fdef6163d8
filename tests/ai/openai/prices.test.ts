import { expect, test } from 'vitest'
import { tabledEnd } from '../../../src/ages/openai-models.ts'
import { costUsd, pricesOf } from '../../../src/ai/openai/prices.ts'

const luna = {
  openaiModel: 'gpt-6-luna',
  openaiInputUsdPerMillion: undefined,
  openaiOutputUsdPerMillion: undefined,
}

test('a batch costs half of a direct call, and a snapshot what its model costs', () => {
  const prices = {
    batch: { inputUsdPerMillion: 0.05, outputUsdPerMillion: 0.25 },
    direct: { inputUsdPerMillion: 0.1, outputUsdPerMillion: 0.5 },
  }
  expect(pricesOf(luna, 'gpt-6-luna')).toEqual(prices)
  expect(pricesOf(luna, 'gpt-6-luna-2026-09-22')).toEqual(prices)
  expect(pricesOf(luna, 'gpt-6-luna-2026')).toBeNull()
  expect(costUsd(prices.batch, 2_000_000, 1_000_000)).toBeCloseTo(0.35)
})

test('configured prices stand for the configured model alone', () => {
  const own = {
    openaiModel: 'gpt-5.6-luna',
    openaiInputUsdPerMillion: 3,
    openaiOutputUsdPerMillion: 0,
  }
  expect(pricesOf(own, 'gpt-5.6-luna')).toEqual({
    batch: { inputUsdPerMillion: 3, outputUsdPerMillion: 0 },
    direct: { inputUsdPerMillion: 6, outputUsdPerMillion: 0 },
  })
  expect(pricesOf(own, 'gpt-6-luna')?.batch.inputUsdPerMillion).toBe(0.05)
  expect(pricesOf({ ...own, openaiOutputUsdPerMillion: undefined }, 'gpt-5.6-luna')).toEqual({
    batch: { inputUsdPerMillion: 3, outputUsdPerMillion: 0.6 },
    direct: { inputUsdPerMillion: 6, outputUsdPerMillion: 1.2 },
  })
})

test('the announced end of a model is that of its snapshots, too', () => {
  expect(tabledEnd('gpt-5-nano-2025-08-07')?.endsOn).toBe('2026-12-11')
  expect(tabledEnd('gpt-6-luna')?.endsOn).toBeNull()
  expect(tabledEnd('constructor')).toBeNull()
})

test.for([
  ['2026-12-11', ['gpt-5', 'gpt-5-mini', 'gpt-5-nano']],
  ['2027-01-14', ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'gpt-4.1-mini']],
  ['2027-04-01', ['gpt-5.1', 'gpt-5.4-nano']],
] as const)('the models that end on %s are known', ([day, models]) => {
  for (const model of models) expect(tabledEnd(model)?.endsOn).toBe(day)
})

test('a model without a known price needs one in the settings, though its end is known', () => {
  expect(pricesOf({ ...luna, openaiModel: 'gpt-5' }, 'gpt-5')).toBeNull()
})
