import { sql } from 'kysely'
import { z } from 'zod'
import { createClock } from '../../../src/base/clock.ts'
import type { Db } from '../../../src/db/handles.ts'
import { blogOperations } from '../../../src/features/blogs/operations/blogs.ts'
import { summaryOperations } from '../../../src/features/blogs/operations/summary.ts'
import { allOf, inAnyOrder } from '../../../src/features/blogs/store/blog-filter.ts'
import { resolveFilter } from '../../../src/features/blogs/store/resolve-filter.ts'
import { createSuggestions } from '../../../src/features/blogs/store/suggestions.ts'
import { countQuery } from '../../../src/features/blogs/store/summary.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { describe, expect, testOnDatabaseOf } from '../../fixtures/test.ts'
import { background } from '../../fixtures/no-background.ts'
import { aLog, anApi } from '../../http/kit.ts'

const CREATORS = 22_000
/** No creator with many followers uses this word, which the planner cannot know. */
const SMALL_ONES = 21_000
/** Those with more followers are in a category, the others in none. */
const IN_NONE = 16_000
/** So many use a rare word, in one case those with the fewest followers. */
const FEW = 1_100

/** So many creators, the nth with n followers, that the planner takes the words of all of them for common. */
async function manyCreators(db: Db): Promise<void> {
  await sql`
    with person as (insert into persons select from generate_series(1, ${CREATORS}) returning id),
    numbered as (select id, row_number() over () as n from person)
    insert into blogs (person_id, username, follower_count, source, search)
    select id, 'creator_' || n, n, 'discover', derived.creator_document('creator_' || n, null,
      'bag ' || case when n % 100 = 0 then 'bag bag bag ' else 'shoe hat scarf ' end
        || case when n <= ${SMALL_ONES} then 'tiny' else '' end
        || case when n % 20 = 0 then ' vase' else '' end
        || case when n <= ${FEW} then ' mug' else '' end, null)
    from numbered`.execute(db)
  await sql`
    insert into blog_categories (blog_id, category_id, is_primary)
    select blogs.id, categories.id, true from blogs, categories
    where categories.name = 'fashion' and follower_count > ${IN_NONE}`.execute(db)
  await sql`analyze blogs, blog_categories`.execute(db)
}

const test = testOnDatabaseOf(manyCreators)

const Page = z.object({ data: z.array(z.object({ username: z.string() })) })

async function found(db: Db, query: Record<string, string>): Promise<string[]> {
  const { send } = anApi(db, [mountOperations({ db }, blogOperations)])
  const answer = await send('GET', `/api/blogs?${new URLSearchParams(query).toString()}`)
  return Page.parse(await answer.json()).data.map(({ username }) => username)
}

const named = (numbers: readonly number[]): string[] => numbers.map((n) => `creator_${n}`)

describe('a word that nearly everybody uses', () => {
  test('is common to the planner', async ({ db }) => {
    for (const word of ['bag', 'tiny'])
      expect((await resolveFilter(db, { q: word })).q).toMatchObject({ isRare: false })
  })

  test('finds the creators with the most followers', async ({ db }) => {
    const query = { q: 'bag', sort: 'follower_count', limit: '3' }
    expect(await found(db, query)).toEqual(named([22_000, 21_999, 21_998]))
  })

  test('ranks the 300 with the most followers, who use it most before the others', async ({
    db,
  }) => {
    expect(await found(db, { q: 'bag', limit: '3' })).toEqual(named([22_000, 21_900, 21_800]))
  })

  test('finds those who use it where the ones with the most followers do not', async ({ db }) => {
    const sorted = { q: 'tiny', sort: 'follower_count', limit: '2' }
    expect(await found(db, sorted)).toEqual(named([21_000, 20_999]))
    const ranked = await found(db, { q: 'tiny', limit: '200' })
    const followers = ranked.map((name) => Number(name.replace('creator_', '')))
    expect(followers).toHaveLength(200)
    expect(Math.min(...followers)).toBeGreaterThan(SMALL_ONES - 300)
    expect(Math.max(...followers)).toBeLessThanOrEqual(SMALL_ONES)
  })
})

