import { sql } from 'kysely'
import {
  redactMentions,
  mentionedNames,
  mentionPattern,
  withoutWords,
  wordPattern,
} from '../../src/creators/identity.ts'
import { describe, expect, test } from '../fixtures/test.ts'

const USERNAME = 'a.b_7'

describe('a username that is called', () => {
  test.for([
    ['Hi @a.b_7', 'Hi @…'],
    ['@A.B_7, @a.b_7! (＠a.b_7)', '@…, @…! (＠…)'],
    ['thanks @a.b_7.', 'thanks @….'],
    ['https://www.instagram.com/a.b_7/reels', 'https://www.instagram.com/…/reels'],
    ['рахмет@a.b_7❤', 'рахмет@…❤'],
    ['@a.b_77 @a.b_7.c @axb_7 a.b_7', '@a.b_77 @a.b_7.c @axb_7 a.b_7'],
  ] as const)('is taken out of %j', async ([text, blank], { db }) => {
    expect(redactMentions(text, [USERNAME])).toBe(blank)
    const { rows } = await sql<{ blank: string }>`
      select regexp_replace(${text}::text, ${mentionPattern([USERNAME])}, '\\1…', 'gi') as blank`.execute(
      db,
    )
    expect(rows).toEqual([{ blank }])
  })

  test('is found in a text as PostgreSQL finds it', async ({ db }) => {
    const text = 'With @A.b_7. and ＠c, instagram.com/d/x, mail@e.kz; @a.b_7 @.'
    expect(mentionedNames(text)).toEqual(['a.b_7', 'c', 'd', 'e.kz'])
    const { rows } = await sql<{
      names: string[]
    }>`select mentioned_names(${text}) as names`.execute(db)
    expect(new Set(rows[0]?.names.filter((name) => name !== ''))).toEqual(
      new Set(mentionedNames(text)),
    )
  })

  test('is found whether or not an address stands beside it', async ({ db }) => {
    const texts = ['@a@@b_.＠C...', `@${'x'.repeat(40)}@y z`, '@ @', 'none', 'ы@д@.e', '@d@D']
    for (const text of texts) {
      // An address makes the text be searched as a whole.
      const { rows } = await sql<{ alone: string[]; beside: string[] }>`
        select array(select * from unnest(mentioned_names(${text})) order by 1) as alone,
          array(select * from unnest(mentioned_names(${`${text} instagram.com/`})) order by 1) as beside`.execute(
        db,
      )
      expect(rows[0]?.alone, text).toEqual(rows[0]?.beside)
    }
  })
})

test('a word is found in JSON whatever stands around it, and not in longer words', async ({
  db,
}) => {
  const pattern = wordPattern([USERNAME, '123'])
  const finds = async (value: unknown) => {
    const { rows } = await sql<{ found: boolean }>`
      select ${JSON.stringify(value)}::jsonb::text ~* ${pattern} as found`.execute(db)
    return rows[0]?.found
  }
  for (const value of [USERNAME, { a: 'A.b_7.' }, ['x\na.b_7'], 123, 'instagram:id:123'])
    expect(await finds(value), JSON.stringify(value)).toBe(true)
  for (const value of ['a.b_77', 'xa.b_7', 'axb_7', 1234, 'a.b_7.c'])
    expect(await finds(value), JSON.stringify(value)).toBe(false)
  expect(wordPattern([])).toBeNull()
})

describe('a JSON value', () => {
  test('loses list elements that contain a name, and keeps the others', () => {
    const value = {
      usernames: ['nasa', '@a.b_7'],
      found: [{ id: 1, by: { name: USERNAME } }, { id: 2 }],
    }
    expect(withoutWords(value, [USERNAME])).toEqual({
      left: { usernames: ['nasa'], found: [{ id: 2 }] },
      isAbout: false,
    })
  })

  test('is about a creator when a field names it, or no other is left in a list', () => {
    expect(withoutWords({ seed: USERNAME, n: 3 }, [USERNAME])).toEqual({
      left: { n: 3 },
      isAbout: true,
    })
    expect(withoutWords({ usernames: [USERNAME] }, [USERNAME]).isAbout).toBe(true)
    expect(withoutWords({ platformId: 123 }, ['123']).isAbout).toBe(true)
  })

  test('keeps hashtags and categories that are called like a name', () => {
    const value = { hashtags: ['food'], filters: { business_category: 'Food' } }
    expect(withoutWords(value, ['food'])).toEqual({ left: value, isAbout: false })
  })
})
