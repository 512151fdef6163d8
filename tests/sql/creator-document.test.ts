import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { describe, expect, testOnSharedDatabase as test } from '../fixtures/test.ts'

type Creator = { username?: string; name?: string; biography?: string; captions?: string[] }

/** Whether a question finds a creator. */
async function finds(db: Db, question: string, creator: Creator): Promise<boolean> {
  const { username, name, biography, captions } = creator
  const { rows } = await sql<{ found: boolean }>`
    select derived.creator_document(${username ?? null}, ${name ?? null}, ${biography ?? null}, ${captions ?? null})
      @@ derived.creator_query(${question}) as found`.execute(db)
  return rows[0]?.found === true
}

describe('a question of full-text search', () => {
  test.for<[string, Creator, boolean]>([
    ['прогулка', { captions: ['Вечерние прогулки по городу'] }, true],
    ['running', { captions: ['I run every morning'] }, true],
    ['the', { biography: 'over the hills' }, true],
    ['и в', { biography: 'и в горы' }, true],
    ['мама almaty', { biography: 'Мама двоих', captions: ['Almaty ❤️'] }, true],
    ['мама astana', { biography: 'Мама двоих', captions: ['Almaty ❤️'] }, false],
    ['astana or almaty', { captions: ['Almaty'] }, true],
    ['"детские вещи"', { captions: ['продаю детские вещи'] }, true],
    ['«детские вещи»', { captions: ['вещи не детские'] }, false],
    ['красота -реклама', { captions: ['красота и рекламой сыта'] }, false],
    ['красота -реклама', { captions: ['красота спасёт мир'] }, true],
    ['#алматымама', { captions: ['утро #алматымама #kz'] }, true],
    ['елка', { captions: ['Ёлка стоит'] }, true],
    ['Anna', { name: '𝓐𝓷𝓷𝓪 💫' }, true],
    ['beauty', { username: 'anna.beauty_kz' }, true],
    ['anna.beauty_kz', { username: 'anna.beauty_kz' }, true],
    ['@anna.beauty_kz', { username: 'anna.beauty_kz' }, true],
    ['food', { biography: 'travel/food/мама' }, true],
    ['блогер', { biography: 'мама|блогер|Алматы' }, true],
    ['anna@gmail.com', { biography: 'for ads: anna@gmail.com' }, true],
    ['Қазақстан', { biography: 'қазақстан' }, true],
    ['Алматыдағы аналар', { biography: 'Екі баланың анасымын, Алматы' }, true],
    ['саяхат', { captions: ['Біздің саяхатымыз басталды'] }, true],
    ['"ана тілі"', { captions: ['Анамның тілінде сөйлеймін'] }, true],
    ['"ана тілі"', { captions: ['Тілі бар ана келді'] }, false],
    ['🙂', { biography: '🙂' }, false],
    ["'); drop table blogs; --", { biography: 'a quiet life' }, false],
    ['& | ! ( ) <-> :* "', { biography: 'a quiet life' }, false],
    ['', { biography: 'a quiet life' }, false],
  ])('%s of %j is %s', async ([question, creator, expected], { db }) => {
    expect(await finds(db, question, creator)).toBe(expected)
  })

  test('is cut, however long it is', async ({ db }) => {
    expect(await finds(db, '('.repeat(100_000), { biography: 'a' })).toBe(false)
  })
})

describe('the document of a creator', () => {
  test('is empty where nothing is known', async ({ db }) => {
    const { rows } = await sql<{ words: number }>`
      select length(derived.creator_document(null, null, null, null)) as words
      union all select length(derived.creator_document(null, null, null, array[null, '']))`.execute(
      db,
    )

    expect(rows).toEqual([{ words: 0 }, { words: 0 }])
  })

  test('puts names above the biography and that above captions', async ({ db }) => {
    const { rows } = await sql<{ place: string; rank: number }>`
      select place, ts_rank(document, derived.creator_query('travel')) as rank from (values
        ('caption', derived.creator_document('a', 'b', 'c', array['travel'])),
        ('biography', derived.creator_document('a', 'b', 'travel', array['c'])),
        ('name', derived.creator_document('a', 'travel', 'b', array['c']))
      ) documents (place, document) order by rank desc`.execute(db)

    expect(rows.map(({ place }) => place)).toEqual(['name', 'biography', 'caption'])
  })

  /** Texts of which no end is in sight, each unlike the others in what it makes PostgreSQL's parser do. */
  const ENDLESS = {
    'short words': `string_agg(left(md5(n::text), 3), ' ')`,
    'compound words': `string_agg(left(md5(n::text), 3) || '-' || right(md5(n::text), 3), ' ')`,
    'one compound word': `string_agg(left(md5(n::text), 3), '-')`,
    'one word': `string_agg(md5(n::text), '')`,
    'letters of four bytes': `string_agg(chr(131072 + n % 40000), ' ')`,
    'letters that become eighteen': `repeat(chr(64762), 200000)`,
    addresses: `string_agg('https://' || md5(n::text) || '.com/' || n || '?a=' || n, ' ')`,
    'numbers and dates': `string_agg(n || '.' || n || 'e-' || n || ' 2024-01-' || n, ' ')`,
    marks: `repeat('<a href="x">&amp;</a>\\''', 100000)`,
  } as const

  test.for(Object.entries(ENDLESS))('of endless %s stays small', async ([, text], { db }) => {
    const { rows } = await sql<{ bytes: number }>`
      with endless as (select ${sql.raw(text)} as text from generate_series(1, 200000) n)
      select pg_column_size(derived.creator_document(text, text, text, array[text, text])) as bytes from endless`.execute(
      db,
    )

    expect(rows[0]?.bytes).toBeLessThan(300_000)
  })
})
