import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { inject, onTestFinished } from 'vitest'
import { openDatabase, type Db } from '../../src/db/database.ts'
import { migrate, PROJECT_FOLDERS } from '../../src/db/migrate.ts'
import { aCategory } from '../features/blogs/a-blog.ts'
import { categoriesOf, storedTopics, tell } from '../features/categories/kit.ts'
import { onDatabase, withClient } from '../fixtures/test-server.ts'
import { createTestDatabase, expect, test } from '../fixtures/test.ts'

const MIGRATION = '0022_categories.sql'

/** A database as it was before the migration that is tested. */
async function anOldDatabase(): Promise<Db> {
  const url = await createTestDatabase()
  const name = `${new URL(url).pathname.slice(1)}_old`
  await withClient(inject('serverUrl'), (client) => client.query(`create database ${name}`))
  const db = openDatabase({ url: onDatabase(url, name), max: 2, onIdleError: () => undefined })
  onTestFinished(async () => await db.destroy())
  const root = await mkdtemp(join(tmpdir(), 'gramd-migrate-'))
  onTestFinished(async () => await rm(root, { recursive: true }))
  const folders = {
    migrations: join(root, 'migrations'),
    functions: join(root, 'functions'),
    views: join(root, 'views'),
  }
  for (const folder of Object.values(folders)) await mkdir(folder)
  for (const file of await readdir(PROJECT_FOLDERS.migrations))
    if (file < MIGRATION)
      await cp(join(PROJECT_FOLDERS.migrations, file), join(folders.migrations, file))
  await migrate(db, folders)
  return db
}

async function aBlogOfThen(db: Db, username: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    with person as (insert into persons default values returning id)
    insert into blogs (person_id, username, source) select id, ${username}, 'manual' from person
    returning id`.execute(db)
  return rows[0]?.id ?? ''
}

test('categories that were made from topics stay, with their creators, and take part in matching', async () => {
  const db = await anOldDatabase()
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
  const db = await anOldDatabase()
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
