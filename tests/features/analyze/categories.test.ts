import { describe } from 'vitest'
import { expect, test } from '../../fixtures/test.ts'
import type { Db } from '../../../src/db/database.ts'
import {
  categoryName,
  storeCategories,
  type Topics,
} from '../../../src/features/analyze/categories.ts'
import { aCreator } from './a-creator.ts'

describe('a category name', () => {
  test.for([
    ['  Home   Decor ', 'home decor'],
    ['ＦＯＯＤ', 'food'],
    ['Материнство\n', 'материнство'],
    ['\u00a0', ''],
  ] as const)('of %j is %j', ([topic, name]) => {
    expect(categoryName(topic)).toBe(name)
  })
})

async function categoriesOf(db: Db, blogId: string): Promise<[string, boolean][]> {
  const rows = await db
    .selectFrom('blog_categories')
    .innerJoin('categories', 'categories.id', 'category_id')
    .select(['name', 'is_primary'])
    .where('blog_id', '=', blogId)
    .orderBy('is_primary', 'desc')
    .orderBy('name')
    .execute()
  return rows.map((row) => [row.name, row.is_primary])
}

const store = async (db: Db, topics: Topics[]): Promise<void> =>
  await db.transaction().execute(async (tx) => await storeCategories(tx, topics))

test('a creator has its primary topic once and each other topic once', async ({ db }) => {
  const blogId = await aCreator(db, 'a')
  await store(db, [
    { blogId, primary: 'Food', secondary: ['travel', ' FOOD', 'Travel', '', 'pets'] },
  ])
  expect(await categoriesOf(db, blogId)).toEqual([
    ['food', true],
    ['pets', false],
    ['travel', false],
  ])
})

test('new topics replace the former ones of the creators they are about, and of no other', async ({
  db,
}) => {
  const blogId = await aCreator(db, 'a')
  const other = await aCreator(db, 'b')
  await store(db, [
    { blogId, primary: 'food', secondary: ['travel'] },
    { blogId: other, primary: 'food', secondary: [] },
  ])

  await store(db, [{ blogId, primary: 'travel', secondary: [] }])

  expect(await categoriesOf(db, blogId)).toEqual([['travel', true]])
  expect(await categoriesOf(db, other)).toEqual([['food', true]])
  const names = await db.selectFrom('categories').select('name').orderBy('name').execute()
  expect(names).toEqual([{ name: 'food' }, { name: 'travel' }])
})
