import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { blogOperations } from '../../../src/features/blogs/operations/blogs.ts'
import { resolveFilter } from '../../../src/features/blogs/store/resolve-filter.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { describe, expect, testOnDatabaseOf } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'

const CREATORS = 22_000
/** No creator with many followers uses this word, which the planner cannot know. */
const SMALL_ONES = 21_000

/** So many creators, the nth with n followers, that the planner takes the words of all of them for common. */
async function manyCreators(db: Db): Promise<void> {
  await sql`
    with person as (insert into persons select from generate_series(1, ${CREATORS}) returning id),
    numbered as (select id, row_number() over () as n from person)
    insert into blogs (person_id, username, follower_count, source, search)
    select id, 'creator_' || n, n, 'discover', derived.creator_document('creator_' || n, null,
      'bag ' || case when n % 100 = 0 then 'bag bag bag ' else 'shoe hat scarf ' end
        || case when n <= ${SMALL_ONES} then 'tiny' else '' end, null)
    from numbered`.execute(db)
  await sql`analyze blogs`.execute(db)
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
