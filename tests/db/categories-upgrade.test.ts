import { sql } from 'kysely'
import type { Db } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrate.ts'
import { aCategory } from '../features/blogs/a-blog.ts'
import { categoriesOf, storedTopics, tell } from '../features/categories/kit.ts'
import { expect, test } from '../fixtures/test.ts'
import { anOldDatabase } from './old-database.ts'

const MIGRATION = '0022_categories.sql'

async function aBlogOfThen(db: Db, username: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    with person as (insert into persons default values returning id)
    insert into blogs (person_id, username, source) select id, ${username}, 'manual' from person
    returning id`.execute(db)
  return rows[0]?.id ?? ''
}

test('categories that were made from topics stay, with their creators, and take part in matching', async () => {
  const db = await anOldDatabase(MIGRATION)
  const [mother, cook] = [await aBlogOfThen(db, 'a'), await aBlogOfThen(db, 'b')]
  await aCategory(db, mother, 'motherhood', true)
  await aCategory(db, mother, 'food')
  await aCategory(db, mother, 'slow living')
  await aCategory(db, cook, 'recipes', true)
  await aCategory(db, cook, 'recipe')
  const before = [await categoriesOf(db, mother), await categoriesOf(db, cook)]

  await migrate(db)

  expect([await categoriesOf(db, mother), await categoriesOf(db, cook)]).toEqual(before)
  expect(await storedTopics(db)).toMatchObject([
    { blog_id: mother, topic: 'food', category: 'food', matched_by: 'name' },
    { blog_id: mother, topic: 'motherhood', place: 0, category: 'motherhood', matched_by: 'name' },
    { blog_id: mother, topic: 'slow living', category: 'slow living', matched_by: 'name' },
    { blog_id: cook, topic: 'recipes', place: 0, category: 'recipes', matched_by: 'name' },
  ])
  await tell(db, { [mother]: ['Motherhood', 'slow-living', 'материнство', 'cooking'] })
  expect(await categoriesOf(db, mother)).toEqual([
    'motherhood!',
    'food',
    'parenting',
    'slow living',
  ])
})

test('a category of then that means one that gramd starts with has its synonyms', async () => {
  const db = await anOldDatabase(MIGRATION)
  const blogId = await aBlogOfThen(db, 'a')
  await aCategory(db, blogId, 'car', true)

  await migrate(db)
  await tell(db, { [blogId]: ['автомобили', 'cars'] })

  expect(await categoriesOf(db, blogId)).toEqual(['car!'])
  const { rows } = await sql`select name from categories where name like 'car%' order by 1`.execute(
    db,
  )
  expect(rows).toEqual([{ name: 'car' }, { name: 'career' }])
})
