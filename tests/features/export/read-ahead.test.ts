import { expect, test } from 'vitest'
import { ALL_COLUMNS, DEFAULT_COLUMNS, unreadBy } from '../../../src/features/export/csv-columns.ts'
import { createReadAhead } from '../../../src/features/export/read-ahead.ts'

/** Pages from 1 on that note when each is read. */
function noting({ fails = Infinity, readAhead = createReadAhead() } = {}) {
  const read: number[] = []
  let isClosed = false
  async function* pages(): AsyncGenerator<number, void> {
    try {
      for (let n = 1; n <= 5; n += 1) {
        read.push(n)
        if (n === fails) throw new Error(`page ${n}`)
        await Promise.resolve()
        yield n
      }
    } finally {
      isClosed = true
    }
  }
  return { read, pages: readAhead(pages()), isClosed: () => isClosed }
}

test('the next page is read while the last one is used, and no further one', async () => {
  const { read, pages } = noting()

  const first = await pages.next()

  expect([first.value, ...read]).toEqual([1, 1, 2])
  expect((await pages.next()).value).toBe(2)
  expect(read).toEqual([1, 2, 3])
  await pages.return()
})

test('all pages come in order, and the source is closed', async () => {
  const { pages, isClosed } = noting()

  const found: number[] = []
  for await (const page of pages) found.push(page)
  expect(found).toEqual([1, 2, 3, 4, 5])

  expect(isClosed()).toBe(true)
})

test('a failing page ends it after those before, and an early end closes the source', async () => {
  const failing = noting({ fails: 3 })
  expect([(await failing.pages.next()).value, (await failing.pages.next()).value]).toEqual([1, 2])
  await expect(failing.pages.next()).rejects.toThrow('page 3')

  const left = noting()
  await left.pages.next()
  await left.pages.return()
  expect(left.isClosed()).toBe(true)
})

test('of many files only a few have a page ahead', async () => {
  const readAhead = createReadAhead()
  const files = Array.from({ length: 6 }, () => noting({ readAhead }))
  for (const { pages } of files) await pages.next()

  const ahead = files.filter(({ read }) => read.length === 2).length
  expect(ahead).toBe(4)

  for (const { pages } of files) await pages.return()
})

test('an export reads the fields alone that its columns are made of', () => {
  const unread = unreadBy(DEFAULT_COLUMNS)
  for (const field of ['avatar_hash', 'ai_insights', 'biography', 'bio_links'] as const)
    expect(unread).toContain(field)
  for (const field of ['id', 'username', 'categories', 'er'] as const)
    expect(unread).not.toContain(field)
  expect(unreadBy(ALL_COLUMNS)).toEqual(new Set())
  const topic = ALL_COLUMNS.filter(({ name }) => name === 'ai_insights.content.primary_topic')
  expect(unreadBy(topic)).not.toContain('ai_insights')
})
