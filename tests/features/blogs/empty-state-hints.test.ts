import { expect, test } from 'vitest'
import { emptyStateHints } from '../../../src/features/blogs/pages/creators/empty-state-hints.ts'
import { readFilter } from '../../../src/features/blogs/pages/creators/filter.ts'
import type { Context } from '../../../src/features/blogs/pages/creators/kit.ts'

type Found = { rows: readonly unknown[]; faults: ReadonlyMap<string, unknown> }
const EMPTY: Found = { rows: [], faults: new Map() }

/** The filters that are counted for a search, by operation, and what the page finds of it. */
async function countsFor(address: string, found: Promise<Found> = Promise.resolve(EMPTY)) {
  const counted: unknown[] = []
  const call = async (name: string, { query }: { query: object }) => {
    counted.push({ [name]: JSON.parse(JSON.stringify(query)) })
    return await Promise.resolve({ count: 0, capped: false, found: null })
  }
  const page = { api: { call } } as unknown as Context
  const hints = await emptyStateHints(page, readFilter(new URLSearchParams(address)), found)
  expect(hints).toHaveLength(0)
  return counted
}

test('a search that finds nobody has its words counted as categories, and its city as words', async () => {
  expect(await countsFor('q=motherhood&location=Taraz')).toEqual([
    { countBlogsAsCategory: { q: 'motherhood', location: 'Taraz' } },
    { countBlogs: { q: 'motherhood Taraz' } },
  ])
})

test('a search in a category is not counted as one', async () => {
  const found = Promise.resolve({ ...EMPTY, rows: [{}] })
  expect(await countsFor('q=motherhood&category=parenting', found)).toEqual([])
  expect(await countsFor('category=parenting', found)).toEqual([])
})

test('nothing is counted for a search that is refused', async () => {
  expect(await countsFor('q=motherhood&location=Taraz&min_er=a lot')).toEqual([])
})

test('a city is not counted as words where a name is unknown', async () => {
  const found = Promise.resolve({ rows: [], faults: new Map([['list', 'unknown']]) })
  expect(await countsFor('location=Taraz&list=nothing', found)).toEqual([])
})
