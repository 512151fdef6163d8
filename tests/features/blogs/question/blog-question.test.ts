import { sql } from 'kysely'
import { z } from 'zod'
import { blogOperations } from '../../../../src/features/blogs/operations/blogs.ts'
import { questionOperations } from '../../../../src/features/blogs/operations/question.ts'
import { matchingIds } from '../../../../src/features/blogs/store/matching.ts'
import { createCategoryReader } from '../../../../src/features/blogs/store/vocabulary.ts'
import type { Db } from '../../../../src/db/handles.ts'
import { mountOperations } from '../../../../src/http/operations/mount.ts'
import { describe, expect, testOnDatabaseOf } from '../../../fixtures/test.ts'
import { anApi } from '../../../http/kit.ts'
import { aBlog, aCategory } from '../a-blog.ts'

const Reading = z.object({
  conditions: z.array(z.object({ words: z.string() })),
  dropped: z.array(z.object({ words: z.string() })),
  filter: z.record(z.string(), z.string()),
  closest: z.array(z.object({ parameter: z.string(), value: z.string(), words: z.string() })),
})
const Page = z.object({ data: z.array(z.object({ username: z.string() })) })

const IN_ALMATY = { city_id: 1_526_384, city: 'Almaty', city_source: 'biography' }

/** A mother whom the model described, one who says it of herself, and others. */
async function creators(db: Db): Promise<void> {
  const analyzed = await aBlog(db, 'aida', { ...IN_ALMATY, follower_count: 12_000 })
  await aCategory(db, analyzed, 'parenting', true)
  await aBlog(db, 'says.so', {
    ...IN_ALMATY,
    biography: 'Екі баланың анасымын',
    follower_count: 7_000,
  })
  await aBlog(db, 'elsewhere', { biography: 'Мама двоих', follower_count: 900 })
  const cook = await aBlog(db, 'cook', { biography: 'Мама троих, рецепты', follower_count: 8_000 })
  await aCategory(db, cook, 'food', true)
  await aBlog(db, 'cat', { biography: 'Моя Мурлыка и я', follower_count: 5_000 })
  await sql`update blogs set search = derived.creator_document(username, full_name, biography, null)`.execute(
    db,
  )
}

const test = testOnDatabaseOf(creators)

async function ask(db: Db, question: string) {
  const services = { db, readCategories: createCategoryReader({ db }) }
  const api = anApi(db, [mountOperations(services, { ...questionOperations, ...blogOperations })])
  const send = async (path: string, query: Record<string, string>): Promise<unknown> => {
    const response = await api.send('GET', `${path}?${new URLSearchParams(query).toString()}`)
    expect(response.status).toBe(200)
    return await response.json()
  }
  const reading = Reading.parse(await send('/api/blogs/question', { q: question }))
  const { data } = Page.parse(await send('/api/blogs', reading.filter))
  return { ...reading, found: data.map(({ username }) => username).toSorted() }
}

async function namesOf(db: Db, ids: readonly string[] | null): Promise<string[]> {
  const rows = await db
    .selectFrom('blogs')
    .select('username')
    .where('id', 'in', ids ?? [])
    .orderBy('username')
    .execute()
  return rows.map(({ username }) => username)
}

