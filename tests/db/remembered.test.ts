import { createBackground } from '../../src/base/background.ts'
import { MAX_KEYS, remembered } from '../../src/db/remembered.ts'
import { expect, test } from 'vitest'
import { aLog } from '../http/kit.ts'

const MINUTE = 60_000

/** Reads a number that grows by one with each reading. */
function aMemory(isLarge?: (result: number) => boolean) {
  const { log, lines } = aLog()
  const background = createBackground(log)
  // Only the identity of the database counts.
  const db = {}
  const recall = remembered<number>({
    failure: 'the number could not be read',
    maxAgeMs: 5 * MINUTE,
    ...(isLarge ? { isLarge } : {}),
  })
  const state = { readings: 0, isBroken: false }
  const read = async (): Promise<number> => {
    if (state.isBroken) throw new Error('no connection')
    return await Promise.resolve((state.readings += 1))
  }
  return {
    lines,
    state,
    settled: background.close,
    at: async (now: number, key = 'key', version = 0) =>
      await recall({ db, background }, { key, version }, read, now),
    elsewhere: async (now: number) =>
      await recall({ db: {}, background }, { key: 'key' }, read, now),
  }
}

test('a result is used for a minute, then read again behind the answer', async () => {
  const { at, settled } = aMemory()

  expect(await at(0)).toBe(1)
  expect(await at(MINUTE - 1)).toBe(1)
  expect(await Promise.all([at(MINUTE), at(MINUTE)])).toEqual([1, 1])
  await settled()
  expect(await at(MINUTE + 1)).toBe(2)
})

test('a result of another version is read again behind the answer', async () => {
  const { at, settled } = aMemory()

  expect(await at(0, 'key', 1)).toBe(1)
  expect(await at(1, 'key', 2)).toBe(1)
  await settled()
  expect(await at(2, 'key', 2)).toBe(2)
})

test('a result that is too old is not returned', async () => {
  const { at } = aMemory()

  expect(await at(0)).toBe(1)
  expect(await at(5 * MINUTE)).toBe(2)
})

test('a small result, another key and another database are read each time', async () => {
  const { at, elsewhere } = aMemory((result) => result > 2)

  expect([await at(0), await at(0), await at(0), await at(0)]).toEqual([1, 2, 3, 3])
  expect(await at(0, 'other')).toBe(4)
  expect(await elsewhere(0)).toBe(5)
})

test('a reading that fails behind an answer is logged, and tried again by the next', async () => {
  const { at, lines, settled, state } = aMemory()

  expect(await at(0)).toBe(1)
  state.isBroken = true
  expect(await at(MINUTE)).toBe(1)
  await settled()
  expect(lines.map(({ msg }) => msg)).toEqual(['the number could not be read'])
  state.isBroken = false
  expect(await at(MINUTE)).toBe(1)
  await settled()
  expect(await at(MINUTE)).toBe(2)
})

test('a first reading that fails is the failure of whoever waits, and not of the next', async () => {
  const { at, state } = aMemory()

  state.isBroken = true
  await expect(at(0)).rejects.toThrow('no connection')
  state.isBroken = false
  expect(await at(0)).toBe(1)
})

test('the results that were asked for longest ago make room for others', async () => {
  const { at } = aMemory()

  expect(await at(0, 'first')).toBe(1)
  expect(await at(0, 'second')).toBe(2)
  for (let n = 2; n < MAX_KEYS; n += 1) await at(0, `key ${n}`)
  expect(await at(0, 'first')).toBe(1)
  expect(await at(0, 'one more')).toBe(MAX_KEYS + 1)
  expect(await at(0, 'second')).toBe(MAX_KEYS + 2)
  expect(await at(0, 'first')).toBe(1)
})

test('without a background, all who ask after a minute wait for one reading', async () => {
  const recall = remembered<number>()
  const state = { readings: 0 }
  const read = async () => await Promise.resolve((state.readings += 1))
  const db = {}
  const at = async (now: number) => await recall({ db }, { key: 'key' }, read, now)

  expect(await Promise.all([at(0), at(0)])).toEqual([1, 1])
  expect(await at(MINUTE - 1)).toBe(1)
  expect(await Promise.all([at(MINUTE), at(MINUTE)])).toEqual([2, 2])
})
