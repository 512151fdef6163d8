import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { describe, expect, test, testOnSharedDatabase } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { asking, categoriesOf, storedTopics, tell, type Asking } from './kit.ts'

const Page = z.object({
  data: z.array(z.looseObject({ name: z.string() })),
  next_cursor: z.string().nullable(),
})

/** Two cooks, one who travels, and one about something that no category fits. */
async function someCreators(db: Db): Promise<Record<'cook' | 'baker' | 'reader', string>> {
  const [cook, baker, reader] = [await aBlog(db, 'a'), await aBlog(db, 'b'), await aBlog(db, 'c')]
  await tell(db, {
    [cook]: ['recipes', 'travel'],
    [baker]: ['vegan food', 'sourdough'],
    [reader]: ['tarot', 'perfumery'],
  })
  return { cook, baker, reader }
}

describe('GET /api/categories', () => {
  test('counts who is in each, page by page', async ({ db }) => {
    await someCreators(db)
    const ask = asking(db)
    const rows: z.output<typeof Page>['data'] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const path: string = `/api/categories?limit=20${cursor && `&cursor=${cursor}`}`
      const page: z.output<typeof Page> = Page.parse((await ask('GET', path)).body)
      rows.push(...page.data)
      cursor = page.next_cursor
    }
    const names = rows.map((row) => row.name)
    expect(names).toEqual([...new Set(names)].toSorted())
    expect(rows.find((row) => row.name === 'food')).toMatchObject({
      creators: 2,
      primary_creators: 2,
      synonyms: expect.arrayContaining(['recipes', 'рецепты', 'тағам']),
    })
    expect(rows.find((row) => row.name === 'travel')).toMatchObject({
      creators: 1,
      primary_creators: 0,
    })
  })

  test('shows of one which topics were put into it by a guess', async ({ db }) => {
    await someCreators(db)
    const ask = asking(db)
    expect(await ask('GET', '/api/categories/Food')).toMatchObject({
      status: 200,
      body: {
        name: 'food',
        guessed_topics: [
          { topic: 'vegan food', creators: 1, matched_by: 'words', similarity: null },
        ],
      },
    })
    expect(await ask('GET', '/api/categories/beauty')).toMatchObject({
      body: { guessed_topics: [{ topic: 'perfumery', matched_by: 'similarity' }] },
    })
    expect(await ask('GET', '/api/categories/tarot')).toMatchObject({ status: 404 })
  })

  test('has the names alone to suggest, page by page', async ({ db }) => {
    const ask = asking(db)
    const names: string[] = []
    for (let cursor = ''; ;) {
      const { body } = await ask('GET', `/api/category-names?limit=5${cursor}`)
      const page = z
        .object({
          data: z.array(z.object({ name: z.string() })),
          next_cursor: z.string().nullable(),
        })
        .parse(body)
      names.push(...page.data.map(({ name }) => name))
      if (page.next_cursor === null) break
      cursor = `&cursor=${page.next_cursor}`
    }
    const { rows } = await sql<{ name: string }>`select name from categories order by name`.execute(
      db,
    )
    expect(names).toEqual(rows.map(({ name }) => name))
  })
})

describe('POST /api/categories', () => {
  test('makes a category, and whoever has its topics is in it', async ({ db }) => {
    const { reader, baker } = await someCreators(db)

    const made = await asking(db)('POST', '/api/categories', {
      name: '  Eso  Terics ',
      synonyms: ['Tarot', 'astrology', 'sour-dough'],
    })

    expect(made).toMatchObject({
      status: 201,
      body: {
        name: 'eso terics',
        creators: 2,
        primary_creators: 1,
        synonyms: ['astrology', 'sour-dough', 'tarot'],
      },
    })
    expect(await categoriesOf(db, reader)).toEqual(['eso terics!', 'beauty'])
    expect(await categoriesOf(db, baker)).toEqual(['food!', 'eso terics'])
  })

  testOnSharedDatabase.for<[object, number, string]>([
    [{ name: 'FOOD' }, 409, 'name'],
    [{ name: 'foods' }, 409, 'name'],
    [{ name: 'motherhood' }, 409, 'name'],
    [{ name: 'esoterics', synonyms: ['tarot', 'Recipe'] }, 409, 'synonyms'],
    [{ name: '' }, 422, 'name'],
    [{ name: 'a\nb\0' }, 422, 'name'],
    [{ name: 'x'.repeat(101) }, 422, 'name'],
    [{ name: '01890a5d-ac96-774b-bcce-b302099a8057' }, 422, 'name'],
    [{ name: 'x', synonyms: [''] }, 422, 'synonyms.0'],
    [{ name: 'x', colour: 'red' }, 422, 'colour'],
  ])('refuses %j', async ([json, status, field], { db }) => {
    const { rows: before } = await sql`select * from categories order by id`.execute(db)
    expect(await asking(db)('POST', '/api/categories', json)).toMatchObject({
      status,
      body: { errors: [{ field }] },
    })
    const { rows: after } = await sql`select * from categories order by id`.execute(db)
    expect(after).toEqual(before)
  })

  test('with a word that was ignored has its creators again', async ({ db }) => {
    const { reader } = await someCreators(db)
    const ask = asking(db)
    await ask('POST', '/api/topics/map', { topic: 'tarot', ignore: true })
    await ask('POST', '/api/categories', { name: 'tarot' })
    expect(await categoriesOf(db, reader)).toEqual(['tarot!', 'beauty'])
  })
})

