import { expect, test } from 'vitest'
import type { Db } from '../../../src/db/handles.ts'
import {
  FRESH_MS,
  MAX_RESULTS,
  recentResults,
} from '../../../src/features/blogs/store/recent-results.ts'

/** A memory whose reads are counted, each with another result, for a handle of its own. */
function aMemory() {
  const recall = recentResults<number>()
  const db = {} as Db
  let reads = 0
  const read = async () => await Promise.resolve((reads += 1))
  return {
    ask: async (key: string, now: number) => await recall(db, key, read, now),
    askOther: async (key: string, now: number) => await recall({} as Db, key, read, now),
    fail: async (key: string, now: number) =>
      await recall(db, key, async () => await Promise.reject(new Error('lost')), now),
  }
}

test('callers at the same time wait for one read', async () => {
  const { ask } = aMemory()
  expect(await Promise.all([ask('a', 0), ask('b', 0), ask('a', 0)])).toEqual([1, 2, 1])
})

test('a result is used for a minute, whatever the others are', async () => {
  const { ask, askOther } = aMemory()
  expect(await ask('a', 0)).toBe(1)
  expect(await ask('a', FRESH_MS - 1)).toBe(1)
  expect(await askOther('a', FRESH_MS - 1)).toBe(2)
  expect(await ask('a', FRESH_MS)).toBe(3)
})

test('a failure is not remembered', async () => {
  const { ask, fail } = aMemory()
  await expect(fail('a', 0)).rejects.toThrow('lost')
  expect(await ask('a', 0)).toBe(1)
})

test('the oldest results are forgotten where there are too many', async () => {
  const { ask } = aMemory()
  for (let key = 0; key <= MAX_RESULTS; key += 1) await ask(String(key), 0)
  const reads = MAX_RESULTS + 1
  expect(await ask(String(MAX_RESULTS), 0)).toBe(reads)
  expect(await ask('1', 0)).toBe(2)
  expect(await ask('0', 0)).toBe(reads + 1)
})