const Count = z.object({ count: z.int(), capped: z.boolean() })
const counted = async (db: Db, query: Record<string, string>) => {
  const suggest = createSuggestions({ db, clock: createClock(), log: aLog().log })
  const { send } = anApi(db, [mountOperations({ db, suggest, background }, summaryOperations)])
  const answer = await send('GET', `/api/blogs/count?${new URLSearchParams(query).toString()}`)
  return Count.parse(await answer.json())
}

describe('a rare word that many times the wanted creators use', () => {
  test.for([
    ['vase', [22_000, 21_980, 21_960]],
    ['mug', [FEW, FEW - 1, FEW - 2]],
  ] as const)('finds those with the most followers: %s', async ([q, first], { db }) => {
    expect((await resolveFilter(db, { q })).q).toMatchObject({ isRare: true })
    expect(await found(db, { q, sort: 'follower_count', limit: '3' })).toEqual(named(first))
    const ranked = await found(db, { q, limit: '200' })
    const followers = ranked.map((name) => Number(name.replace('creator_', '')))
    expect(new Set(followers).size).toBe(200)
    expect(Math.min(...followers)).toBeGreaterThan(q === 'mug' ? FEW - 301 : 22_000 - 300 * 20)
  })
})

describe('a count of a word', () => {
  test('that nearly everybody uses is capped by its estimate', async ({ db }) => {
    expect(await counted(db, { q: 'bag' })).toEqual({ count: 5_000, capped: true })
  })

  test('beside another filter reads the index of words, not documents', async ({ db }) => {
    const filter = await resolveFilter(db, { q: 'bag', max_followers: 900 })
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${countQuery(filter)}`.execute(db)
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).not.toContain('Seq Scan')
    expect(await counted(db, { q: 'bag', max_followers: '900' })).toEqual({
      count: 900,
      capped: false,
    })
  })
})

describe('a count of a subject', () => {
  const about = 'fashion'

  test('is capped by the creators of its category, else has all who use its words', async ({
    db,
  }) => {
    expect((await resolveFilter(db, { about: [about] })).about).toMatchObject({ isRare: false })
    expect(await counted(db, { about })).toEqual({ count: 5_000, capped: true })
    const inCategory = { about, min_followers: String(CREATORS - 5_000 + 1) }
    expect(await counted(db, inCategory)).toEqual({ count: 5_000, capped: false })
    const inBoth = {
      about,
      min_followers: String(IN_NONE - 19),
      max_followers: String(IN_NONE + 20),
    }
    // Every hundredth uses no such word.
    expect(await counted(db, inBoth)).toEqual({ count: 39, capped: false })
  })

  test('looks up the categories of the creators on the way, not those of all', async ({ db }) => {
    const filter = await resolveFilter(db, { about: [about], max_followers: 900 })
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${countQuery(filter)}`.execute(db)
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('NOT EXISTS')
  })
})

describe('the price of a document', () => {
  class Rollback extends Error {}

  /** Runs with a function that fails where it is called; then everything is as before. */
  const withoutCalls = async (db: Db, run: (tx: Db) => Promise<void>) =>
    await expect(
      db.transaction().execute(async (tx) => {
        await sql`
          create or replace function derived.is_read(document tsvector) returns boolean
          language plpgsql immutable parallel restricted cost 2000 as $$
          begin
            raise exception 'called for a creator';
          end
          $$`.execute(tx)
        await run(tx)
        throw new Rollback()
      }),
    ).rejects.toThrow(Rollback)

  test.for([{ q: 'bag' }, { q: 'creator_77' }, { about: ['fashion'] }])(
    'is for the planner alone: %j',
    async (search, { db }) => {
      await withoutCalls(db, async (tx) => {
        const filter = await resolveFilter(tx, search)
        const { rows, condition } = inAnyOrder(filter)
        const found = sql`select blog.id from ${rows} blog where ${condition}`
        await found.execute(tx)
        await sql`select blog.id from shared.blogs blog where ${allOf(filter)}`.execute(tx)
        expect(found.compile(tx).sql).toContain('derived.is_read')
      })
    },
  )
})