describe('a question as people ask it', () => {
  test.for<[string, string[]]>([
    ['mothers in Almaty 5k+', ['aida', 'says.so']],
    ['mama almaty', ['aida', 'says.so']],
    ['parenting', ['aida', 'elsewhere', 'says.so']],
    ['мамочки', ['aida', 'elsewhere', 'says.so']],
    ['Алматыдағы аналар', ['aida', 'says.so']],
    ['mothers up to 10k', ['elsewhere', 'says.so']],
    ['murlyka', ['cat']],
    ['фуд-блогеры', ['cook']],
  ])('%s finds %j', async ([question, expected], { db }) => {
    const { found, dropped } = await ask(db, question)

    expect([found, dropped]).toEqual([expected, []])
  })

  test('about two subjects finds who is in both categories, or in none and says both', async ({
    db,
  }) => {
    const both = await aBlog(db, 'both')
    await aCategory(db, both, 'pets', true)
    await aCategory(db, both, 'gardening')
    await aCategory(db, await aBlog(db, 'one', { biography: 'Сад и огород' }), 'pets', true)
    await aBlog(db, 'says.both', { biography: 'Собаки, сад и огород' })
    await aBlog(db, 'says.one', { biography: 'Собаки' })
    await sql`update blogs set search = derived.creator_document(username, full_name, biography, null)`.execute(
      db,
    )
    const about = { about: ['pets', 'gardening'] }

    expect(await namesOf(db, await matchingIds(db, about, { most: 9, maxMs: 10_000 }))).toEqual([
      'both',
      'says.both',
    ])
    expect(await matchingIds(db, { ...about, q: 'unheard' }, { most: 0, maxMs: 10_000 })).toEqual(
      [],
    )
    // Null: there are more than none.
    expect(await matchingIds(db, about, { most: 0, maxMs: 10_000 })).toBeNull()
  })

  test('leaves out its last words, then its last readings, where nobody meets all', async ({
    db,
  }) => {
    const vegan = await ask(db, 'mothers in Almaty unheard')
    const large = await ask(db, 'mothers in Almaty 500k+')

    expect(vegan.dropped.map(({ words }) => words)).toEqual(['unheard'])
    expect(vegan.found).toEqual(['aida', 'says.so'])
    expect(large.dropped.map(({ words }) => words)).toEqual(['500k+'])
    expect(large.found).toEqual(['aida', 'says.so'])
  })

  test.for([
    ['mothrs in Almaty', ['aida', 'says.so'], []],
    ['мамочик Алматы', ['aida', 'says.so'], []],
    ['mothers in Almty', ['aida', 'says.so'], []],
    ['cheap mothers in Almaty, not paid posts', ['aida', 'says.so'], ['cheap', 'not paid posts']],
    ['недорогие мамочки Алматы', ['aida', 'says.so'], ['недорогие']],
    ['жарнамасыз аналар Алматы', ['aida', 'says.so'], ['жарнамасыз']],
    // A name with the letters of a word nearly is a name.
    ['murlyka', ['cat'], []],
  ] as const)('%s finds %j without %j', async ([question, expected, dropped], { db }) => {
    const answer = await ask(db, question)

    expect(answer.found).toEqual(expected)
    expect(answer.dropped.map(({ words }) => words)).toEqual(dropped)
  })

  test('looks for the last of two topics side by side first', async ({ db }) => {
    const { dropped, found } = await ask(db, 'family cooks')

    expect([found, dropped.map(({ words }) => words)]).toEqual([['cook'], ['family']])
  })

  test('names the closest readings where no word is known', async ({ db }) => {
    const known = await ask(db, 'qwrtp mothers')
    const unknown = await ask(db, 'parantinq karaqandu')

    expect(known.closest).toEqual([])
    expect([unknown.found, unknown.closest]).toEqual([
      [],
      [
        { parameter: 'about', value: 'parenting', words: 'parantinq' },
        { parameter: 'city', value: 'Karaganda', words: 'karaqandu' },
      ],
    ])
  })

  test('has an answer whatever it is', async ({ db }) => {
    const nonsense = await ask(db, 'qwrtp zxcvb')
    const emoji = await ask(db, '🙂🙂🙂')
    const long = await ask(db, 'слово '.repeat(500))
    const operators = await ask(db, `"'); drop table blogs; -- & | ! ( ) <-> :*`)

    expect([nonsense.found, long.found, operators.found]).toEqual([[], [], []])
    expect(emoji).toMatchObject({ conditions: [], filter: {} })
    expect(long.conditions).toHaveLength(1)
  })

  test('is read with the words that an operator gives a category', async ({ db }) => {
    await sql`insert into category_synonyms (synonym, category_id)
      select 'мурлыка', id from categories where name = 'parenting'`.execute(db)

    expect((await ask(db, 'мурлыка')).filter).toEqual({ about: 'parenting' })
  })
})
