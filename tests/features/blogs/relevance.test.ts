import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { blogOperations } from '../../../src/features/blogs/operations/blogs.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { expect, test } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { aBlog } from './a-blog.ts'

const Page = z.object({
  data: z.array(z.object({ username: z.string() })),
  next_cursor: z.string().nullable(),
})

async function ask(db: Db, search: string): Promise<z.output<typeof Page>> {
  const response = await anApi(db, [mountOperations({ db }, blogOperations)]).send(
    'GET',
    `/api/blogs?${search}`,
  )
  return Page.parse(await response.json())
}

const names = ({ data }: z.output<typeof Page>): string[] => data.map(({ username }) => username)

async function searchable(db: Db): Promise<void> {
  await sql`update blogs set search = derived.creator_document(username, full_name, biography, null)`.execute(
    db,
  )
}

test('a question is answered by the most relevant creators first, those of its name above others', async ({
  db,
}) => {
  await aBlog(db, 'one', { biography: 'I love travel and long walks', follower_count: 5_000_000 })
  await aBlog(db, 'two', { full_name: 'Travel', follower_count: 10 })
  await aBlog(db, 'three', { biography: 'cooking' })
  await searchable(db)

  expect(names(await ask(db, 'q=travel'))).toEqual(['two', 'one'])
  expect(names(await ask(db, 'q=travel&order=asc'))).toEqual(['one', 'two'])
  expect(names(await ask(db, 'q=travel&sort=follower_count'))).toEqual(['one', 'two'])
  expect(names(await ask(db, 'q=travel&max_followers=10'))).toEqual(['two'])
})

test('equally relevant creators are each on one page, by cursor and by offset', async ({ db }) => {
  for (let n = 0; n < 9; n += 1) {
    await aBlog(db, `creator${n}`, { biography: n % 3 === 0 ? 'travel travel' : 'travel' })
  }
  await searchable(db)
  const all = names(await ask(db, 'q=travel'))

  const byCursor: string[] = []
  for (let cursor = ''; ;) {
    const page = await ask(db, `q=travel&limit=2${cursor}`)
    byCursor.push(...names(page))
    if (page.next_cursor === null) break
    cursor = `&cursor=${page.next_cursor}`
  }

  expect(new Set(all).size).toBe(9)
  expect(byCursor).toEqual(all)
  expect(names(await ask(db, 'q=travel&limit=4&offset=4'))).toEqual(all.slice(4, 8))
})

test('creators who were stored or removed after a question are in the next answer', async ({
  db,
}) => {
  await aBlog(db, 'one', { biography: 'kayaks' })
  await searchable(db)
  for (const sort of ['relevance', 'follower_count', 'created_at']) {
    expect(names(await ask(db, `q=kayaks&sort=${sort}`))).toEqual(['one'])
    await aBlog(db, 'two', { biography: 'kayaks' })
    await searchable(db)
    expect(names(await ask(db, `q=kayaks&sort=${sort}`)).toSorted()).toEqual(['one', 'two'])
    await db.deleteFrom('blogs').where('username', '=', 'two').execute()
    expect(names(await ask(db, `q=kayaks&sort=${sort}`))).toEqual(['one'])
  }
})
