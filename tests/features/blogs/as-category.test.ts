import { sql } from 'kysely'
import { z } from 'zod'
import { createClock } from '../../../src/base/clock.ts'
import type { Db } from '../../../src/db/handles.ts'
import { summaryOperations } from '../../../src/features/blogs/operations/summary.ts'
import { createSuggestions } from '../../../src/features/blogs/store/suggestions.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { expect, testOnDatabaseOf } from '../../fixtures/test.ts'
import { background } from '../../fixtures/no-background.ts'
import { aLog, anApi } from '../../http/kit.ts'
import { aBlog, aCategory } from './a-blog.ts'

const ID = '0198c1a5-0000-7000-8000-000000000002'

/** One creator, who writes of motherhood and bread and is in the category of parents. */
async function aParent(db: Db): Promise<void> {
  await aBlog(db, 'sofia', { id: ID, follower_count: 12_000 })
  await sql`
    update blogs set search = derived.creator_document('sofia', null, 'motherhood and bread', null)
    where id = ${ID}`.execute(db)
  await aCategory(db, ID, 'parenting', true)
}

const test = testOnDatabaseOf(aParent)

const Answer = z.object({
  found: z
    .object({ word: z.string(), q: z.string().nullable(), count: z.int(), capped: z.boolean() })
    .nullable(),
})

async function counted(db: Db, query: Record<string, string>) {
  const suggest = createSuggestions({ db, clock: createClock(), log: aLog().log })
  const { send } = anApi(db, [mountOperations({ db, suggest, background }, summaryOperations)])
  const search = new URLSearchParams(query).toString()
  const answer = await send('GET', `/api/blogs/count/as-category?${search}`)
  return Answer.parse(await answer.json()).found
}

test.for<[string, string, string | null]>([
  ['Motherhood', 'Motherhood', null],
  ['parenting bread', 'parenting', 'bread'],
  ['bread parenting', 'parenting', 'bread'],
  // Fitness is a category without creators.
  ['fitness', '', null],
  ['fitness parenting', '', null],
  ['bread', '', null],
  ['bread fitness', '', null],
  // Five words are no search for a category.
  ['bread bread bread bread parenting', '', null],
])('of %j, %j is a category beside the words %j', async ([q, word, rest], { db }) => {
  const found = word === '' ? null : { word, q: rest, count: 1, capped: false }
  expect(await counted(db, { q })).toEqual(found)
})

test('the other filters stay', async ({ db }) => {
  const q = 'parenting'
  expect(await counted(db, { q, min_followers: '12000' })).toMatchObject({ word: q, count: 1 })
  expect(await counted(db, { q, min_followers: '12001' })).toBeNull()
  expect(await counted(db, { q, category: 'parenting' })).toBeNull()
  expect(await counted(db, { min_followers: '1' })).toBeNull()
})
