import { sql } from 'kysely'
import { inject, onTestFinished } from 'vitest'
import { openDatabase } from '../../../src/db/database.ts'
import type { Db } from '../../../src/db/handles.ts'
import { migrate } from '../../../src/db/migrations/migrate.ts'
import { onDatabase, withClient } from '../../fixtures/test-server.ts'
import { describe, expect, test, testOnSharedDatabase } from '../../fixtures/test.ts'
import { HELD_OUT_TOPICS, TUNING_TOPICS, type LabelledTopic } from './labelled-topics.ts'

type Match = { topic: string; category: string | null; matched_by: string | null }

async function match(db: Db, topics: readonly string[], least?: number): Promise<Match[]> {
  const call =
    least === undefined
      ? sql`derived.match_topics(${topics}::text[])`
      : sql`derived.match_topics(${topics}::text[], ${least})`
  const { rows } = await sql<Match>`
    select m.topic, c.name as category, m.matched_by
    from ${call} m left join categories c on c.id = m.category_id`.execute(db)
  return rows
}

testOnSharedDatabase.for<readonly [readonly string[], string]>([
  [['Recipe', 'recipes', ' RECIPES ', '#recipes', 'ｒｅｃｉｐｅｓ'], 'recipe'],
  [
    ['home-decor', 'Home decor', 'home_decor', 'Home & Décor', 'home/decor', 'homedecor'],
    'homedecor',
  ],
  [["women's fashion", 'womens fashion', 'women’s fashion blog'], 'womenfashion'],
  [['movie', 'movies'], 'movy'],
  [['dress', 'dresses'], 'dress'],
  [['tennis'], 'tennis'],
  [['рецепт', 'Рецепты', 'блог про рецепты'], 'рецепт'],
  [['путешествие', 'ПУТЕШЕСТВИЯ'], 'путешеств'],
  [['ребёнок', 'ребенок'], 'ребенок'],
  [['йога', 'Йога'.normalize('NFD')], 'иог'],
  [['ана', 'аналар'], 'ана'],
  [['әншілер', 'анши'], 'анш'],
  [['food blogger', 'the food blog', 'food'], 'food'],
  [['blog', 'Blogs'], 'blog'],
  [['🎉'], '🎉'],
])('%j are one term', async ([spellings, term], { db }) => {
  const { rows } = await sql<{ term: string }>`
    select distinct topic_term(t) as term from unnest(${spellings}::text[]) as s (t)`.execute(db)
  expect(rows).toEqual([{ term }])
})

describe('a topic is matched', () => {
  testOnSharedDatabase.for<readonly [string, string | null, string | null]>([
    ['parenting', 'parenting', 'name'],
    ['Real-Estate', 'real estate', 'name'],
    ['motherhood', 'parenting', 'synonym'],
    ['материнство', 'parenting', 'synonym'],
    ['сән', 'fashion', 'synonym'],
    ['moterhood', 'parenting', 'similarity'],
    ['саяхатшы', 'travel', 'similarity'],
    ['vegan food', 'food', 'words'],
    ['молодая мама', 'parenting', 'words'],
    // Words of two categories tell nothing, nor do letters of short terms.
    ['travel with kids', null, null],
    ['dogz', null, null],
    ['tarot', null, null],
    ['🎉', null, null],
  ])('%s means %s, by %s', async ([topic, category, matched_by], { db }) => {
    expect(await match(db, [topic])).toEqual([{ topic, category, matched_by }])
  })

  test('to nothing where it is ignored, whatever it is like', async ({ db }) => {
    await sql`insert into ignored_topics (term, topic) values (topic_term('vegan food'), 'vegan food')`.execute(
      db,
    )
    expect(await match(db, ['Vegan foods', 'food'])).toEqual(
      expect.arrayContaining([
        { topic: 'Vegan foods', category: null, matched_by: null },
        { topic: 'food', category: 'food', matched_by: 'name' },
      ]),
    )
  })
})

type Measure = { precision: number; recall: number; wrong: string[] }

/** Precision: of the topics that were given a category, those given the right one. Recall: of those that have one, the same. */
async function measure(
  db: Db,
  labelled: readonly LabelledTopic[],
  least?: number,
): Promise<Measure> {
  const topics = labelled.map(([topic]) => topic)
  const found = new Map((await match(db, topics, least)).map((row) => [row.topic, row.category]))
  const given = labelled.filter(([topic]) => found.get(topic))
  const right = given.filter(([topic, category]) => found.get(topic) === category)
  const wrong = given
    .filter((each) => !right.includes(each))
    .map(([topic]) => topic)
    .toSorted()
  const due = labelled.filter(([, category]) => category !== null)
  return { precision: right.length / given.length, recall: right.length / due.length, wrong }
}

describe('among labelled topics', () => {
  test('hardly any gets a wrong category, and most get theirs, also of those not looked at before', async ({
    db,
  }) => {
    const tuning = await measure(db, TUNING_TOPICS)
    const heldOut = await measure(db, HELD_OUT_TOPICS)

    expect(tuning.wrong).toEqual(['sporting events', 'детская одежда'])
    expect(tuning.recall).toBeGreaterThanOrEqual(0.71)
    expect(heldOut.wrong).toEqual(['car insurance', 'horse riding', 'knitted clothes'])
    expect(heldOut.recall).toBeGreaterThanOrEqual(0.75)
  })

  test('a lower threshold is wrong more often, and a higher one finds less', async ({ db }) => {
    const all = [...TUNING_TOPICS, ...HELD_OUT_TOPICS]
    const chosen = await measure(db, all)
    const lower = await measure(db, all, 0.5)
    const higher = await measure(db, all, 0.65)

    expect(lower.wrong.length).toBeGreaterThan(2 * chosen.wrong.length)
    expect(higher.wrong).toEqual(chosen.wrong)
    expect(higher.recall).toBeLessThan(chosen.recall)
  })
})

test('names, synonyms and words are the same in a database whose locale knows no letters but Latin ones', async ({
  databaseUrl,
}) => {
  const name = `${new URL(databaseUrl).pathname.slice(1)}_c`
  await withClient(inject('serverUrl'), (client) =>
    client.query(`create database ${name} template template0 locale_provider libc locale 'C'`),
  )
  const url = onDatabase(databaseUrl, name)
  const db = openDatabase({ url, max: 2, onIdleError: () => undefined })
  onTestFinished(async () => await db.destroy())
  await migrate(db)

  expect(await match(db, ['МАТЕРИНСТВО', 'молодая мама', 'Әзіл-қалжың', 'fitnes'])).toEqual(
    expect.arrayContaining([
      { topic: 'МАТЕРИНСТВО', category: 'parenting', matched_by: 'synonym' },
      { topic: 'молодая мама', category: 'parenting', matched_by: 'words' },
      { topic: 'Әзіл-қалжың', category: 'humor', matched_by: 'synonym' },
      { topic: 'fitnes', category: 'fitness', matched_by: 'similarity' },
    ]),
  )
})

test('gramd starts with about fifty categories, each with words in English, Russian and Kazakh', async ({
  db,
}) => {
  const { rows } = await sql<{ name: string; words: string[] }>`
    select c.name, array_agg(n.synonym) as words
    from categories c join category_synonyms n on n.category_id = c.id
    group by c.name`.execute(db)
  expect(rows.length).toBeGreaterThanOrEqual(40)
  for (const { name, words } of rows) {
    expect(words, name).toContain(name)
    expect(words.length, name).toBeGreaterThanOrEqual(8)
    expect(
      words.some((word) => /[а-я]/.test(word)),
      name,
    ).toBe(true)
  }
})
