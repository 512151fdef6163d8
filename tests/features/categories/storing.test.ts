import { sql } from 'kysely'
import { advanceWorldTime, setWorldTime } from '../../../src/db/world-clock.ts'
import { storeTopics, type KnownTopics } from '../../../src/features/categories/index.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { categoriesOf, storedTopics, tell } from './kit.ts'

test('a creator is in the category of its primary topic first, and in each other one once', async ({
  db,
}) => {
  const blogId = await aBlog(db, 'a')

  await tell(db, {
    [blogId]: ['Recipes', 'travel', 'Cooking', ' TRAVEL', '', 'moterhood', 'tarot'],
  })

  expect(await categoriesOf(db, blogId)).toEqual(['food!', 'parenting', 'travel'])
  expect(await storedTopics(db)).toMatchObject([
    { topic: 'cooking', place: 2, category: 'food', matched_by: 'synonym', similarity: null },
    { topic: 'moterhood', place: 5, category: 'parenting', matched_by: 'similarity' },
    { topic: 'recipes', place: 0, category: 'food', matched_by: 'synonym', similarity: null },
    { topic: 'tarot', place: 6, category: null, matched_by: null, similarity: null },
    { topic: 'travel', place: 1, category: 'travel', matched_by: 'name', similarity: null },
  ])
})

test('of a topic that is named twice the first place counts', async ({ db }) => {
  const blogId = await aBlog(db, 'a')
  await tell(db, { [blogId]: ['Home-Decor', 'home décor', 'food', 'foods'] })
  expect(await storedTopics(db)).toMatchObject([
    { topic: 'food', place: 2 },
    { topic: 'home-decor', place: 0 },
  ])
})

test('an unknown primary topic leaves a creator without a primary category', async ({ db }) => {
  const blogId = await aBlog(db, 'a')
  await tell(db, { [blogId]: ['tarot', 'food'] })
  expect(await categoriesOf(db, blogId)).toEqual(['food'])
})

test('new topics replace the former ones of the creators they are about, and of no other', async ({
  db,
}) => {
  const [one, other] = [await aBlog(db, 'a'), await aBlog(db, 'b')]
  await tell(db, { [one]: ['food', 'tarot'], [other]: ['food', 'tarot'] })

  await tell(db, { [one]: ['travel', 'food'] })

  expect(await categoriesOf(db, one)).toEqual(['travel!', 'food'])
  expect(await categoriesOf(db, other)).toEqual(['food!'])
  const topics = await storedTopics(db)
  expect(topics.filter((row) => row.blog_id === one).map((row) => row.topic)).toEqual([
    'food',
    'travel',
  ])
})

test('storing the same again changes nothing but when it was seen last', async ({ db }) => {
  await setWorldTime(db, { worldAt: Date.UTC(2026, 10, 1), realAt: Date.now(), speed: 0 })
  const blogId = await aBlog(db, 'a')
  await tell(db, { [blogId]: ['food', 'tarot'] })
  const before = await storedTopics(db)

  await advanceWorldTime(db, 60_000)
  await tell(db, { [blogId]: ['food', 'tarot'] })

  expect(await storedTopics(db)).toEqual(before)
  expect(await categoriesOf(db, blogId)).toEqual(['food!'])
  const times = await db
    .selectFrom('blog_topics')
    .select(['first_seen_at', 'last_seen_at'])
    .distinct()
    .execute()
  expect(times).toEqual([
    {
      first_seen_at: new Date(Date.UTC(2026, 10, 1)),
      last_seen_at: new Date(Date.UTC(2026, 10, 1, 0, 1)),
    },
  ])
})

test('topics that PostgreSQL could not hold as they are do no harm', async ({ db }) => {
  const blogId = await aBlog(db, 'a')
  await tell(db, { [blogId]: ["\0'); drop table blogs; --", '\ud83c', '%_\\', '🎉', 'food'] })
  expect(await categoriesOf(db, blogId)).toEqual(['food'])
})

test('two that store the same creators and topics at once do not disturb each other', async ({
  db,
}) => {
  const ids: string[] = []
  for (let at = 0; at < 20; at += 1) ids.push(await aBlog(db, `creator${at}`))
  const store = async (topic: string) =>
    await db.transaction().execute(async (tx) => {
      await sql`select id from blogs where id = any(${ids}::uuid[]) order by id for no key update`.execute(
        tx,
      )
      const topics = ids.map((blogId) => ({ blogId, primary: topic, secondary: ['tarot'] }))
      await storeTopics(tx, topics)
    })

  await Promise.all(['food', 'travel', 'music', 'books'].map(store))

  const found = new Set<string>()
  for (const id of ids) found.add((await categoriesOf(db, id)).join())
  expect(found.size).toBe(1)
  expect(await storedTopics(db)).toHaveLength(40)
})

test('what is stored in parts with known topics is the same as without', async ({ db }) => {
  const ids = [await aBlog(db, 'a'), await aBlog(db, 'b'), await aBlog(db, 'c')]
  const topics = ids.map((blogId, at) => ({
    blogId,
    primary: ['Food', 'fitnes', 'tarot'][at] ?? '',
    secondary: ['tarot', 'food', 'vegan food'],
  }))
  await db.transaction().execute(async (tx) => await storeTopics(tx, topics))
  const whole = await storedTopics(db)
  await db.deleteFrom('blog_topics').execute()

  const known: KnownTopics = new Map()
  await db.transaction().execute(async (tx) => {
    for (const each of topics) await storeTopics(tx, [each], known)
  })

  expect(await storedTopics(db)).toEqual(whole)
  expect([...known.keys()].toSorted()).toEqual(['fitnes', 'food', 'tarot', 'vegan food'])
})

test('a creator that goes takes its topics along', async ({ db }) => {
  const blogId = await aBlog(db, 'a')
  await tell(db, { [blogId]: ['food', 'tarot'] })
  await db.deleteFrom('blogs').where('id', '=', blogId).execute()
  expect(await storedTopics(db)).toEqual([])
  const { rows } = await sql`select * from derived.unknown_topics`.execute(db)
  expect(rows).toEqual([])
})

test('the topics of many creators are stored together', async ({ db }) => {
  await sql`
    with people as (insert into persons (full_name) select 'p' || n from generate_series(1, 1500) n returning id)
    insert into blogs (person_id, username, source)
    select id, 'c' || row_number() over (), 'manual' from people`.execute(db)
  const blogs = await db.selectFrom('blogs').select('id').execute()
  const topics = blogs.map(({ id }, at) => ({
    blogId: id,
    primary: ['food', 'материнство', 'саяхат'][at % 3] ?? '',
    secondary: [`niche ${at % 100}`, 'vegan food'],
  }))

  await db.transaction().execute(async (tx) => await storeTopics(tx, topics))

  const { rows } = await sql`
    select c.name, l.is_primary, count(*) as creators
    from blog_categories l join categories c on c.id = l.category_id
    group by 1, 2 order by 3 desc, 1`.execute(db)
  expect(rows).toEqual([
    { name: 'food', is_primary: false, creators: 1000 },
    { name: 'food', is_primary: true, creators: 500 },
    { name: 'parenting', is_primary: true, creators: 500 },
    { name: 'travel', is_primary: true, creators: 500 },
  ])
})