describe('PATCH /api/categories', () => {
  test('renames a category, which keeps its creators and answers to its old name', async ({
    db,
  }) => {
    const { cook } = await someCreators(db)
    const ask = asking(db)

    const renamed = await ask('PATCH', '/api/categories/food', { name: 'Food & Drink' })

    expect(renamed).toMatchObject({
      status: 200,
      body: { name: 'food & drink', creators: 2, synonyms: expect.arrayContaining(['food']) },
    })
    expect(await categoriesOf(db, cook)).toEqual(['food & drink!', 'travel'])
    await tell(db, { [cook]: ['food', 'foods and drinks'] })
    expect(await categoriesOf(db, cook)).toEqual(['food & drink!'])
    expect(await ask('GET', '/api/categories/food')).toMatchObject({ status: 404 })
  })

  test('replaces the synonyms, and topics go by what is left', async ({ db }) => {
    const { cook, baker, reader } = await someCreators(db)

    const { body } = await asking(db)('PATCH', '/api/categories/food', {
      synonyms: ['sourdough', 'cooking'],
    })

    expect(body).toMatchObject({ synonyms: ['cooking', 'sourdough'], creators: 1 })
    expect(await categoriesOf(db, cook)).toEqual(['travel'])
    expect(await categoriesOf(db, baker)).toEqual(['food!'])
    expect(await categoriesOf(db, reader)).toEqual(['beauty'])
  })

  testOnSharedDatabase.for<[object, number]>([
    [{ name: 'travel' }, 409],
    [{ name: 'Reisen', synonyms: ['travel'] }, 409],
    [{ synonyms: ['trips'] }, 409],
    [{}, 422],
  ])('refuses %j and changes nothing', async ([json, status], { db }) => {
    const ask = asking(db)
    const before = await ask('GET', '/api/categories/food')
    expect(await ask('PATCH', '/api/categories/food', json)).toMatchObject({ status })
    expect(await ask('GET', '/api/categories/food')).toEqual(before)
    expect(await ask('PATCH', '/api/categories/nothing', { name: 'x' })).toMatchObject({
      status: 404,
    })
  })
})

describe('POST /api/categories/{category}/merge', () => {
  test('makes one category of two, for those who are there and those who come', async ({ db }) => {
    const { cook } = await someCreators(db)
    const ask = asking(db)

    const merged = await ask('POST', '/api/categories/travel/merge', { into: 'food' })

    expect(merged).toMatchObject({
      status: 200,
      body: { name: 'food', creators: 2, synonyms: expect.arrayContaining(['travel', 'саяхат']) },
    })
    expect(await categoriesOf(db, cook)).toEqual(['food!'])
    await tell(db, { [cook]: ['trips'] })
    expect(await categoriesOf(db, cook)).toEqual(['food!'])
    expect(await ask('GET', '/api/categories/travel')).toMatchObject({ status: 404 })
  })

  test('refuses itself and what is not there', async ({ db }) => {
    const ask = asking(db)
    expect(await ask('POST', '/api/categories/food/merge', { into: 'FOOD' })).toMatchObject({
      status: 409,
    })
    expect(await ask('POST', '/api/categories/food/merge', { into: 'nothing' })).toMatchObject({
      status: 422,
    })
    expect(await ask('POST', '/api/categories/nothing/merge', { into: 'food' })).toMatchObject({
      status: 404,
    })
  })
})

describe('DELETE /api/categories/{category}', () => {
  test('leaves its topics to others, or unknown', async ({ db }) => {
    const { cook, baker } = await someCreators(db)
    const ask = asking(db)

    expect(await ask('DELETE', '/api/categories/food')).toEqual({ status: 204, body: null })

    expect(await categoriesOf(db, cook)).toEqual(['travel'])
    expect(await categoriesOf(db, baker)).toEqual([])
    expect((await storedTopics(db)).filter((row) => row.category === null)).toMatchObject([
      { topic: 'recipes' },
      { topic: 'sourdough' },
      { topic: 'vegan food' },
      { topic: 'tarot' },
    ])
    expect(await ask('DELETE', '/api/categories/food')).toMatchObject({ status: 404 })
  })
})

test('after any change the stored matches are those that storing anew would make', async ({
  db,
}) => {
  await someCreators(db)
  const ask: Asking = asking(db)
  const changes: [string, string, object?][] = [
    ['POST', '/api/topics/map', { topic: 'sourdough', category: 'food' }],
    ['POST', '/api/categories', { name: 'veganism', synonyms: ['vegan'] }],
    ['POST', '/api/topics/map', { topic: 'perfumeries', ignore: true }],
    ['PATCH', '/api/categories/food', { synonyms: ['sourdough bread'] }],
    ['POST', '/api/categories/travel/merge', { into: 'food' }],
    ['POST', '/api/topics/map', { topic: 'perfumery', ignore: false }],
    ['DELETE', '/api/categories/beauty'],
  ]
  for (const [method, path, json] of changes) {
    expect((await ask(method, path, json)).status, path).toBeLessThan(300)
    const { rows } = await sql`
      select t.topic, t.category_id, t.matched_by, t.similarity from blog_topics t
      except
      select m.topic, m.category_id, m.matched_by, m.similarity
      from derived.match_topics(array(select topic from blog_topics)) m`.execute(db)
    expect(rows, `${method} ${path}`).toEqual([])
    const { rows: links } = await sql`
      select blog_id, category_id, bool_or(place = 0) as is_primary from blog_topics
      where category_id is not null group by 1, 2
      except select blog_id, category_id, is_primary from blog_categories`.execute(db)
    expect(links, `${method} ${path}`).toEqual([])
  }
})
